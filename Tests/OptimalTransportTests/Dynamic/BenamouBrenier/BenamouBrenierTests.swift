import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct BenamouBrenierTests {
  static func density(
    _ shape: [Int], box: Box? = nil, _ f: ([Double]) -> Double
  ) -> GridDensity {
    let box = box ?? .unit(shape.count)
    let axes = GridAxis.all(shape: shape, box: box).map(\.centers)
    let points = axes.reduce([[]]) { rows, axis in rows.flatMap { r in axis.map { r + [$0] } } }
    return try! GridDensity(shape: shape, box: box, values: points.map(f)).normalized()
  }

  /// The bump of oracle 5 about (c, c).
  static func bump(_ n: Int, _ c: Double) -> GridDensity {
    density([n, n]) { Oracles.Translation.density($0[0], $0[1], center: c) }
  }

  static func gaussian(_ shape: [Int], _ centre: [Double], _ deviation: [Double]) -> GridDensity {
    density(shape) { x in
      exp(
        -x.indices.reduce(0) {
          let z = (x[$1] - centre[$1]) / deviation[$1]
          return $0 + z * z / 2
        })
    }
  }

  static func difference(_ a: GridDensity, _ b: GridDensity) -> Double {
    zip(a.values, b.values).reduce(0) { $0 + abs($1.0 - $1.1) } * a.cellVolume
  }

  /// What every solution must be, whatever the iteration did.
  static func expectFeasible(_ solution: DynamicSolution, _ a: GridDensity, _ b: GridDensity) {
    #expect(solution.residuals.continuity <= 1e-12)
    #expect(solution.path.frames.allSatisfy { $0.values.allSatisfy { $0 >= 0 } })
    #expect(solution.path.frames.first! == a && solution.path.frames.last! == b)
    #expect(solution.certificate.lowerBound <= solution.certificate.upperBound)
    #expect(solution.action == solution.certificate.upperBound / 2)
    #expect(solution.path.count == solution.timeSteps + 1)
    expectContinuity(solution)
  }

  /// The continuity equation with loops of its own: rho_t + sum of (m above - m below) / h.
  static func expectContinuity(_ solution: DynamicSolution) {
    let (shape, box) = (solution.path.shape, solution.path.box)
    let (steps, cells) = (solution.timeSteps, shape.reduce(1, *))
    let largest = solution.path.frames.map { $0.values.max()! }.max()! * Double(steps)
    for k in 0..<steps {
      for c in 0..<cells {
        let frames = solution.path.frames
        var sum = (frames[k + 1].values[c] - frames[k].values[c]) * Double(steps)
        var scale = largest
        for axis in shape.indices {
          let (n, stride) = (shape[axis], shape[(axis + 1)...].reduce(1, *))
          let (step, place) = (box.sides[axis] / Double(n), c / stride % n)
          let below = place > 0 ? c - stride : c + (n - 1) * stride
          let momentum = solution.momentum[axis]
          sum += (momentum[k * cells + c] - momentum[k * cells + below]) / step
          scale = max(scale, abs(momentum[k * cells + c]) / step)
        }
        if abs(sum) > 1e-12 * scale { Issue.record("continuity fails by \(sum) at \(k), \(c)") }
      }
    }
  }

  @Test("a bump moves by its displacement: value, density and velocity converge to second order")
  func translation() throws {
    var errors: [[Double]] = []
    for n in [16, 32] {
      let (a, b) = (Self.bump(n, 0.3), Self.bump(n, 0.7))
      let solution = try BenamouBrenier(timeSteps: n / 2).solve(from: a, to: b)
      Self.expectFeasible(solution, a, b)
      #expect(solution.termination == .converged)
      #expect(solution.certificate.relativeGap <= 1e-3)
      let middle = Self.bump(n, 0.5)
      let u = solution.velocity(at: n / 4)
      let velocity = (0..<middle.count).reduce(0.0) {
        $0 + middle.cellMasses[$1] * hypot(u.vectors[$1, 0] - 0.4, u.vectors[$1, 1] - 0.4)
      }
      errors.append([
        solution.certificate.upperBound - Oracles.Translation.distanceSquared,
        Self.difference(solution.path.frames[n / 4], middle), velocity,
      ])
    }
    // Halved cells and steps quarter an error of second order; the bump's edge, where the slope
    // jumps, and the gap of 1e-3 leave a factor of 2.5 at least.
    for (coarse, fine) in zip(errors[0], errors[1]) { #expect(fine < coarse / 2.5) }
    #expect(errors[1][0] < 1e-3 && errors[1][1] < 0.09 && errors[1][2] < 0.012)
  }

  @Test("a compressed density on a line: value, density and potential converge to second order")
  func compression() throws {
    func squeezed(_ n: Int, _ s: Double) -> GridDensity {
      Self.density([n]) { Oracles.Compression.target($0[0], by: s) }
    }
    var errors: [[Double]] = []
    for n in [16, 32, 64] {
      let (a, b) = (squeezed(n, 1), squeezed(n, 0.5))
      let solution = try BenamouBrenier(timeSteps: n / 2, tolerance: 3e-4).solve(from: a, to: b)
      Self.expectFeasible(solution, a, b)
      let x = GridAxis.all(shape: [n], box: .unit(1))[0].centers
      func potentialError(_ phi: [Double], _ time: Double, _ weights: [Double]) -> Double {
        let exact = x.map { Oracles.Compression.dynamicPotential($0, by: 0.5, time: time) }
        let shift = (0..<n).reduce(0.0) { $0 + weights[$1] * (phi[$1] - exact[$1]) }
        return (0..<n).reduce(0.0) { $0 + weights[$1] * abs(phi[$1] - exact[$1] - shift) }
      }
      errors.append([
        abs(solution.certificate.upperBound - Oracles.Compression.distanceSquared(by: 0.5)),
        Self.difference(solution.path.frames[n / 4], squeezed(n, 0.75)),
        potentialError(solution.initialPotential, 0, a.cellMasses),
        potentialError(solution.finalPotential, 1, b.cellMasses),
      ])
    }
    // 16 = (64 / 16)^2 for second order; the gap and the edges leave 6.
    for (coarse, fine) in zip(errors[0], errors[2]) { #expect(fine < coarse / 6) }
  }

  @Test("Gaussians: the value, the mean and the spread at t = 1/2 are those of the closed form")
  func gaussians() throws {
    let n = 40
    let (a, b) = (
      Self.gaussian([n, n], [0.4, 0.45], [0.08, 0.06]),
      Self.gaussian([n, n], [0.6, 0.5], [0.1, 0.1])
    )
    let solution = try BenamouBrenier(timeSteps: 16).solve(from: a, to: b)
    Self.expectFeasible(solution, a, b)
    // Axis by axis |shift|^2 + (difference of deviations)^2.
    let exact = 0.04 + 0.0025 + 0.0004 + 0.0016
    // h^2 / s^2 with h = 1/40, s = 0.06 is 0.17; its square's constant is about 1/12 an axis, less
    // with the gap: one per cent.
    #expect(abs(solution.certificate.upperBound - exact) < 0.015 * exact)
    let middle = solution.path.frames[8]
    for (mean, expected) in zip(middle.mean, [0.5, 0.475]) { #expect(abs(mean - expected) < 1e-3) }
    for (k, deviation) in [0.09, 0.08].enumerated() {
      // A cell's own variance h^2 / 12, and the scheme's of its order.
      #expect(abs(middle.covariance[k, k] - deviation * deviation) < 3.0 / (40 * 40))
    }
    #expect(solution.residuals.actionVariation < 0.02)
    #expect(solution.residuals.hamiltonJacobi < 2e-3)
  }

  @Test("on a line the value is that of the quantile functions, for smooth positive densities")
  func line() throws {
    let (a, b) = (
      Self.density([64]) { 1 + 0.5 * cos(.pi * $0[0]) },
      Self.density([64]) { 1 - 0.4 * cos(2 * .pi * $0[0]) }
    )
    let solution = try BenamouBrenier(timeSteps: 16, tolerance: 1e-5).solve(from: a, to: b)
    Self.expectFeasible(solution, a, b)
    // Quantile functions of both piecewise linear distributions, by small steps of mass.
    func quantiles(_ density: GridDensity, _ count: Int) -> [Double] {
      let masses = density.cellMasses
      var (cell, before) = (0, 0.0)
      return (0..<count).map { i in
        let mass = (Double(i) + 0.5) / Double(count)
        while before + masses[cell] < mass {
          before += masses[cell]
          cell += 1
        }
        return (Double(cell) + (mass - before) / masses[cell]) / Double(masses.count)
      }
    }
    let exact = zip(quantiles(a, 20000), quantiles(b, 20000)).reduce(0) {
      $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 20000
    }
    // O(h^2 + tau^2) relative: (pi / 64)^2 and (1 / 16)^2 times the squares of speeds below 0.1.
    #expect(abs(solution.certificate.upperBound - exact) < 3e-3 * exact)
    #expect(solution.certificate.relativeGap <= 1e-5)
  }

  @Test("in space, a Gaussian moves along the diagonal")
  func space() throws {
    let (a, b) = (
      Self.gaussian([16, 16, 16], [0.4, 0.4, 0.4], [0.12, 0.12, 0.12]),
      Self.gaussian([16, 16, 16], [0.6, 0.6, 0.6], [0.12, 0.12, 0.12])
    )
    let solution = try BenamouBrenier(timeSteps: 8, tolerance: 5e-3).solve(from: a, to: b)
    Self.expectFeasible(solution, a, b)
    #expect(solution.termination == .converged)
    // Walls cut off tails of 3.3 deviations, a few per mille of the mass.
    #expect(abs(solution.certificate.upperBound - 0.12) < 0.03 * 0.12)
    for mean in solution.path.frames[4].mean { #expect(abs(mean - 0.5) < 1e-3) }
  }

  @Test("on a torus mass takes the short way across the boundary")
  func periodic() throws {
    func ring(_ c: Double) -> GridDensity {
      Self.density([64, 32]) {
        let x = ($0[0] - c) - (($0[0] - c).rounded())
        let square = (x * x + ($0[1] - 0.5) * ($0[1] - 0.5)) / 0.0196
        return square < 1 ? 1 + cos(.pi * square) : 0
      }
    }
    let (a, b) = (ring(0.875), ring(0.125))
    let solution = try BenamouBrenier(timeSteps: 16, sides: .periodic).solve(from: a, to: b)
    Self.expectFeasible(solution, a, b)
    // Pure translation is optimal up to the radius 0.146: wider mass would rather split both ways,
    // since moving all by a quarter gains less than sending the ends around. The error is that of a
    // bump, 0.0008 of 0.32 where (h / radius)^2 is 0.011, five times at 0.05.
    #expect(abs(solution.certificate.upperBound - 0.0625) < 0.015 * 0.0625)
    #expect(Self.difference(solution.path.frames[8], ring(1)) < 0.1)
    #expect(abs(solution.velocity(at: 8).vectors[16, 0] - 0.25) < 0.02)
  }

  @Test("black images: mass crosses a vacuum, and there is none where nothing passes")
  func vacuum() throws {
    let n = 24
    func square(_ left: Double) -> GridDensity {
      Self.density([n, n]) { abs($0[0] - left) < 0.13 && abs($0[1] - 0.5) < 0.13 ? 1 : 0 }
    }
    let (a, b) = (square(0.25), square(0.75))
    let solution = try BenamouBrenier(timeSteps: 12, tolerance: 1e-2).solve(from: a, to: b)
    Self.expectFeasible(solution, a, b)
    #expect(solution.termination == .converged)
    // Whole cells move by 12 cells; a jump smears over cells, O(h) of the distance.
    #expect(abs(solution.certificate.upperBound - 0.25) < 0.25 * 2 / Double(n))
    let far = solution.path.frames[6].cellMasses.enumerated()
      .filter { $0.offset % n < 4 }.reduce(0) { $0 + $1.element }
    #expect(far < 1e-3)
  }

  @Test(
    "equal densities stay, at no cost, in one measurement", arguments: [[8], [9, 7], [4, 3, 5]])
  func identical(shape: [Int]) throws {
    var generator = SeededGenerator(seed: 5)
    let values = (0..<shape.reduce(1, *)).map {
      $0 % 3 == 0 ? 0 : Double.random(in: 0...1, using: &generator)
    }
    let density = try GridDensity(shape: shape, values: values)
    let solution = try BenamouBrenier(timeSteps: 6).solve(from: density, to: density)
    #expect(solution.certificate.upperBound == 0 && solution.certificate.lowerBound == 0)
    #expect(solution.termination == .converged)
    Self.expectFeasible(solution, density, density)
  }

  @Test(
    "tiny grids",
    arguments: [
      ([1], 1), ([1], 4), ([2], 1), ([2], 3), ([1, 1], 2), ([2, 1], 1), ([1, 2, 2], 2), ([3], 1),
    ])
  func tiny(shape: [Int], timeSteps: Int) throws {
    let count = shape.reduce(1, *)
    let a = try GridDensity(shape: shape, values: (0..<count).map { 1 + Double($0) }).normalized()
    let b = try GridDensity(shape: shape, values: (0..<count).map { 5 - Double($0) }).normalized()
    for sides in [HelmholtzDecomposition.Boundary.noFlux, .periodic] {
      let solution = try BenamouBrenier(timeSteps: timeSteps, sides: sides, tolerance: 1e-6)
        .solve(from: a, to: b)
      Self.expectFeasible(solution, a, b)
      #expect(solution.termination == .converged, "\(solution.certificate)")
    }
  }

  @Test("two cells and one step: the only flow, by hand")
  func byHand() throws {
    let a = try GridDensity(shape: [2], values: [1.5, 0.5])
    let b = try GridDensity(shape: [2], values: [1, 1])
    let solution = try BenamouBrenier(timeSteps: 1, tolerance: 1e-9).solve(from: a, to: b)
    // m = 0.5 h = 0.25 through the one face, where r is the mean of all four numbers, 1.
    let action = 0.5 * 0.25 * 0.25 / (2 * 1)
    #expect(abs(solution.action - action) < 1e-14)
    #expect(abs(solution.certificate.lowerBound - 2 * action) <= 1e-9 * 2 * action)
    #expect(abs(solution.momentum[0][0] - 0.25) < 1e-14 && solution.momentum[0][1] == 0)
  }

  @Test("the gap falls as the iteration goes on")
  func gapFalls() throws {
    let (a, b) = (Self.bump(24, 0.35), Self.bump(24, 0.65))
    let solver = BenamouBrenier(timeSteps: 8, tolerance: 1e-9, iterationLimit: 400)
    let solution = try solver.solve(from: a, to: b)
    #expect(solution.termination == .iterationLimit && solution.iterations == 400)
    let gaps = solution.trace.map { $0.upperBound - $0.lowerBound }
    #expect(zip(gaps, gaps.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(gaps.last! < gaps[1] / 10)
    // A start from its end begins no worse than it ended, to the rounding of both bounds.
    let again = try BenamouBrenier(timeSteps: 8, tolerance: 1e-9, iterationLimit: 1)
      .solve(from: a, to: b, startingFrom: solution)
    #expect(again.trace[0].lowerBound >= solution.certificate.lowerBound - 1e-12)
    #expect(again.certificate.relativeGap < 2 * solution.certificate.relativeGap + 1e-3)
  }

  @Test("units: scaled boxes and masses scale the value")
  func units() throws {
    let solver = BenamouBrenier(timeSteps: 8, tolerance: 1e-2)
    let (a, b) = (Self.bump(16, 0.35), Self.bump(16, 0.65))
    let one = try solver.solve(from: a, to: b)
    for (length, density) in [(1e-6, 1e20), (1e8, 1e-9), (1, 1e-290)] {
      let box = try Box(lower: [0, 0], upper: [length, length])
      let scaled = try [a, b].map {
        try GridDensity(shape: [16, 16], box: box, values: $0.values.map { $0 * density })
      }
      let solution = try solver.solve(from: scaled[0], to: scaled[1])
      let unit = length * length * length * length * density
      // The iteration is the same but for the rounding of the units.
      #expect(
        abs(solution.certificate.upperBound / unit - one.certificate.upperBound)
          < 1e-6 * one.certificate.upperBound)
      #expect(solution.residuals.continuity <= 1e-12)
    }
  }

  @Test("one thread and two give the same bounds")
  func threads() throws {
    let (a, b) = (Self.bump(32, 0.4), Self.bump(32, 0.6))
    let solver = BenamouBrenier(timeSteps: 8, tolerance: 1e-9, iterationLimit: 50)
    let two = try solver.solve(from: a, to: b).certificate
    let one = try ParallelLoop.$threadCount.withValue(1) { try solver.solve(from: a, to: b) }
    #expect(abs(one.certificate.upperBound - two.upperBound) < 1e-12)
    #expect(abs(one.certificate.lowerBound - two.lowerBound) < 1e-12)
  }

  @Test("a cancelled solve returns what it has, and says so")
  func cancellation() async throws {
    let (a, b) = (Self.bump(32, 0.3), Self.bump(32, 0.7))
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try BenamouBrenier(timeSteps: 8).solve(from: a, to: b)
    }
    let solution = try await task.value
    #expect(solution.termination == .cancelled)
    Self.expectFeasible(solution, a, b)
  }

  @Test("progress is reported once an iteration")
  func progress() throws {
    var calls = 0
    let solution = try BenamouBrenier(timeSteps: 4, iterationLimit: 30)
      .solve(from: Self.bump(8, 0.4), to: Self.bump(8, 0.6)) { _ in calls += 1 }
    #expect(calls == solution.iterations)
  }

  @Test("bad input is told apart at the door")
  func badInput() throws {
    let (a, b) = (Self.bump(8, 0.4), Self.bump(8, 0.6))
    let heavy = try GridDensity(shape: [8, 8], values: b.values.map { $0 * 1.001 })
    #expect(throws: TransportError.massMismatch(source: a.mass, target: heavy.mass)) {
      try BenamouBrenier().solve(from: a, to: heavy)
    }
    #expect(throws: TransportError.self) {
      try BenamouBrenier().solve(from: a, to: Self.bump(9, 0.4))
    }
    for bad in [
      BenamouBrenier(timeSteps: 0), BenamouBrenier(tolerance: 0), BenamouBrenier(tolerance: .nan),
      BenamouBrenier(iterationLimit: 0),
    ] {
      #expect(throws: TransportError.self) { try bad.solve(from: a, to: b) }
    }
  }
}
