import OptimalTransport
import Testing

@testable import TransportPlots

@Suite struct MassSplattingTests {
  let source: GridDensity
  let target: GridDensity
  let plan: TransportPlan

  init() throws {
    source = try Fake.grid(12, 9, seed: 1)
    target = try Fake.grid(12, 9, seed: 2)
    plan = try Fake.plan(source.cellMasses, target.cellMasses)
  }

  private func frame(_ t: Double) -> MassSplatting {
    MassSplatting(
      plan: plan, source: source.centers, target: target.centers, time: t, shape: source.shape,
      box: source.box)
  }

  /// A sum of a few hundred positive terms that add up to 1 is good to 1e-13.
  @Test(arguments: [0, 0.25, 0.5, 0.75, 1])
  func theMassIsConserved(t: Double) {
    #expect(abs(frame(t).masses.reduce(0, +) - 1) < 1e-13)
    #expect(frame(t).masses.allSatisfy { $0 >= 0 })
  }

  /// The cell offsets are rounded at 1e-9 of a cell, so cells agree to that times the mass.
  @Test func theEndsAreTheMarginals() {
    #expect(zip(frame(0).masses, source.cellMasses).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(zip(frame(1).masses, target.cellMasses).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  /// Bilinear weights reproduce linear functions between cell centres, so the mean is linear in t.
  @Test func theMeanMovesOnAStraightLine() throws {
    let middle = try PointCloud(points: source.centers, weights: frame(0.5).masses).mean
    for k in 0..<2 {
      #expect(abs(middle[k] - (source.mean[k] + target.mean[k]) / 2) < 1e-9)
    }
  }

  @Test func massBeyondTheEdgeGoesToTheNearestCell() {
    var splat = MassSplatting(shape: [3, 2], box: .unit(2))
    splat.add(2, x: -5, y: 7)
    splat.add(1, x: 0.99, y: 0.01)
    #expect(splat.masses == [0, 2, 0, 0, 1, 0])
  }
}

@Suite struct BarycentricProjectionTests {
  @Test func aPermutationIsItsOwnMap() throws {
    let points = try Matrix([[0, 0], [1, 0], [0, 1]])
    let plan = try TransportPlan(
      rowCount: 3, columnCount: 3, rows: [0, 1, 2], columns: [2, 0, 1], mass: [1, 1, 1])
    let projection = BarycentricProjection(plan: plan, source: points, target: points)
    #expect(projection.images.elements == [0, 1, 0, 0, 1, 0])
  }

  @Test func theMeanOfTheImagesIsTheMeanOfTheTarget() throws {
    let a = try Fake.cloud(30, center: (0, 0), radius: 1)
    let b = try Fake.cloud(20, center: (2, 1), radius: 1)
    let plan = try Fake.plan(a.weights, b.weights)
    let projection = BarycentricProjection(plan: plan, source: a.points, target: b.points)
    let image = try PointCloud(points: projection.images, weights: projection.mass)
    #expect(zip(image.mean, b.mean).allSatisfy { abs($0 - $1) < 1e-13 })
  }

  @Test func anAtomWithoutMassStays() throws {
    let points = try Matrix([[3, 4], [1, 0]])
    let plan = try TransportPlan(
      rowCount: 2, columnCount: 2, rows: [1], columns: [0], mass: [1])
    let projection = BarycentricProjection(plan: plan, source: points, target: points)
    #expect(projection.images.elements == [3, 4, 3, 4])
  }

  @Test func theArrowsOfAllBlocksCarryAllTheMass() throws {
    let a = try Fake.grid(20, 20, seed: 3)
    let b = try Fake.grid(20, 20, seed: 4)
    let plan = try Fake.plan(a.cellMasses, b.cellMasses)
    let arrows = BarycentricProjection(plan: plan, source: a.centers, target: b.centers)
      .arrows(from: a.centers, box: a.box, count: 6, threshold: 0)
    #expect(arrows.count == 36)
    #expect(abs(arrows.reduce(0) { $0 + $1.mass } - 1) < 1e-13)
  }
}
