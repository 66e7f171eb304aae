import OptimalTransport
import TransportIO

/// Two measures, a prior, and how the bridge between them is found.
struct BridgeTask {
  let source: any Measure
  let target: any Measure
  let prior: PriorFile.Contents?
  let noise: Double
  /// Steps of time on grids.
  let steps: Int
  let atoms: Int
  /// Cells along each axis for measures that have none.
  let extent: Int
  let iterationLimit: Int?
  let progress: ProgressHandler?

  /// The bridge, why that method, and what was replaced.
  func run() throws(TransportError) -> (bridge: Bridge, reason: String, note: String?) {
    guard source.dimension == target.dimension else {
      throw .shapeMismatch(
        argument: "target", expected: "dimension \(source.dimension), as the source has",
        found: "dimension \(target.dimension)")
    }
    if case .drift(let formulas) = prior { return try onGrid(formulas) }
    let linear = try linearPrior()
    if let from = source as? Gaussian, let onto = target as? Gaussian {
      let bridge = try GaussianSchrodingerBridge(source: from, target: onto, prior: linear)
      return (.gaussian(bridge), "both measures are Gaussian, so the bridge is known.", nil)
    }
    return try betweenAtoms(linear)
  }

  private func linearPrior() throws(TransportError) -> LinearPrior {
    guard case .linear(let drift, let offset, let input) = prior else {
      return try .brownian(dimension: source.dimension, noise: noise)
    }
    return try LinearPrior(drift: drift, offset: offset, input: input, noise: noise)
  }

  private func betweenAtoms(
    _ prior: LinearPrior
  ) throws(TransportError) -> (bridge: Bridge, reason: String, note: String?) {
    var solver = SchrodingerBridge(prior: prior)
    if let iterationLimit { solver.iterationLimit = iterationLimit }
    let reason = "the prior is linear, so that what happens between two points is known."
    if let from = source as? GridDensity, let onto = target as? GridDensity {
      let bridge = try solver.solve(source: from, target: onto, progress: progress)
      return (.atoms(bridge), reason, "Each cell's mass stands at its centre.")
    }
    let from = try AtomicMeasure(source, as: .source, count: atoms)
    let onto = try AtomicMeasure(target, as: .target, count: atoms)
    let bridge = try solver.solve(source: from.cloud, target: onto.cloud, progress: progress)
    let notes = [from.note, onto.note].compactMap { $0 }
    return (.atoms(bridge), reason, notes.isEmpty ? nil : notes.joined(separator: " "))
  }

  private func onGrid(
    _ formulas: [TransportIO.Expression]
  ) throws(TransportError) -> (bridge: Bridge, reason: String, note: String?) {
    let grid = try PictureGrid([source, target], extent: extent, margin: noise)
    let shape = (source as? GridDensity)?.shape ?? grid.shape
    let box = (source as? GridDensity)?.box ?? grid.box
    let chain = try GridPrior(shape: shape, box: box, noise: noise) { x in
      formulas.map { $0.evaluate(x) }
    }
    var solver = FortetIteration(prior: chain, steps: steps)
    if let iterationLimit { solver.iterationLimit = iterationLimit }
    let bridge = try solver.solve(
      source: source.discretized(on: shape, box), target: target.discretized(on: shape, box),
      progress: progress)
    let cells = shape.map(String.init).joined(separator: " x ")
    return (
      .grid(bridge), "the prior's drift is a formula, which needs a grid.",
      source is GridDensity ? nil : "The measures were put on \(cells) cells."
    )
  }
}
