import Foundation
import OptimalTransport

/// Every take that applies to two densities on grids under |x - y|^2, run one after the other.
struct TakeList {
  let source: GridDensity
  let target: GridDensity
  /// The measures before they were put on grids.
  let original: (source: any Measure, target: any Measure)
  /// The linear program's solution, between the cell centres.
  let program: TransportSolution
  let progress: ProgressHandler?

  /// Cells times steps of time up to which the dynamic problem takes a minute at most.
  private static let flowLimit = 1 << 19
  private static let timeSteps = 32
  /// Iterations that show agreement; `ot dynamic` goes on.
  private static let flowTolerance = 3e-3

  /// Runs the takes.
  func run() throws(TransportError) -> DensityComparison {
    var takes = [try linearProgram(), try backAndForth()]
    var skipped: [String] = []
    let others: [(String, () throws(TransportError) -> DensityTake)] = [
      ("monge-ampere", mongeAmpere), ("benamou-brenier", benamouBrenier), ("quantile", quantile),
    ]
    for (name, take) in others {
      do throws(TransportError) {
        takes.append(try take())
      } catch {
        guard let reason = Self.reason(error) else { throw error }
        if name != "quantile" { skipped.append("\(name): \(reason)") }
      }
    }
    if let closed = try gaussian() { takes.append(closed) }
    return DensityComparison(takes: takes, skipped: skipped, cellError: cellError)
  }

  /// The atoms at the cell centres and the densities differ by at most this in W2.
  private var cellError: Double {
    func diagonal(_ grid: GridDensity) -> Double {
      zip(grid.box.sides, grid.shape).reduce(0) { $0 + pow($1.0 / Double($1.1), 2) }.squareRoot()
    }
    return (diagonal(source) + diagonal(target)) * (source.mass / 12).squareRoot()
  }

  private func bracket(_ potential: BrenierPotential) throws(TransportError) -> DensityBracket {
    try DensityBracket(source: source, target: target, potential: potential)
  }

  /// A take between the bounds that its potential proves.
  private func take(
    _ name: String, _ value: Double, _ potential: BrenierPotential, _ seconds: Double,
    _ iterations: Int
  ) throws(TransportError) -> DensityTake {
    let found = try bracket(potential)
    return DensityTake(
      name, value: value, lower: found.lower, upper: found.upper, seconds: seconds,
      iterations: iterations)
  }

  private func linearProgram() throws(TransportError) -> DensityTake {
    let bounds = program.certificate
    let found = try bracket(
      BrenierPotential(
        shape: source.shape, box: source.box, alpha: program.potentials.alpha))
    let low = max(max(bounds.lowerBound, 0).squareRoot() - cellError, 0)
    return DensityTake(
      "linear program", value: bounds.upperBound, lower: max(found.lower, low * low),
      upper: min(found.upper, bounds.upperBound + dilation), seconds: program.seconds,
      iterations: program.iterations)
  }

  /// What a plan between cell centres costs more as one of densities, which maps each cell onto
  /// another by a dilation: the sum of (h - h')^2 / 12 over the sides, a unit of mass.
  private var dilation: Double {
    let sides = [source, target].map { zip($0.box.sides, $0.shape).map { $0 / Double($1) } }
    return source.mass * zip(sides[0], sides[1]).reduce(0) { $0 + pow($1.0 - $1.1, 2) } / 12
  }

  private func backAndForth() throws(TransportError) -> DensityTake {
    let solution = try BackAndForth().solve(source: source, target: target, progress: progress)
    return try take(
      "back-and-forth", solution.value, solution.brenierPotential, solution.seconds,
      solution.iterations)
  }

  private func mongeAmpere() throws(TransportError) -> DensityTake {
    guard source.values.allSatisfy({ $0 > 0 }), target.values.allSatisfy({ $0 > 0 }) else {
      throw skip("monge-ampere", "it needs densities above zero everywhere.")
    }
    let solution = try MongeAmpere().solve(source: source, target: target, progress: progress)
    guard solution.termination == .converged else {
      throw skip("monge-ampere", "Newton's method did not converge on these densities.")
    }
    return try take(
      "monge-ampere", solution.value, solution.potential, solution.seconds, solution.iterations)
  }

  private func benamouBrenier() throws(TransportError) -> DensityTake {
    guard source.shape == target.shape, source.box == target.box else {
      throw skip("benamou-brenier", "it needs both densities on one grid.")
    }
    guard source.count <= Self.flowLimit / Self.timeSteps else {
      throw skip("benamou-brenier", "on so many cells it takes minutes; use 'ot dynamic'.")
    }
    let solver = BenamouBrenier(timeSteps: Self.timeSteps, tolerance: Self.flowTolerance)
    let solution = try solver.solve(from: source, to: target, progress: progress)
    return try take(
      "benamou-brenier", 2 * solution.action, solution.brenierPotential(), solution.seconds,
      solution.iterations)
  }

  private func quantile() throws(TransportError) -> DensityTake {
    guard source.dimension == 1 else { throw skip("quantile", "it is for the line.") }
    let start = ContinuousClock.now
    let cost = try QuantileMap(source: source, target: target).cost()
    return DensityTake(
      "quantile", value: cost.value, lower: cost.value - cost.error,
      upper: cost.value + cost.error, seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  /// The closed form of the laws before they were put on cells, within what that changes.
  private func gaussian() throws(TransportError) -> DensityTake? {
    guard let from = original.source as? Gaussian, let onto = original.target as? Gaussian else {
      return nil
    }
    let solution = try GaussianTransport().solve(source: from, target: onto)
    let distance = max(solution.value, 0).squareRoot()
    let error = try from.gridError(on: source) + onto.gridError(on: target)
    let (low, high) = (max(distance - error, 0), distance + error)
    return DensityTake(
      "closed form", value: solution.value, lower: low * low, upper: high * high,
      seconds: solution.seconds)
  }

  /// Why a method does not take these densities; nil for an error of another kind.
  private static func reason(_ error: TransportError) -> String? {
    switch error {
    case .notApplicable(_, let reason, _): reason
    case .outOfRange: "\(error)"
    default: nil
    }
  }

  private func skip(_ name: String, _ reason: String) -> TransportError {
    .notApplicable(method: name, reason: reason, remedy: "")
  }
}
