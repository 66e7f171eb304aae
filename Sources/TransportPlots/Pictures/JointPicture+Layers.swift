import Foundation
import OptimalTransport

extension JointPicture {
  /// Whether the entries are few enough to be seen one by one.
  var isDiscrete: Bool {
    source.cells == nil && target.cells == nil
      && plan.mass.count(where: { $0 > 0 }) <= 400
  }

  /// A marginal as stems for a few atoms, as a filled profile for many; `turn` takes a position and
  /// a height from 0 to 1 to the axes of the panel.
  func marginal(
    _ measure: LineMeasure, _ color: String, _ canvas: inout Canvas,
    turn: (Double, Double) -> (Double, Double)
  ) -> [String] {
    func row(_ position: Double, _ height: Double) -> String {
      let (x, y) = turn(position, height)
      return "\(x) \(y)"
    }
    if measure.cells == nil, measure.positions.count <= 120 {
      let stems = measure.stems.map { row($0, 0) + "\n" + row($0, $1) + "\n" }
      return ["\(canvas.block(stems)) using 1:2 with lines lw 1.6 lc rgb '\(color)' notitle"]
    }
    let block = canvas.block(measure.steps.map { row($0, $1) })
    let fill = PlotColor.color(color, opacity: 0.3)
    return [
      "\(block) using 1:2 with filledcurves closed fc rgb '\(fill)' notitle",
      "\(block) using 1:2 with lines lw 1.3 lc rgb '\(color)' notitle",
    ]
  }

  /// One disc an entry, its area proportional to the mass.
  func discs(_ panel: Panel, _ canvas: inout Canvas) -> [String] {
    let drawn = DrawnEntries(plan)
    let masses = drawn.indices.map { plan.mass[$0] }
    let discs = Discs(masses: [masses], width: panel.width, coverage: 0.016)
    return [
      discs.layer(masses, color: PlotColor.plan, into: &canvas) { k in
        let entry = drawn.indices[k]
        return (source.positions[plan.rows[entry]], target.positions[plan.columns[entry]])
      }
    ]
  }

  /// The mass of each pair of bins, as ink whose density is its square root, so that tails are seen.
  func image(_ canvas: inout Canvas) -> String {
    let shape = [source.binCount, target.binCount]
    var bins = [Double](repeating: 0, count: shape[0] * shape[1])
    for k in 0..<plan.count {
      let i = source.bin(source.positions[plan.rows[k]])
      let j = target.bin(target.positions[plan.columns[k]])
      bins[i * shape[1] + j] += plan.mass[k]
    }
    let heaviest = max(bins.max()!, .leastNonzeroMagnitude)
    let box = try! Box(
      lower: [source.range.lowerBound, target.range.lowerBound],
      upper: [source.range.upperBound, target.range.upperBound])
    return HeatMap(shape: shape, box: box, values: bins.map { $0 / heaviest }).layer(
      into: &canvas, ink: .wash(red: 0x22, green: 0x22, blue: 0x22, opacity: 0.95))
  }

  /// The graph of T(x) = E[y | x] over the atoms that carry mass, in order of x.
  func barycentre(_ canvas: inout Canvas, style: String = dashedMap) -> String? {
    guard !isDiscrete else { return nil }
    let projection = BarycentricProjection(
      plan: plan, source: column(source.positions), target: column(target.positions))
    let heaviest = projection.mass.max() ?? 0
    let atoms = source.positions.indices
      .filter { projection.mass[$0] > heaviest * 1e-6 }
      .sorted { source.positions[$0] < source.positions[$1] }
    guard atoms.count > 1 else { return nil }
    let block = canvas.block(
      atoms.map { "\(source.positions[$0]) \(projection.images.elements[$0])" })
    return "\(block) using 1:2 with lines \(style) notitle"
  }

  private static let dashedMap = "lw 1.1 dt (6,4) lc rgb '\(PlotColor.exact)'"

  private func column(_ values: [Double]) -> Matrix {
    try! Matrix(rows: values.count, columns: 1, elements: values)
  }
}
