import Testing

@testable import OptimalTransport

@Suite struct `Cells that a front cuts` {
  /// The flux around a rectangle.
  private func around(_ cell: CutCell, _ x: ClosedRange<Double>, _ y: ClosedRange<Double>) -> Double
  {
    let corners = [
      SIMD2(x.lowerBound, y.lowerBound), SIMD2(x.upperBound, y.lowerBound),
      SIMD2(x.upperBound, y.upperBound), SIMD2(x.lowerBound, y.upperBound),
    ]
    return corners.indices.reduce(0) { $0 + cell.flux(corners[$1], corners[($1 + 1) % 4]) }
  }

  /// The mean over a rectangle of (q + a x + b y)+, by midpoints.
  private func mean(
    _ q: Double, _ a: Double, _ b: Double, _ x: ClosedRange<Double>, _ y: ClosedRange<Double>
  ) -> Double {
    let n = 400
    func place(_ range: ClosedRange<Double>, _ k: Int) -> Double {
      range.lowerBound + (range.upperBound - range.lowerBound) * (Double(k) + 0.5) / Double(n)
    }
    return (0..<n * n).reduce(0) { sum, k in
      sum + max(0, q + a * place(x, k / n) + b * place(y, k % n))
    } / Double(n * n)
  }

  @Test(arguments: [(0.1, -0.7, 0.4), (-0.2, 0.5, 0.3), (0.05, -0.2, -0.9), (0, 1, 0)])
  func `The flux around a part of a cell is what the part has beyond the mean`(
    _ q: Double, _ a: Double, _ b: Double
  ) throws {
    let whole = -0.5...0.5
    let density = mean(q, a, b, whole, whole)
    let cell = try #require(CutCell(mean: density, slope: SIMD3(a, b, 0)))
    #expect(abs(around(cell, whole, whole)) < 1e-15)
    for (x, y) in [(-0.3...0.2, -0.5...0.1), (-0.5...0.0, 0.1...0.4), (0.1...0.5, -0.2...0.5)] {
      let area = (x.upperBound - x.lowerBound) * (y.upperBound - y.lowerBound)
      // Midpoints miss (1/400)^2 where the front is; a slope of zero is taken as 1e-3.
      #expect(
        abs(around(cell, x, y) / area - mean(q, a, b, x, y) + density) < (b == 0 ? 1e-3 : 1e-5))
    }
  }

  @Test func `There is nothing ahead of the front`() throws {
    let cell = try #require(CutCell(mean: 0.01, slope: SIMD3(-1, 0.5, 0)))
    // The density is positive where x - y / 2 < -3/4 + (6 * 0.5 * 0.01)^(1/3) = -0.44.
    #expect(abs(around(cell, -0.1...0.5, -0.5...0.5) + 0.01 * 0.6) < 1e-16)
  }

  @Test func `Cells with room for their slope are not cut, and denormal ones work`() throws {
    #expect(CutCell(mean: 0.75, slope: SIMD3(1, -0.5, 0)) == nil)
    #expect(CutCell(mean: 0.75, slope: .zero) == nil)
    let cell = try #require(CutCell(mean: 1e-310, slope: SIMD3(1, -0.5, 0)))
    #expect(around(cell, -0.5...0.2, -0.1...0.5).isFinite)
  }

  @Test(arguments: [[16], [16, 3], [3, 16]])
  func `A front that moves by less than a cell carries its mass`(
    _ shape: [Int]
  ) throws {
    // rho = (s - x)+ in cells along the longest axis, moved by d: means of (s + d - x)+.
    let axes = shape.map { GridAxis(lower: 0, upper: Double($0), count: $0) }
    let long = shape.first == 3 ? 1 : 0
    func means(_ front: Double) -> [Double] {
      (0..<shape.reduce(1, *)).map { cell in
        let i = long == 1 ? cell % 16 : cell / (shape.count > 1 ? 3 : 1)
        let (low, high) = (max(0, front - Double(i) - 1), max(0, front - Double(i)))
        return (high * high - low * low) / 2
      }
    }
    let energy = try CellEnergy(.power(2, 1), dimension: shape.count)
    for front in [7.1, 7.4, 7.9] {
      let carried = CarriedMass(
        means(front), lift: PeriodicLift(axes: axes, periodicAxes: []), cells: energy)
      for move in [0.1, 0.5, 0.9] {
        let w = outerSum(
          axes.indices.map { k in
            axes[k].centers.map { $0 * $0 / 2 - (k == long ? move * $0 : 0) }
          })
        let (found, expected) = (carried(w), means(front + move))
        for cell in found.indices {
          let i = long == 1 ? cell % 16 : cell / (shape.count > 1 ? 3 : 1)
          // Away from the wall; a slope of zero is taken as 1e-3 of the other.
          if i > 1 { #expect(abs(found[cell] - expected[cell]) < 1e-6) }
        }
      }
    }
  }
}
