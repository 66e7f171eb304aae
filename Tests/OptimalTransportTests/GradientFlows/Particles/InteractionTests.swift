import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Interacting particles` {
  /// U * rho and its gradient through the closures of U, pair by pair.
  private func direct(
    _ kernel: InteractionKernel, _ cloud: PointCloud
  ) -> (potential: [Double], gradient: Matrix) {
    var gradient = Matrix(repeating: 0, rows: cloud.count, columns: cloud.dimension)
    let potential = (0..<cloud.count).map { i in
      var sum = 0.0
      for j in 0..<cloud.count {
        let z = zip(cloud.points.row(i), cloud.points.row(j)).map { $0 - $1 }
        if i != j || kernel.value(z).isFinite { sum += cloud.weights[j] * kernel.value(z) }
        if i == j { continue }
        for (k, slope) in kernel.gradient(z).enumerated() {
          gradient[i, k] += cloud.weights[j] * slope
        }
      }
      return sum
    }
    return (potential, gradient)
  }

  @Test(arguments: [1, 2, 3, 5]) func `Every fast sum is the sum over pairs`(_ d: Int) throws {
    let n = 90
    var generator = SeededGenerator(seed: 3)
    let cloud = try PointCloud(
      points: ParticleNoise.normals(seed: 6, step: 0, count: n, dimension: d),
      weights: (0..<n).map { _ in generator.uniform() })
    let kernels: [InteractionKernel] = try [
      .quadratic(strength: 1.5), .gaussian(strength: -2, width: 0.7),
      .powers(attraction: 4, repulsion: 1.5), .powers(attraction: 2, repulsion: 1),
      .logarithmic(strength: 0.8), .coulomb(strength: -1.2),
      InteractionKernel(
        "cos", value: { $0.reduce(1) { $0 * cos($1) } },
        gradient: { z in z.indices.map { k in -tan(z[k]) * z.reduce(1) { $0 * cos($1) } } }),
    ]
    for kernel in kernels {
      let field = try PairSums(cloud.points, weights: cloud.weights).field(of: kernel)
      let expected = direct(kernel, cloud)
      // Rounding of 90 terms, the largest of them the closest pair's: |slope| <= 1e5 in 1-D.
      let size = expected.gradient.elements.reduce(1) { max($0, abs($1)) }
      for (found, value) in zip(field.potential, expected.potential) {
        #expect(abs(found - value) < 1e-12 * max(size, abs(value)))
      }
      for (found, value) in zip(field.gradient.elements, expected.gradient.elements) {
        #expect(abs(found - value) < 1e-11 * size)
      }
    }
  }

  private func uniformStart(_ n: Int, _ d: Int) throws -> ParticleState {
    ParticleState(
      try PointCloud(points: ParticleNoise.normals(seed: 2, step: 0, count: n, dimension: d)))
  }

  /// Steps without noise until the particles rest.
  private func rest(_ energy: FreeEnergy, _ n: Int, _ d: Int, h: Double) throws -> ParticleState {
    let flow = try ParticleFlow(energy, timeStep: h, tolerance: 1e-10)
    return try flow.run(from: uniformStart(n, d), steps: 12).states.last!
  }

  @Test func `On the line attraction and repulsion end evenly spaced over a length of 2`() throws {
    let n = 60
    let energy = try FreeEnergy.interaction(.powers(attraction: 2, repulsion: 1))
    let state = try rest(energy, n, 1, h: 5)
    // At rest n (x_i - mean) is the number of particles below less those above.
    let mean = state.mean[0].value
    for (rank, x) in state.points.elements.sorted().enumerated() {
      #expect(abs(x - mean - Double(2 * rank - n + 1) / Double(n)) < 1e-6)
    }
  }

  @Test func `In the plane the logarithm's repulsion fills a disc evenly`() throws {
    let n = 150
    let energy =
      try FreeEnergy.interaction(.quadratic(strength: 1))
      + .interaction(.logarithmic(strength: -1))
    let state = try rest(energy, n, 2, h: 20)
    let radii = squaredRadii(state)
    // The virial identity at rest: mean |x|^2 = (1 - 1/n) / 2, exactly.
    #expect(abs(radii.reduce(0, +) / Double(n) - 0.5 * (1 - 1 / Double(n))) < 1e-6)
    // The share within r is r^2, to the few particles of a ring of spacing 1 / sqrt(n).
    for r in [0.3, 0.5, 0.7, 0.9] {
      let share = Double(radii.count { $0 < r * r }) / Double(n)
      #expect(abs(share - r * r) < 2 * r / Double(n).squareRoot())
    }
    #expect(radii.max()! < 1)
  }

  @Test func `In space Coulomb's repulsion fills a ball evenly`() throws {
    let n = 150
    let energy =
      try FreeEnergy.interaction(.quadratic(strength: 1)) + .interaction(.coulomb(strength: 1))
    let state = try rest(energy, n, 3, h: 20)
    let radii = squaredRadii(state)
    // The share within r is r^3, to a shell as thick as the spacing n^(-1/3).
    for r in [0.5, 0.7, 0.9] {
      let share = Double(radii.count { $0 < r * r }) / Double(n)
      #expect(abs(share - r * r * r) < 3 * r * r * pow(Double(n), -1.0 / 3))
    }
    #expect(radii.max()! < 1)
  }

  private func squaredRadii(_ state: ParticleState) -> [Double] {
    let mean = state.mean.map(\.value)
    return (0..<state.count).map { i in
      zip(state.points.row(i), mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
  }

  @Test(arguments: [0.01, 1, 1000]) func `Without noise the energy falls by what the move costs`(
    _ h: Double
  ) throws {
    let energy =
      try FreeEnergy.interaction(.powers(attraction: 4, repulsion: 0.5))
      + .potential(.quadratic(stiffness: 0.2))
    let flow = try ParticleFlow(energy, timeStep: h)
    let solution = try flow.run(from: uniformStart(50, 2), steps: 8)
    var before = solution.initialEnergy
    for step in solution.steps {
      // J never rises but for its rounding.
      let after = step.energy + step.distance * step.distance / (2 * h)
      #expect(after <= before + 1e-13 * (1 + abs(before)))
      before = step.energy
    }
  }

  @Test func `Without noise a quadratic step is the closed form, and its gap is proven`() throws {
    let (k, a, h) = (0.7, 1.1, 0.6)
    let energy =
      try FreeEnergy.potential(.quadratic(stiffness: k)) + .interaction(.quadratic(strength: a))
    let start = try uniformStart(40, 2)
    let flow = try ParticleFlow(energy, timeStep: h, tolerance: 1e-20)
    let (state, record) = try flow.stepper(for: start).step(
      from: start, index: 0, time: 0, timeStep: h)
    for axis in 0..<2 {
      let (mean, moved) = (start.mean[axis].value, state.mean[axis].value)
      #expect(abs(moved - mean / (1 + h * k)) < 1e-9)
      for i in 0..<40 {
        let expected = (start.points[i, axis] - mean) / (1 + h * (k + a))
        #expect(abs(state.points[i, axis] - moved - expected) < 1e-9)
      }
    }
    #expect(record.gap < 1e-18 && record.termination == .converged)
  }

  @Test func `Many charges take the tree and stay near the sum of pairs`() throws {
    let points = ParticleNoise.normals(seed: 4, step: 0, count: 2500, dimension: 2)
    let sums = PairSums(points, weights: [Double](repeating: 1.0 / 2500, count: 2500))
    let kernel = try InteractionKernel.logarithmic(strength: 2)
    let (tree, pairs) = (try sums.field(of: kernel), try sums.field(of: kernel, isExact: true))
    #expect(tree.potentialBound.max()! > 0 && pairs.potentialBound.max()! == 0)
    for i in 0..<2500 {
      #expect(abs(tree.potential[i] - pairs.potential[i]) <= tree.potentialBound[i] + 1e-12)
    }
  }
}
