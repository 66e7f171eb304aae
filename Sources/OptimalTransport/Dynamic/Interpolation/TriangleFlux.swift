/// The flux of M e_1 through triangles in space, M of ``TiltedCells``; scratch for a thread.
///
/// A triangle is cut into convex polygons, each within a cell, where M is of second degree: the
/// mean over the middles of the sides of a triangle is exact.
struct TriangleFlux: ~Copyable {
  /// The polygon that is cut, then the part cut off, then what is left, for each axis in turn.
  private let corners = ScratchArray<SIMD3<Double>>(uninitialized: 6 * TriangleFlux.capacity)

  /// A triangle cut by two faces along each of three axes has nine corners at most.
  private static let capacity = 12

  /// Through the triangle p, q, r, whose normal (q - p) x (r - p) shows the way.
  func callAsFunction(
    _ p: SIMD3<Double>, _ q: SIMD3<Double>, _ r: SIMD3<Double>,
    _ reader: borrowing TiltedCells.Reader
  ) -> Double {
    (corners[0], corners[1], corners[2]) = (p, q, r)
    return cut(0, 3, axis: 0, reader)
  }

  /// Cuts a polygon at the faces of an axis, and the parts at those of the next.
  private func cut(
    _ start: Int, _ count: Int, axis: Int, _ reader: borrowing TiltedCells.Reader
  ) -> Double {
    if axis == 3 { return flux(start, count, reader) }
    var (low, high, count) = (Double.infinity, -Double.infinity, count)
    for i in start..<start + count {
      low = min(low, corners[i][axis])
      high = max(high, corners[i][axis])
    }
    var sum = 0.0
    var face = low.rounded(.down) + 1
    while face < high {
      let (part, rest) = split(start, count, axis, face)
      for i in 0..<rest { corners[start + i] = corners[start + 2 * Self.capacity + i] }
      count = rest
      sum += cut(start + Self.capacity, part, axis: axis + 1, reader)
      face += 1
    }
    return sum + cut(start, count, axis: axis + 1, reader)
  }

  /// Cuts a polygon in two, and returns the number of corners of both parts.
  private func split(_ start: Int, _ count: Int, _ axis: Int, _ face: Double) -> (Int, Int) {
    let (below, above) = (start + Self.capacity, start + 2 * Self.capacity)
    var (part, rest) = (0, 0)
    var previous = corners[start + count - 1]
    for i in start..<start + count {
      let corner = corners[i]
      let (from, onto) = (previous[axis] - face, corner[axis] - face)
      if from * onto < 0 {
        var crossing = previous + (corner - previous) * (from / (from - onto))
        crossing[axis] = face
        (corners[below + part], corners[above + rest]) = (crossing, crossing)
        (part, rest) = (part + 1, rest + 1)
      }
      if onto <= 0 {
        corners[below + part] = corner
        part += 1
      }
      if onto >= 0 {
        corners[above + rest] = corner
        rest += 1
      }
      previous = corner
    }
    return (part, rest)
  }

  /// Through a polygon within a cell.
  private func flux(
    _ start: Int, _ count: Int, _ reader: borrowing TiltedCells.Reader
  ) -> Double {
    guard count >= 3 else { return 0 }
    var middle = corners[start]
    for i in start + 1..<start + count { middle += corners[i] }
    let cell = reader.cell(at: middle / Double(count))
    let place = reader.place(of: cell)
    let p = corners[start] - cell
    var sum = 0.0
    for i in start + 1..<start + count - 1 {
      let (q, r) = (corners[i] - cell, corners[i + 1] - cell)
      let (a, b) = (q - p, r - p)
      let mean =
        reader.integral(place, (p + q) / 2) + reader.integral(place, (q + r) / 2)
        + reader.integral(place, (r + p) / 2)
      sum += (a.y * b.z - a.z * b.y) * mean
    }
    return sum / 6
  }
}
