import Foundation
import Testing

@testable import OptimalTransport

@Suite("Push-forward on the line: poles, jumps, flat pieces and traps")
struct IrregularMapTests {
  let normal = try! Gaussian(mean: 0.3, variance: 1)
  let uniform = try! GridDensity(
    shape: [1], box: Box(lower: [-1], upper: [1]), values: [0.5])

  private func density(_ x: Double) -> Double {
    exp(-(x - 0.3) * (x - 0.3) / 2) / (2 * .pi).squareRoot()
  }

  @Test("1/x keeps the mass on both sides of its pole", arguments: [true, false])
  func pole(hasDerivative: Bool) throws {
    let map =
      hasDerivative
      ? ScalarMap({ 1 / $0 }, derivative: { -1 / ($0 * $0) }) : ScalarMap { 1 / $0 }
    let result = try BranchSearch().pushforward(of: normal, by: map)
    #expect(result.branches.count == 2)
    for y in [-7, -1, -0.3, 0.1, 0.5, 2, 1e4] {
      // Differences know f' to 1e-9 near the pole.
      #expect(
        abs(result.density(at: y) * y * y / density(1 / y) - 1) < (hasDerivative ? 1e-13 : 1e-8))
    }
    #expect(abs(result.cumulative(0) - NormalDistribution.cumulative(-0.3)) < 1e-14)
  }

  @Test("1/x^2 turns at its pole")
  func evenPole() throws {
    let map = ScalarMap({ 1 / ($0 * $0) }, derivative: { -2 / ($0 * $0 * $0) })
    let result = try BranchSearch().pushforward(of: normal, by: map)
    #expect(result.branches.count == 2)
    for y in [0.01, 1, 9, 1e6] {
      let r = 1 / y.squareRoot()
      let exact = (density(r) + density(-r)) * r * r * r / 2
      #expect(abs(result.density(at: y) / exact - 1) < 1e-12)
    }
  }

  @Test("a flat piece is an atom with the mass of the piece")
  func atom() throws {
    let maps = [
      ScalarMap { max($0, 0.2) }, ScalarMap({ max($0, 0.2) }, derivative: { $0 > 0.2 ? 1 : 0 }),
    ]
    for map in maps {
      let result = try BranchSearch().pushforward(of: normal, by: map)
      let atom = try #require(result.atoms.first)
      let mass = NormalDistribution.cumulative(-0.1)
      #expect(result.atoms.count == 1 && atom.position == 0.2)
      // The end of the piece is found to a few ulp.
      #expect(abs(atom.mass - mass) < 1e-15 && abs(atom.upper - 0.2) < 1e-15)
      #expect(abs(result.cumulative(0.2) - mass) < 1e-15 && result.cumulative(0.2.nextDown) == 0)
      #expect(abs(result.density(at: 1) / density(1) - 1) < 1e-10 && result.density(at: 0.1) == 0)
    }
  }

  @Test("a step function has only atoms, and a constant has one")
  func steps() throws {
    let floors = try BranchSearch().pushforward(
      of: uniform, by: ScalarMap { ($0 * 2).rounded(.down) })
    #expect(floors.branches.isEmpty && floors.atoms.map(\.position) == [-2, -1, 0, 1])
    for atom in floors.atoms { #expect(abs(atom.mass - 0.25) < 1e-15) }
    let constant = try BranchSearch().pushforward(of: normal, by: ScalarMap { _ in 4 })
    #expect(constant.atoms.map(\.position) == [4] && constant.atoms[0].mass == 1)
    #expect(try abs(constant.lineLaw().mean[0] - 4) < 1e-12)
  }

  @Test("between the two sides of a jump there is no density")
  func jump() throws {
    let result = try BranchSearch().pushforward(
      of: normal, by: ScalarMap { $0 > 0.5 ? $0 + 1 : $0 })
    #expect(result.branches.count == 2 && result.atoms.isEmpty)
    #expect(result.density(at: 0.7) == 0 && result.density(at: 1.49) == 0)
    #expect(abs(result.density(at: 1.6) / density(0.6) - 1) < 1e-10)
    #expect(abs(result.cumulative(1) - NormalDistribution.cumulative(0.2)) < 1e-15)
  }

  @Test("a fold far narrower than a coarse mesh is found by refinement")
  func coarseMesh() throws {
    // Critical points +-0.058 lie between two of the samples -1, -7/8, ..., of 4 intervals.
    let map = ScalarMap({ $0 * $0 * $0 - 0.01 * $0 }, derivative: { 3 * $0 * $0 - 0.01 })
    let shifted = try GridDensity(
      shape: [1], box: Box(lower: [-1.07], upper: [1]), values: [1 / 2.07])
    let result = try BranchSearch(meshIntervals: 4).pushforward(of: shifted, by: map)
    #expect(result.branches.count == 3)
    #expect(abs(result.branches[1].upper - (0.01 / 3).squareRoot()) < 1e-15)
    let values = ScalarMap { $0 * $0 * $0 - 0.01 * $0 }
    #expect(
      try BranchSearch(meshIntervals: 4).pushforward(of: shifted, by: values).branches.count == 3)
  }

  /// x + a sin-like wiggle of width w about 0.3: two critical points within w, |f''| <= 8 / w.
  private func wiggle(_ w: Double) -> (ScalarMap, ScalarMap) {
    let value: @Sendable (Double) -> Double = { x in
      let t = (x - 0.3) / w
      return x - 2 * w * t * exp(-t * t)
    }
    let slope: @Sendable (Double) -> Double = { x in
      let t = (x - 0.3) / w
      return 1 - 2 * (1 - 2 * t * t) * exp(-t * t)
    }
    return (
      ScalarMap(value, derivative: slope),
      ScalarMap(value, derivative: slope, lipschitzConstant: 8 / w)
    )
  }

  @Test("a pair of branches that every sample misses is found by a proof, and unproved without")
  func hiddenFold() throws {
    let (sampled, proved) = wiggle(2e-4)
    let blind = try BranchSearch(meshIntervals: 64).pushforward(of: uniform, by: sampled)
    // It may or may not see the fold; it may not claim to have seen all.
    #expect(blind.certificate.unprovedMass > 0.99 && !blind.certificate.isProved)
    let result = try BranchSearch(meshIntervals: 64, intervalLimit: 1 << 20).pushforward(
      of: uniform, by: proved)
    #expect(result.branches.count == 3)
    #expect(result.certificate.isProved && result.certificate.unprovedMass < 1e-12)
    #expect(result.preimages(of: 0.3).count == 3)
  }

  @Test("the default mesh sees a fold of 1/250 of a standard deviation without a proof")
  func narrowFold() throws {
    let (sampled, _) = wiggle(4e-3)
    #expect(try BranchSearch().pushforward(of: normal, by: sampled).branches.count == 3)
    let values = ScalarMap(sampled.value)
    #expect(try BranchSearch().pushforward(of: normal, by: values).branches.count == 3)
  }

  @Test("a derivative that is not that of the values is refused")
  func wrongDerivative() throws {
    let map = ScalarMap({ $0 * $0 }, derivative: { 3 * $0 })
    let message = try #require(throws: TransportError.self) {
      try BranchSearch().pushforward(of: normal, by: map)
    }.description
    #expect(message.contains("differences of its values give"))
  }

  @Test("a map that is undefined where the source has mass is refused, with a point and the mass")
  func undefined() throws {
    let message = try #require(throws: TransportError.self) {
      try BranchSearch().pushforward(of: normal, by: ScalarMap { log($0) })
    }.description
    // P(X < 0) = 0.3821 for N(0.3, 1).
    #expect(message.contains("nan") && message.contains("0.382"))
    let positive = try Gaussian(mean: 20, variance: 1)
    let result = try BranchSearch().pushforward(of: positive, by: ScalarMap { log($0) })
    #expect(result.certificate.lostMass < 1e-15)
    #expect(throws: TransportError.self) {
      try BranchSearch().pushforward(of: normal, by: ScalarMap { _ in .nan })
    }
  }

  @Test("too many branches to count: a warning with the mass in doubt")
  func manyBranches() throws {
    let result = try BranchSearch(meshIntervals: 16, intervalLimit: 500).pushforward(
      of: uniform, by: ScalarMap({ sin(1e5 * $0) }, derivative: { 1e5 * cos(1e5 * $0) }))
    guard case .intervalLimit(let mass)? = result.warnings.first else {
      Issue.record("no warning")
      return
    }
    #expect(mass > 0.1 && !result.certificate.conservesMass)
    #expect(result.warnings[0].description.contains("Raise the interval limit"))
  }

  @Test("clouds, planes and options out of range are refused")
  func refusals() throws {
    let square = ScalarMap { $0 * $0 }
    #expect(throws: TransportError.self) {
      try BranchSearch().pushforward(of: PointCloud(line: [1]), by: square)
    }
    #expect(throws: TransportError.self) {
      try BranchSearch().pushforward(
        of: Gaussian(mean: [0, 0], covariance: .identity(2)), by: square)
    }
    #expect(throws: TransportError.self) {
      try BranchSearch(meshIntervals: 0).pushforward(of: normal, by: square)
    }
    #expect(throws: TransportError.self) {
      try BranchSearch(intervalLimit: -1).pushforward(of: normal, by: square)
    }
  }

  @Test("an inflection where f is constant to rounding is no atom when f is proved monotone")
  func inflection() throws {
    // f' = 3 (x - 0.3)^2, and 1e3 + (x - 0.3)^3 is constant to rounding within 3e-5 of 0.3.
    let map = ScalarMap(
      { 1e3 + ($0 - 0.3) * ($0 - 0.3) * ($0 - 0.3) }, derivative: { 3 * ($0 - 0.3) * ($0 - 0.3) },
      shape: { $0.contains(0.3) ? .unknown : .monotone })
    let result = try BranchSearch().pushforward(of: normal, by: map)
    #expect(result.branches.count == 1 && result.atoms.isEmpty && result.certificate.isProved)
  }

  @Test("a removable singularity with a noisy derivative loses no mass")
  func removable() throws {
    let maps = [
      ScalarMap({ $0 / $0 }, derivative: { 1 / $0 - $0 / ($0 * $0) }),
      ScalarMap({ $0 / sinh($0) }, derivative: { 1 / sinh($0) - $0 * cosh($0) / pow(sinh($0), 2) }),
      // The formula's derivative, as symbolic rules give it.
      ScalarMap(
        { sin($0) / ($0 * 0.5) * ($0 / $0) / 2 },
        derivative: {
          (cos($0) * ($0 * 0.5) - sin($0) * 0.5) / pow($0 * 0.5, 2) * ($0 / $0) / 2
            + sin($0) / ($0 * 0.5) * (1 / $0 - $0 / ($0 * $0)) / 2
        }),
    ]
    for map in maps {
      let result = try BranchSearch().pushforward(of: Gaussian(mean: 0, variance: 1), by: map)
      #expect(result.certificate.massError < 1e-12 && result.warnings.isEmpty)
      #expect(abs(result.cumulative(1) - 1) < 1e-12)
    }
  }
}
