import COptimalTransport
import Foundation
import Testing

/// Push-forwards through C: closed forms, and both ways to give a map.
@Suite("Push-forwards through the C interface") struct PushCallTests {
  @Test("the square of a Gaussian has two branches of half the mass, proved") func square() {
    let (mean, covariance) = ([0.0], [1.0])
    let fields = push(kind: OT_GAUSSIAN, mean, [1], weights: covariance, [1, 1], formulas: "x^2")
    #expect(fields.numbers["certified"] == 1)
    #expect(fields.numbers["unprovedMass"]! < 1e-12)
    #expect(fields.shapes["branches"] == [2, 5])
    // Each branch holds half of the mass, but for the rounding of a distribution function.
    let masses = [4, 9].map { fields.arrays["branches"]![$0] }
    #expect(masses.allSatisfy { abs($0 - 0.5) < 1e-15 })
    #expect(fields.texts["method"] == "branches")
    let total = fields.numbers["massInside"]! + fields.numbers["massOutside"]!
    #expect(abs(total - 1) < 1e-14)
  }

  @Test("points take the images that are given, and keep their weights") func images() {
    let images = [5.0, 6, 7, 8]
    let fields = push(
      kind: OT_POINTS, [0, 1], [2, 1], weights: [0.25, 0.75], [2], values: (images, [2, 2]))
    #expect(fields.arrays["points"] == images)
    #expect(fields.arrays["weights"] == [0.25, 0.75])
    #expect(fields.arrays["density"] == nil)
  }

  @Test("a density keeps its mass; twice as wide, it is half as high") func grid() {
    // The centres 1/4 and 3/4 of two cells go to 1/2 and 3/2.
    let fields = push(kind: OT_GRID, [1, 3], [2], values: ([0.5, 1.5], [2, 1]), box: [0, 2])
    #expect(fields.shapes["density"] == [2])
    // Beyond the outer centres the map keeps its value, so that the ends of cells pile up: only
    // mass is exact.
    #expect(abs(fields.numbers["massInside"]! - 2) < 1e-14)
    #expect(fields.numbers["massError"]! < 1e-14)
  }

  @Test("formulas that do not parse are errors of the data; two maps and none, of the call")
  func misuse() {
    var error = ot_error()
    let call = { (formulas: String?, values: [Double]?, error: inout ot_error) -> Int32 in
      push(
        OT_POINTS, [0, 1], [2, 1], formulas: formulas, values: values.map { ($0, [2, 1]) },
        error: &error
      ).status
    }
    #expect(call("x +", nil, &error) == Int32(OT_DATA))
    #expect(call("x", [0, 1], &error) == Int32(OT_USAGE))
    #expect(call(nil, nil, &error) == Int32(OT_USAGE))
    #expect(call(nil, [0, .nan], &error) == Int32(OT_DATA))
    #expect(call("x", nil, &error) == Int32(OT_OK))
  }

  private func push(
    kind: Int, _ values: [Double], _ shape: [Int], weights: [Double] = [],
    _ weightShape: [Int] = [],
    formulas: String? = nil, values map: ([Double], [Int])? = nil, box: [Double]? = nil
  ) -> ReadFields {
    var error = ot_error()
    let found = push(
      kind, values, shape, weights: weights, weightShape, formulas: formulas, values: map, box: box,
      error: &error)
    #expect(found.status == Int32(OT_OK))
    return ReadFields(freeing: found.result)
  }

  private func push(
    _ kind: Int, _ values: [Double], _ shape: [Int], weights: [Double] = [],
    _ weightShape: [Int] = [],
    formulas: String? = nil, values map: ([Double], [Int])? = nil, box: [Double]? = nil,
    error: inout ot_error
  ) -> (status: Int32, result: ot_result) {
    var result: ot_result = 0
    let lent = LentArrays()
    var source = ot_measure()
    source.kind = Int32(kind)
    source.values = lent.array(values, shape)
    if !weights.isEmpty { source.weights = lent.array(weights, weightShape) }
    let images = map.map { lent.pointer($0.0, $0.1) }
    let sides = box.map { lent.pointer($0, [$0.count / 2, 2]) }
    let status = ot_push(
      &source, formulas.map(lent.text), images, nil, nil, sides, &result, &error)
    return (status, result)
  }
}
