import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct GridGeodesicLimitsTests {
  private static func geodesic(
    _ source: GridDensity, _ target: GridDensity
  ) throws -> GridGeodesic {
    try GridGeodesic(
      source: source, target: target,
      solution: BackAndForth().solve(source: source, target: target))
  }

  @Test("one box onto another is a box at all times, on any grid", arguments: 1...3)
  func boxes(d: Int) throws {
    let first = try Box(
      lower: Array([0, 1, -3].prefix(d)), upper: Array([1, 1.5, -1].prefix(d)))
    let second = try Box(
      lower: Array([1, 1.2, -4].prefix(d)), upper: Array([3, 2.2, -3].prefix(d)))
    func uniform(_ box: Box, _ shape: [Int]) throws -> GridDensity {
      try GridDensity(
        shape: shape, box: box,
        values: [Double](repeating: 2 / box.volume, count: shape.reduce(1, *)))
    }
    let source = try uniform(first, Array([6, 4, 5].prefix(d)))
    let target = try uniform(second, Array([4, 7, 6].prefix(d)))
    let geodesic = try Self.geodesic(source, target)
    let squares = (0..<d).map { k -> Double in
      let shift = (second.lower[k] + second.upper[k] - first.lower[k] - first.upper[k]) / 2
      let growth = second.sides[k] - first.sides[k]
      return shift * shift + growth * growth / 12
    }
    #expect(abs(geodesic.squaredDistance - 2 * squares.reduce(0, +)) < 0.2)
    for time in [0.0, 0.3, 0.5, 1] {
      let box = try Box(
        lower: (0..<d).map { between(first.lower[$0], second.lower[$0], time) },
        upper: (0..<d).map { between(first.upper[$0], second.upper[$0], time) })
      // On the grid of its own box it is constant; the map of the two boxes is affine.
      let rho = try geodesic.density(at: time, shape: [Int](repeating: 4, count: d), box: box)
      for value in rho.values { #expect(abs(value - 2 / box.volume) < 1e-11) }
      // On the grid of all the way, only cells that meet the box have mass.
      let all = try geodesic.measure(at: time)
      #expect(abs(all.mass - 2) < 1e-13)
      let centers = all.centers
      for cell in 0..<all.count {
        let isOut = (0..<d).contains { k in
          let half = all.box.sides[k] / Double(all.shape[k]) * 0.500001
          return centers[cell, k] + half < box.lower[k] || centers[cell, k] - half > box.upper[k]
        }
        if isOut { #expect(all.values[cell] == 0) }
      }
    }
    #expect(throws: TransportError.self) {
      try geodesic.density(at: 0.5, shape: source.shape, box: first)
    }
  }

  @Test("the vacuum that opens at a jump of T holds less than the two cells beside it")
  func vacuum() throws {
    let n = 64
    let box = try Box(lower: [-0.5], upper: [0.5])
    let x = GridAxis(lower: -0.5, upper: 0.5, count: n).centers
    // Uniform on |x| < 1/4 and moved apart: potentials in closed form.
    let source = try GridDensity(shape: [n], box: box, values: x.map { abs($0) < 0.25 ? 2 : 0 })
    let target = try GridDensity(
      shape: [n], box: box,
      values: x.map { abs(abs($0) - 0.34375) < 0.125 ? 2 : 0 }
    ).normalized()
    let shift = 0.21875
    let geodesic = try GridGeodesic(
      source: source, target: target,
      potential: BrenierPotential(
        shape: [n], box: box, values: x.map { $0 * $0 / 2 + shift * abs($0) }),
      conjugate: BrenierPotential(
        shape: [n], box: box, values: x.map { pow(max(0, abs($0) - shift), 2) / 2 }),
      map: GridMap(
        shape: [n], box: box,
        images: Matrix(
          rows: n, columns: 1, elements: x.map { $0 + ($0 < 0 ? -shift : shift) })),
      cost: shift * shift)
    for time in [0.25, 0.5, 0.75] {
      let rho = try geodesic.measure(at: time)
      // The half cell at either side of a kink is spread.
      let inside = zip(x, rho.values).filter { abs($0.0) < shift * time - 1 / Double(n) }
      let mass = inside.reduce(0) { $0 + $1.1 } / Double(n)
      #expect(mass <= geodesic.startWeight(at: time) * 2 * 2 / Double(n))
      #expect(mass < 0.01)
      #expect(abs(rho.mass - 1) < 1e-14)
    }
  }

  @Test("zero and denormal cells, and a grid of one cell")
  func edges() throws {
    let source = try GridDensity(
      shape: [4, 3], values: [0, 0, 0, 0, 1e-300, 1, 0, 2, 2, 0, 1e-310, 0]
    ).normalized()
    let target = try GridDensity(
      shape: [3, 2], values: [1, 0, 0, 0, 0, 1e-300]
    ).normalized()
    let geodesic = try Self.geodesic(source, target)
    for time in [0, 0.5, 1] {
      let rho = try geodesic.measure(at: time)
      #expect(rho.shape == [4, 3] && abs(rho.mass - 1) < 1e-14)
      #expect(try geodesic.velocity(at: time, shape: [2, 2], box: .unit(2)).count == 4)
    }
    let cell = try GridDensity(shape: [1, 1], values: [3])
    let still = try Self.geodesic(cell, cell)
    #expect(abs(try still.measure(at: 0.5).values[0] - 3) < 1e-15)
    #expect(try still.cloud(at: 0.3).points.elements == [0.5, 0.5])
  }

  @Test("cells of the source move straight to their images")
  func cloud() throws {
    let source = try GridDensity(shape: [8], values: [1, 2, 3, 4, 4, 3, 2, 1]).normalized()
    let target = try GridDensity(shape: [8], values: [4, 3, 2, 1, 1, 2, 3, 4]).normalized()
    let geodesic = try Self.geodesic(source, target)
    let half = try geodesic.cloud(at: 0.5)
    for i in 0..<8 {
      let mean = (source.centers[i, 0] + geodesic.map.images[i, 0]) / 2
      #expect(half.points[i, 0] == mean)
    }
    #expect(half.weights == source.cellMasses)
  }

  @Test("bad input is a named error")
  func badInput() throws {
    let source = try GridDensity(shape: [4], values: [1, 2, 3, 4]).normalized()
    let target = try GridDensity(shape: [6], values: [1, 2, 3, 4, 2, 1]).normalized()
    let solution = try BackAndForth().solve(source: source, target: target)
    #expect(throws: TransportError.self) {
      try GridGeodesic(source: target, target: source, solution: solution)
    }
    let geodesic = try GridGeodesic(source: source, target: target, solution: solution)
    for time in [-0.5, 1.0001, .nan] {
      #expect(throws: TransportError.self) { try geodesic.measure(at: time) }
      #expect(throws: TransportError.self) { try geodesic.cloud(at: time) }
      #expect(throws: TransportError.self) {
        try geodesic.potential(at: time, shape: [4], box: .unit(1))
      }
      #expect(throws: TransportError.self) {
        try geodesic.velocity(at: time, shape: [4], box: .unit(1))
      }
    }
    #expect(throws: TransportError.self) {
      try geodesic.density(at: 0.5, shape: [4, 4], box: .unit(2))
    }
    #expect(throws: TransportError.self) { try geodesic.path(times: [0.5, 0.5]) }
  }
}
