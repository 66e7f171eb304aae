/// Mass arriving on the cells of a grid, and mass that does not.
struct CellDeposit: Sendable {
  private let dimension: Int
  /// One cell along the axes beyond d.
  private let shape: SIMD3<Int>
  private let lower: SIMD3<Double>
  private let inverseWidths: SIMD3<Double>
  private(set) var masses: [Double]
  private(set) var outsideMass = CompensatedSum()
  var undefinedMass = CompensatedSum()
  var foldedMass = CompensatedSum()
  var singularMass = CompensatedSum()
  var coarseMass = CompensatedSum()

  init(shape: [Int], box: Box) {
    dimension = shape.count
    self.shape = SIMD3(
      shape[0], shape.count > 1 ? shape[1] : 1, shape.count > 2 ? shape[2] : 1)
    lower = SIMD3(box.lower, filling: -0.5)
    inverseWidths = SIMD3(zip(shape, box.sides).map { Double($0) / $1 }, filling: 1)
    masses = [Double](repeating: 0, count: shape.reduce(1, *))
  }

  /// An interval along one axis, in units of cells from the lower face of the box, and the cells
  /// that it overlaps.
  private struct Overlap {
    let low: Double
    let high: Double
    let cells: Range<Int>

    init(_ middle: Double, _ width: Double, count: Int) {
      let (low, high) = (middle - width / 2, middle + width / 2)
      self.low = low
      self.high = high
      guard high >= 0, low <= Double(count) else {
        cells = 0..<0
        return
      }
      let first = min(Int(max(low, 0)), count - 1)
      cells = first..<max(first + 1, Int(min(high, Double(count)).rounded(.up)))
    }

    /// Too short to be divided: all of it goes to one cell.
    private var isPoint: Bool { high - low <= 1e-12 * max(1, abs(low)) }

    /// The part of the interval in a cell of its list.
    func part(_ cell: Int) -> Double {
      if isPoint { return cell == cells.lowerBound ? 1 : 0 }
      return max(0, min(high, Double(cell + 1)) - max(low, Double(cell))) / (high - low)
    }

    /// The part of the interval inside the box.
    func inside(count: Int) -> Double {
      if cells.isEmpty { return 0 }
      if isPoint || (low >= 0 && high <= Double(count)) { return 1 }
      return max(0, min(high, Double(count)) - max(low, 0)) / (high - low)
    }
  }

  /// Spreads a mass evenly over a box of given centre and widths; widths may be zero.
  mutating func spread(_ mass: Double, center: SIMD3<Double>, widths: SIMD3<Double>) {
    let middle = (center - lower) * inverseWidths
    let extent = widths * inverseWidths
    let x = Overlap(middle.x, extent.x, count: shape.x)
    let y = Overlap(middle.y, extent.y, count: shape.y)
    let z = Overlap(middle.z, extent.z, count: shape.z)
    let inside = x.inside(count: shape.x) * y.inside(count: shape.y) * z.inside(count: shape.z)
    if inside < 1 { outsideMass.add(mass * (1 - inside)) }
    guard inside > 0 else { return }
    for i in x.cells {
      let first = mass * x.part(i)
      for j in y.cells {
        let second = first * y.part(j)
        for k in z.cells { masses[(i * shape.y + j) * shape.z + k] += second * z.part(k) }
      }
    }
  }
}
