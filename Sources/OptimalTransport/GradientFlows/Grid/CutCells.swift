/// The cells of a density in the plane that its front cuts, and what these add to the masses of
/// images.
///
/// In one of them the density is no linear function but the positive part of one (``CutCell``),
/// with the slope of the cell that it falls from. A step that moves a front by part of a cell would
/// otherwise find mass ahead of the front, and each such step would let it run on by as much.
///
/// Complexity: O(N) to look for the front, and some hundred nanoseconds a side there.
struct CutCells: Sendable {
  /// Indices of ``cells``, -1 where the front is not.
  private var numbers: [Int]
  /// Whether the front is in the cell or one beside it.
  private var isNear: [Bool]
  private var cells: [CutCell] = []
  private let shape: [Int]

  /// - Parameter slopes: those of the density in cells that are not cut.
  init(masses: [Double], shape: [Int], slopes: [SIMD3<Double>]) {
    self.shape = shape
    numbers = masses.map { _ in -1 }
    isNear = masses.map { _ in false }
    for place in masses.indices where masses[place] > 0 {
      let summit = Self.summit(place, masses, shape)
      guard summit != place, let cell = CutCell(mean: masses[place], slope: slopes[summit]) else {
        continue
      }
      numbers[place] = cells.count
      cells.append(cell)
      Self.forEachAround(place, shape) { isNear[$0] = true }
    }
  }

  /// Whether the front cuts a cell.
  func contains(_ place: Int) -> Bool { numbers[place] >= 0 }

  /// The cell that the density at a front falls from: upwards while it more than doubles.
  private static func summit(_ place: Int, _ masses: [Double], _ shape: [Int]) -> Int {
    var here = place
    while true {
      var next = here
      forEachAround(here, shape) { if masses[$0] > masses[next] { next = $0 } }
      if masses[next] <= 2 * masses[here] { return here }
      here = next
    }
  }

  /// Visits a cell and those around it.
  @inline(__always)
  private static func forEachAround(_ place: Int, _ shape: [Int], _ body: (Int) -> Void) {
    let (i, j) = (place / shape[1], place % shape[1])
    for row in max(i - 1, 0)...min(i + 1, shape[0] - 1) {
      for column in max(j - 1, 0)...min(j + 1, shape[1] - 1) { body(row * shape[1] + column) }
    }
  }

  /// Adds to the masses of images of cells, given by their corners, what these cells hold there
  /// beyond a density that is even in each.
  func add(to masses: inout [Double], images: ImageCorners) {
    guard !cells.isEmpty else { return }
    let (x, y) = (images.coordinates[0], images.coordinates[1])
    let (rows, columns) = (images.shape[0] - 1, images.shape[1] - 1)
    for corner in x.indices {
      let (i, j) = (corner / (columns + 1), corner % (columns + 1))
      let (from, cell) = (SIMD2(x[corner], y[corner]), i * columns + j)
      if i < rows {
        let next = corner + columns + 1
        let flux = flux(from, SIMD2(x[next], y[next]))
        if j < columns { masses[cell] += flux }
        if j > 0 { masses[cell - 1] -= flux }
      }
      if j < columns {
        let flux = flux(from, SIMD2(x[corner + 1], y[corner + 1]))
        if i < rows { masses[cell] -= flux }
        if i > 0 { masses[cell - columns] += flux }
      }
    }
  }

  private func place(_ point: SIMD2<Double>) -> Int {
    min(max(Int(point.x), 0), shape[0] - 1) * shape[1] + min(max(Int(point.y), 0), shape[1] - 1)
  }

  /// The flux through a side, cut where it crosses faces.
  private func flux(_ from: SIMD2<Double>, _ onto: SIMD2<Double>) -> Double {
    let move = onto - from
    let isShort = abs(move.x) <= 1 && abs(move.y) <= 1
    if isShort, !isNear[place(from)], !isNear[place(onto)] { return 0 }
    var (first, second) = (FaceCrossings(from.x, move.x), FaceCrossings(from.y, move.y))
    var (time, sum) = (0.0, 0.0)
    while time < 1 {
      let next = min(first.time, second.time, 1)
      if next > time {
        sum += fluxInCell(from + move * time, from + move * next)
        time = next
      }
      if first.time <= next { first.advance() }
      if second.time <= next { second.advance() }
    }
    return sum
  }

  /// The flux through a segment that lies in one cell.
  private func fluxInCell(_ start: SIMD2<Double>, _ end: SIMD2<Double>) -> Double {
    let place = place((start + end) / 2)
    guard contains(place) else { return 0 }
    let middle = SIMD2(Double(place / shape[1]) + 0.5, Double(place % shape[1]) + 0.5)
    return cells[numbers[place]].flux(start - middle, end - middle)
  }
}
