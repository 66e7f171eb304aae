import Foundation

/// g = exp(-V / theta) at the edges of a grid's cells, relative to g at a cell's centre, so that it
/// neither under- nor overflows where V changes little across a cell.
///
/// At an edge g counts as no more than exp(3) times the least of the four cells around it. Only
/// where V changes by 6 theta within two cells is that less than g, far out where Gibbs' density is
/// nothing; without it, rates there would be exp(V) times those of the mass. Whatever g is at the
/// edges, currents cancel in each cell.
struct EdgeRatios {
  private let potential: ScalarPotential
  private let temperature: Double
  private let axes: [GridAxis]
  private let centers: Matrix
  private let heights: [Double]
  /// From a cell to the next along each axis.
  private let strides: [Int]
  /// The logarithm of the greatest ratio.
  private static let steepest = 3.0

  init(
    _ potential: ScalarPotential, temperature: Double, axes: [GridAxis], centers: Matrix
  ) {
    self.potential = potential
    self.temperature = temperature
    self.axes = axes
    self.centers = centers
    strides = axes.indices.map { k in axes[(k + 1)...].reduce(1) { $0 * $1.count } }
    heights = ParallelLoop.map(count: centers.rows, grain: 256) { potential.value(centers.row($0)) }
  }

  /// g of each cell over g a stride on, or the inverse for sign -1; so bounded that products with a
  /// density are finite.
  func ratios(stride: Int, sign: Double) -> [Double] {
    heights.indices.map { cell in
      guard cell + stride < heights.count else { return 1 }
      return exp(min(300, sign * (heights[cell + stride] - heights[cell]) / temperature))
    }
  }

  /// theta / (h_k g_cell) sum_l Q_kl (g_edge+l - g_edge-l) / h_l over the edges of a cell's face
  /// across axis k, the upper one for side 1 and the lower for side -1.
  func current(_ q: Matrix, axis k: Int, from cell: Int, side: Double) -> Double {
    var sum = 0.0
    for l in axes.indices where l != k && q[k, l] != 0 {
      let difference =
        ratio(cell, k, side, l, 1) - ratio(cell, k, side, l, -1)
      sum += q[k, l] * difference / axes[l].step
    }
    return temperature * sum / axes[k].step
  }

  /// g at an edge over g at the cell's centre; zero at the walls.
  private func ratio(_ cell: Int, _ k: Int, _ side: Double, _ l: Int, _ other: Double) -> Double {
    var point = centers.row(cell)
    point[k] += side * axes[k].step / 2
    point[l] += other * axes[l].step / 2
    let margin = axes[l].step / 4
    guard point[l] > axes[l].lower + margin, point[l] < axes[l].upper - margin else { return 0 }
    let (across, along) = (Int(side) * strides[k], Int(other) * strides[l])
    let highest = max(
      heights[cell], heights[cell + across], heights[cell + along], heights[cell + across + along])
    let height = max(potential.value(point), highest - Self.steepest * temperature)
    return exp((heights[cell] - height) / temperature)
  }
}
