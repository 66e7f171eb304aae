import COptimalTransport
import Testing

/// Problems in the caller's memory: closed forms, into and out of arrays.
@Suite("Problems in the caller's memory") struct ProblemTests {
  private let costs = [0.0, 1, 1, 0]

  @Test("two atoms move the mass that is missing") func exact() {
    var plan = [Double](repeating: -1, count: 4)
    var certificate = ot_certificate()
    let status = solve([0.5, 0.5], [0.25, 0.75], costs, plan: &plan) {
      ot_exact(&$0, 0, nil, &certificate, nil)
    }
    #expect(status == Int32(OT_OK))
    #expect(plan == [0.25, 0.25, 0, 0.5])
    #expect(certificate.value == 0.25)
    #expect(certificate.lower_bound == 0.25)
    #expect(certificate.termination == 0)
  }

  @Test("entropy spreads two atoms by exp(1 / eps)") func entropic() {
    var plan = [Double](repeating: -1, count: 4)
    let status = solve([0.5, 0.5], [0.5, 0.5], costs, plan: &plan) {
      ot_entropic(&$0, 0.5, 1e-12, 0, nil, nil, nil)
    }
    #expect(status == Int32(OT_OK))
    // P_11 / P_12 = exp(1 / eps) by symmetry, to the marginals' error.
    #expect(abs(plan[0] - 7.38905609893065 * plan[1]) < 1e-10)
    #expect(abs(plan[0] + plan[1] - 0.5) < 1e-12)
  }

  @Test("pairs that are left out carry nothing") func sparse() {
    var plan = [Double](repeating: -1, count: 3)
    let status = solve(
      [0.5, 0.5], [0.25, 0.75], [0, 1, 0], pairs: [(0, 0), (0, 1), (1, 1)], plan: &plan
    ) {
      ot_exact(&$0, 0, nil, nil, nil)
    }
    #expect(status == Int32(OT_OK))
    #expect(plan == [0.25, 0.25, 0.5])
  }

  @Test("no plan avoids forbidden pairs: an error of the data") func infeasible() {
    var plan = [Double](repeating: -1, count: 2)
    let status = solve([0.5, 0.5], [0.25, 0.75], [0, 0], pairs: [(0, 0), (1, 1)], plan: &plan) {
      ot_exact(&$0, 0, nil, nil, nil)
    }
    #expect(status == Int32(OT_DATA))
  }

  @Test("a shift on the line costs its power", arguments: [1.0, 1.5, 2, 3]) func line(power: Double)
  {
    let (x, y) = ([0.0, 1, 5, 2, 2, 8], [4.0, 2, 3, 10, 4, 4])
    var values = [0.0, 0]
    #expect(ot_line(2, 3, 3, x, nil, y, nil, power, &values, nil) == Int32(OT_OK))
    // Rows 0, 1, 5 -> 2, 3, 4 and 2, 2, 8 -> 4, 4, 10.
    let expected = [(2 * shift(2, power) + shift(1, power)) / 3, shift(2, power)]
    #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-14 * 8 })
  }

  @Test("Bures' distance between numbers is that of their roots, zero included") func bures() {
    var values = [0.0, 0]
    #expect(ot_bures(2, 1, [4, 0], [9, 16], &values, nil) == Int32(OT_OK))
    #expect(abs(values[0] - 1) < 1e-14 && abs(values[1] - 4) < 1e-14)
  }

  private func shift(_ distance: Double, _ power: Double) -> Double {
    power == 1.5
      ? distance * distance.squareRoot()
      : (0..<Int(power)).reduce(1) { product, _ in product * distance }
  }

  private func solve(
    _ source: [Double], _ target: [Double], _ costs: [Double], pairs: [(Int64, Int64)] = [],
    plan: inout [Double],
    _ body: (inout ot_problem) -> Int32
  ) -> Int32 {
    let (rows, columns) = (pairs.map(\.0), pairs.map(\.1))
    return source.withUnsafeBufferPointer { a in
      target.withUnsafeBufferPointer { b in
        costs.withUnsafeBufferPointer { c in
          rows.withUnsafeBufferPointer { i in
            columns.withUnsafeBufferPointer { j in
              plan.withUnsafeMutableBufferPointer { p in
                var problem = ot_problem()
                (problem.n, problem.m, problem.pairs) = (a.count, b.count, i.count)
                (problem.source, problem.target, problem.costs) = (
                  a.baseAddress, b.baseAddress, c.baseAddress
                )
                if !pairs.isEmpty {
                  (problem.rows, problem.columns) = (i.baseAddress, j.baseAddress)
                }
                problem.plan = p.baseAddress
                return body(&problem)
              }
            }
          }
        }
      }
    }
  }
}
