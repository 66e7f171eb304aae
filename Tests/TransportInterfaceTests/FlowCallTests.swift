import COptimalTransport
import Testing

/// Flows through C: a closed form, a start beside the text, cancellation.
@Suite("Flows through the C interface") struct FlowCallTests {
  private static let well = """
    {"energy": {"potential": {"quadratic": 1}}, "space": {"particles": {"dimension": 1}},
     "timeStep": 0.5, "duration": 1
    """

  @Test("points in a well take the proximal steps x / (1 + tau), and what proves them comes along")
  func steps() {
    let fields = read(flow(Self.well + "}", start: ([1, -2], [2, 1])))
    // Two steps of length 1/2 from 1 and -2, which are solved to the descent's tolerance.
    let last = fields.arrays["points"]!.suffix(2)
    #expect(zip(last, [1 / 2.25, -2 / 2.25]).allSatisfy { abs($0 - $1) < 1e-7 })
    #expect(fields.arrays["times"] == [0, 0.5, 1])
    #expect(fields.integers["frameSteps"] == [0, 1, 2])
    #expect(fields.shapes["points"] == [3, 2, 1])
    #expect(fields.arrays["energies"]!.count == 2)
    #expect(fields.texts["termination"] == "converged")
    #expect(fields.numbers["certified"] == 1)
    // F = <x^2> / 2 falls from 5/4 by the square of 1.5 with each step.
    #expect(abs(fields.numbers["initialEnergy"]! - 1.25) < 1e-14)
    #expect(abs(fields.numbers["finalEnergy"]! - 1.25 / 5.0625) < 1e-6)
  }

  @Test("the text's own start, on the line, has nodes and masses") func line() {
    let text = """
      {"energy": {"entropy": 1}, "space": {"line": {"cells": 8, "walls": [0, 1]}},
       "start": {"formula": "1"}, "timeStep": 0.1, "duration": 0.1, "frames": 1}
      """
    let fields = read(flow(text))
    #expect(fields.shapes["nodes"] == [2, 9] && fields.shapes["masses"] == [8])
    // Nothing flows where all is level: each node lies where the mass before it ends, to rounding.
    let before = fields.arrays["masses"]!.reduce(into: [0.0]) { $0.append($0.last! + $1) }
    let nodes = fields.arrays["nodes"]!
    #expect(zip(nodes, before + before).allSatisfy { abs($0 - $1) < 1e-13 })
  }

  @Test("a callback that says so ends a flow, with the states until then") func cancelled() {
    let (status, result) = flow(
      Self.well + #", "frames": 10, "secondOrder": false}"#, start: ([1, -2], [2, 1]),
      progress: { _, _, _, _ in 1 })
    #expect(status == Int32(OT_CANCELLED))
    let fields = ReadFields(freeing: result)
    #expect(fields.texts["termination"] == "cancelled")
    #expect(fields.numbers["certified"] == 0)
  }

  @Test(
    "texts that are no flow are errors of the data",
    arguments: ["", "[]", "{}", "{\"energy\": {}}", "{\"flow\": \"magic\"}", well + "}"])
  func malformed(text: String) {
    var error = ot_error()
    let (status, result) = flow(text, error: &error)
    #expect(status == Int32(OT_DATA) && result == 0)
    #expect(error.message.0 != 0)
  }

  @Test("null texts, and starts of ready flows, are told") func misuse() {
    var (result, error) = (ot_result(), ot_error())
    #expect(ot_flow(nil, nil, nil, nil, &result, &error) == Int32(OT_USAGE))
    #expect(ot_flow("{}", nil, nil, nil, nil, &error) == Int32(OT_USAGE))
    #expect(flow(#"{"flow": "doubleWell"}"#, start: ([1, -2], [2, 1])).status == Int32(OT_DATA))
  }

  private func read(_ found: (status: Int32, result: ot_result)) -> ReadFields {
    #expect(found.status == Int32(OT_OK))
    return ReadFields(freeing: found.result)
  }

  private func flow(
    _ text: String, start: ([Double], [Int])? = nil, progress: ot_progress? = nil
  ) -> (status: Int32, result: ot_result) {
    var error = ot_error()
    return flow(text, start: start, progress: progress, error: &error)
  }

  private func flow(
    _ text: String, start: ([Double], [Int])? = nil, progress: ot_progress? = nil,
    error: inout ot_error
  ) -> (status: Int32, result: ot_result) {
    let lent = LentArrays()
    var result: ot_result = 0
    var call = ot_call(options: nil, option_count: 0, progress: progress, context: nil)
    guard let start else { return (ot_flow(text, nil, nil, &call, &result, &error), result) }
    var measure = ot_measure()
    measure.values = lent.array(start.0, start.1)
    return (ot_flow(text, nil, &measure, &call, &result, &error), result)
  }
}
