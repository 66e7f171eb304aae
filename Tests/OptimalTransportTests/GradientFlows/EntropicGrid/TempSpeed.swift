import Foundation
import Testing

@testable import OptimalTransport

@Suite(.serialized) struct `Temp speed` {
  func timed(_ name: String, _ flow: EntropicGridFlow, _ start: GridDensity, _ steps: Int) throws {
    let t0 = Date()
    let stepper = try flow.stepper(for: start)
    let t1 = Date()
    var state = start
    var text = ""
    for k in 0..<steps {
      let s = try stepper.detailed(from: state, time: 0)
      state = s.density
      text += " [\(s.record.iterations) gap \(s.record.gap) \(s.record.termination)]"
      _ = k
    }
    let t2 = Date()
    print(name, "setup", t1.timeIntervalSince(t0), "s/step", t2.timeIntervalSince(t1) / Double(steps), "max", state.values.max()!, text)
  }

  @Test func speeds() throws {
    for damp in [1] {
      let n = 128
      let box = try Box(lower: [-4, -4], upper: [4, 4])
      let g = try Gaussian(mean: [0.5, 0], covariance: Matrix([[0.25, 0.05], [0.05, 0.3]])).discretized(shape: [n, n], box: box).density
      for tau in [0.3, 0.03] {
          let e = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(0.5)
          let flow = try EntropicGridFlow(e, timeStep: tau)
          try timed("OU \(damp) \(tau) ", flow, g, 2)
        try timed("PME \(damp) \(tau)", EntropicGridFlow(.power(2, 1), timeStep: tau), g, 2)
        try timed("PME disc \(damp) \(tau)", EntropicGridFlow(.power(2, 1), timeStep: tau), GridDensity(shape: [n, n], box: box, values: g.values.map { max($0 - 0.2, 0) }), 2)
        let cap = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .congestion(0.6)
        try timed("CAP \(damp) \(tau)", EntropicGridFlow(cap, timeStep: tau), g, 2)
      }
    let s = 64
    let walls = try Obstacles(shape: [s, s], isBlocked: (0..<s*s).map { ($0 / s == 40 || $0 / s == 20) && !(28..<36).contains($0 % s) })
    let exits = (0..<s*s).map { $0 / s == s - 1 }
    let domain = try FlowDomain(walls: walls, exits: exits)
    let dist = try ExitDistance(domain, shape: [s, s], box: .unit(2))
    let t0 = Date()
    _ = try ExitDistance(domain, shape: [s, s], box: .unit(2))
    print("exits", Date().timeIntervalSince(t0))
    let e = try FreeEnergy.potential(dist.potential()) + .congestion(1)
    let start = try GridDensity(shape: [s, s], values: (0..<s*s).map { $0 / s < 20 ? 0.9 : 0 })
    for c in [BlurCorrection.firstOrder, .none] {
    let flow = try EntropicGridFlow(e, timeStep: 0.05, domain: domain, correction: c, tolerance: 1e-6)
    try timed("crowd 1e-6 \(damp) \(c)", flow, start, 3)
    }
    }
  }
}
