import OptimalTransport
import Testing

@testable import TransportCommands

@Suite("JSON, tables and the progress line")
struct PiecesTests {
  @Test("numbers keep all digits, and what is not finite is null")
  func numbers() {
    #expect(JSONValue.number(0.1 + 0.2).text == "0.30000000000000004")
    #expect(JSONValue.number(.leastNonzeroMagnitude).text == "5e-324")
    #expect(JSONValue.number(1e300).text == "1e+300")
    for value in [Double.nan, .infinity, -.infinity] {
      #expect(JSONValue.number(value).text == "null")
    }
  }

  @Test("strings are escaped, keys keep their order")
  func strings() {
    let value = JSONValue.object([
      ("b", .string("a \"q\" \\ \n\t\u{1} é")),
      ("a", .array([.integer(1), .boolean(true), .null])),
    ])
    #expect(value.text == #"{"b": "a \"q\" \\ \n\t\u0001 é", "a": [1, true, null]}"#)
  }

  @Test("columns are aligned, without blanks at the end")
  func table() {
    var table = TextTable()
    table.add("a", "long", "x")
    table.add("word", "1")
    #expect(table.lines() == ["a     long  x", "word  1"])
    #expect(table.lines(rightAligned: [1]) == ["a     long  x", "word     1"])
  }

  @Test("the progress line fits the terminal, whatever the solver says")
  func progress() {
    let half = SolverProgress(stage: "network simplex", fraction: 0.5, iterations: 12)
    #expect(
      ProgressLine.text(half, columns: 80)
        == "[############............]  50%  network simplex, 12 iterations")
    #expect(ProgressLine.text(half, columns: 20).count == 19)
    let wild = SolverProgress(stage: "", fraction: 7, iterations: 0)
    #expect(ProgressLine.text(wild, columns: 80).hasPrefix("[########################] 100%"))
    let start = SolverProgress(stage: "images", fraction: 0, iterations: 0)
    #expect(
      ProgressLine.text(start, columns: 80) == "[........................]   0%  images")
    let lost = SolverProgress(stage: "", fraction: .nan, iterations: 0)
    #expect(ProgressLine.text(lost, columns: 80).hasPrefix("["))
  }
}
