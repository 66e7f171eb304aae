import Foundation
import OptimalTransport

extension JointPicture {
  /// Whether the entries are few enough to be seen one by one.
  var isDiscrete: Bool {
    source.cells == nil && target.cells == nil
      && plan.mass.count(where: { $0 > 0 }) <= 400
  }

  /// One disc an entry, its area proportional to the mass.
  func discs(_ panel: Panel, _ canvas: inout Canvas) -> [String] {
    let drawn = DrawnEntries(plan)
    let radius = panel.x.length * min(0.022, 0.2 / Double(max(drawn.indices.count, 1)).squareRoot())
    let block = canvas.block(
      drawn.indices.map { k in
        let size = radius * (plan.mass[k] / drawn.heaviest).squareRoot()
        return "\(source.positions[plan.rows[k]]) \(target.positions[plan.columns[k]]) \(size)"
      })
    return [Discs.layer(block, color: PlotColor.plan, opacity: 0.7)]
  }

  /// The mass of each pair of bins; the square root of it is shown, so that thin tails are seen.
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
    return HeatMap(
      shape: shape, box: box, values: bins.map { ($0 / heaviest).squareRoot() }
    ).layer(into: &canvas, ink: .wash(red: 0x22, green: 0x22, blue: 0x22))
  }

  /// The graph of T(x) = E[y | x] over the atoms that carry mass, in order of x.
  func barycentre(_ canvas: inout Canvas) -> String? {
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
    return "\(block) using 1:2 with lines lw 0.9 lc rgb '#009e73' notitle"
  }

  private func column(_ values: [Double]) -> Matrix {
    try! Matrix(rows: values.count, columns: 1, elements: values)
  }
}
