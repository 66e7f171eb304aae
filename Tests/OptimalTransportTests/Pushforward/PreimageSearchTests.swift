import Foundation
import Testing

@testable import OptimalTransport

@Suite("Push-forward on grids: preimages of points")
struct PreimageSearchTests {
  let gaussian = try! Gaussian(mean: [0.3, -0.1], covariance: Matrix([[0.6, 0.2], [0.2, 0.5]]))

  fileprivate func density(_ point: [Double]) -> Double {
    (try? gaussian.density(at: point)) ?? .nan
  }

  @Test("the complex square has two preimages and the density of both", arguments: [true, false])
  func complexSquare(hasJacobian: Bool) throws {
    let jacobian: @Sendable ([Double]) -> Matrix = { x in
      Matrix(uncheckedRows: 2, columns: 2, elements: [2 * x[0], -2 * x[1], 2 * x[1], 2 * x[0]])
    }
    let map = try VectorMap(from: 2, to: 2, jacobian: hasJacobian ? jacobian : nil) { x in
      [x[0] * x[0] - x[1] * x[1], 2 * x[0] * x[1]]
    }
    let search = try PreimageSearch(
      map: map, shape: [32, 32], box: Box(lower: [-4, -4], upper: [4, 4]))
    for (u, v) in [(1.0, 0.5), (-2, 1), (0.3, -3), (0.01, 0.02), (-4, 0.001)] {
      let r = hypot(u, v).squareRoot()
      let angle = atan2(v, u) / 2
      let root = [r * cos(angle), r * sin(angle)]
      let exact = (density(root) + density(root.map { -$0 })) / (4 * r * r)
      let found = try search.density(at: [u, v], of: density)
      #expect(found.preimages.count == 2)
      // Newton stops at a few ulp; the determinant 4 |x|^2 of differences is exact for squares.
      #expect(abs(found.value / exact - 1) < 1e-11)
    }
  }

  @Test("(x^2, y^2) has four preimages inside, none outside, and says when a fold is near")
  func folds() throws {
    let map = try VectorMap(from: 2, to: 2) { [$0[0] * $0[0], $0[1] * $0[1]] }
    let search = try PreimageSearch(
      map: map, shape: [31, 31], box: Box(lower: [-3, -3], upper: [3, 3]))
    #expect(try search.preimages(of: [1, 2]).count == 4)
    #expect(try search.preimages(of: [-1, 2]).isEmpty)
    #expect(try search.preimages(of: [100, 2]).isEmpty)
    let far = try search.density(at: [1, 2], of: density)
    let near = try search.density(at: [1e-4, 2], of: density)
    #expect(!far.isNearFold && near.isNearFold)
    #expect(near.preimages.count == 4 && near.preimages[0].independence > 0.99)
    for preimage in far.preimages {
      #expect(abs(abs(preimage.determinant) - 4 * 2.0.squareRoot()) < 1e-11)
    }
  }

  @Test("in one dimension it agrees with the branches, in three with the product")
  func otherDimensions() throws {
    let cubic: @Sendable (Double) -> Double = { $0 * $0 * $0 - $0 }
    let line = try PreimageSearch(
      map: VectorMap(from: 1, to: 1) { [cubic($0[0])] }, shape: [50],
      box: Box(lower: [-2], upper: [2]))
    let branches = try BranchSearch().pushforward(
      of: GridDensity(shape: [1], box: Box(lower: [-2], upper: [2]), values: [0.25]),
      by: ScalarMap(cubic, derivative: { 3 * $0 * $0 - 1 }))
    let space = try PreimageSearch(
      map: VectorMap(from: 3, to: 3) { [cubic($0[0]), $0[1] + $0[0], 2 * $0[2]] },
      shape: [12, 3, 3], box: Box(lower: [-2, -3, -1], upper: [2, 3, 1]))
    for y in [-1, -0.3, 0, 0.2, 0.5, 4] {
      let exact = branches.preimages(of: y)
      let found = try line.density(at: [y]) { _ in 0.25 }
      #expect(found.preimages.count == exact.count)
      for (a, b) in zip(found.preimages, exact) { #expect(abs(a.point[0] - b) < 1e-14) }
      #expect(abs(found.value / branches.density(at: y) - 1) < 1e-10)
      #expect(try space.preimages(of: [y, 0.4, 0.6]).count == exact.count)
    }
  }

  @Test("one cell, points on faces, and a singular map")
  func edges() throws {
    let identity = try VectorMap(from: 2, to: 2) { $0 }
    let one = try PreimageSearch(map: identity, shape: [1, 1], box: .unit(2))
    #expect(try one.preimages(of: [0.25, 0.75]).map(\.point) == [[0.25, 0.75]])
    let grid = try PreimageSearch(map: identity, shape: [4, 4], box: .unit(2))
    // On a face, in two cells, and at a corner, in four: found once.
    #expect(try grid.preimages(of: [0.5, 0.3]).count == 1)
    #expect(try grid.preimages(of: [0.5, 0.5]).count == 1)
    let flat = try PreimageSearch(
      map: VectorMap(from: 2, to: 2) { [$0[0] + $0[1], $0[0] + $0[1]] }, shape: [4, 4],
      box: .unit(2))
    #expect(try flat.preimages(of: [0.5, 0.6]).isEmpty)
  }

  @Test("bad maps and points are refused")
  func refusals() throws {
    let identity = try VectorMap(from: 2, to: 2) { $0 }
    let search = try PreimageSearch(map: identity, shape: [2, 2], box: .unit(2))
    #expect(throws: TransportError.self) { try search.preimages(of: [1]) }
    #expect(throws: TransportError.self) { try search.preimages(of: [.nan, 1]) }
    #expect(throws: TransportError.self) {
      try PreimageSearch(map: identity, shape: [2], box: .unit(1))
    }
    #expect(throws: TransportError.self) {
      try PreimageSearch(
        map: VectorMap(from: 1, to: 1) { [1 / $0[0]] }, shape: [2], box: .unit(1))
    }
  }
}

extension PreimageSearchTests {
  @Test("cell masses and pointwise densities agree at second order, two ways to one answer")
  func agreement() throws {
    let map = try VectorMap(from: 2, to: 2) { x in
      [x[0] * x[0] - x[1] * x[1], 2 * x[0] * x[1]]
    }
    let box = try Box(lower: [-4, -4], upper: [4, 4])
    let target = try Box(lower: [0.5, 0.5], upper: [2.5, 2.5])
    let search = try PreimageSearch(map: map, shape: [32, 32], box: box)
    let edges = target.edges(axis: 0, count: 8)
    let nodes = (0..<8).map { GaussLegendre.nodes(from: edges[$0], to: edges[$0 + 1], pieces: 1) }
    var exact: [Double] = []
    for i in 0..<8 {
      for j in 0..<8 {
        var mass = 0.0
        for u in nodes[i] {
          for v in nodes[j] {
            let eta = try search.density(at: [u.position, v.position], of: density)
            mass += u.weight * v.weight * eta.value
          }
        }
        exact.append(mass)
      }
    }
    func error(_ n: Int) throws -> Double {
      let source = try gaussian.discretized(shape: [n, n], box: box).density
      let found = try ConservativePush().pushforward(
        of: source, by: map, shape: [8, 8], box: target)
      return zip(found.density.cellMasses, exact).map { abs($0 - $1) / $1 }.max()!
    }
    // A source cell h is flat inside. Its image, 2 |x| h wide, spills g (2 |x| h)^2 / 8 over an
    // edge of a cell of 0.25, g = 1 the gradient of log eta there: 0.5 % on four edges at h =
    // 0.025.
    #expect(try error(320) < 0.005)
    #expect(try error(80) / error(320) > 8)
  }
}
