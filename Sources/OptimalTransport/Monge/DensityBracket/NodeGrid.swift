/// A density, constant in each cell, whose cells are cut into equal parts along each axis;
/// functions are given at the corners of the parts, the nodes, and multilinear in each part.
struct NodeGrid: Sendable {
  let cells: [GridAxis]
  /// Parts of a cell along each axis.
  let parts: Int
  /// The mass of each cell.
  let masses: [Double]
  /// Nodes that touch no cell with mass; empty where all do.
  private let isOutside: [Bool]

  init(_ side: AscentSide, parts: Int) {
    cells = side.axes
    self.parts = parts
    masses = side.cellMasses
    guard masses.contains(0) else {
      isOutside = []
      return
    }
    let touching = AxisStencils.apply(
      cells.map { .cellsToNodes($0.count, parts: parts) }, to: masses.map { $0 > 0 ? 1 : 0 })
    isOutside = touching.map { $0 == 0 }
  }

  /// The nodes, as the centres of an axis half a part longer at both ends.
  var nodes: [GridAxis] {
    cells.map {
      let half = $0.step / Double(2 * parts)
      return GridAxis(lower: $0.lower - half, upper: $0.upper + half, count: $0.count * parts + 1)
    }
  }

  /// The parts of the cells, as cells.
  var fine: [GridAxis] {
    cells.map { GridAxis(lower: $0.lower, upper: $0.upper, count: $0.count * parts) }
  }

  /// The mass of each part, row-major.
  var fineMasses: [Double] {
    let share = 1 / cells.reduce(1) { product, _ in product * Double(parts) }
    return AxisStencils.apply(
      cells.map { axis in
        AxisStencils(
          count: axis.count, rows: (0..<axis.count * parts).map { ($0 / parts, [1]) })
      }, to: masses.map { $0 * share })
  }

  /// A function at the nodes, out of reach where no cell has mass: beyond every maximum.
  func restricted(_ values: [Double]) -> [Double] {
    if isOutside.isEmpty { return values }
    return zip(values, isOutside).map { $1 ? Self.beyond : $0 }
  }

  /// Far above any potential in a frame of size 1, and any that has to be moved to one.
  private static let beyond = 1e100

  /// int (|x|^2 - 2 psi) of the density, exact for psi multilinear in each part.
  func integral(_ psi: [Double]) -> Double {
    let means = AxisStencils.apply(
      cells.map { .nodesToCells($0.count, parts: parts) }, to: psi)
    let squares = outerSum(
      cells.map { axis in axis.centers.map { $0 * $0 + axis.step * axis.step / 12 } })
    var sum = CompensatedSum()
    for i in masses.indices where masses[i] > 0 { sum.add(masses[i] * (squares[i] - 2 * means[i])) }
    return sum.value
  }
}
