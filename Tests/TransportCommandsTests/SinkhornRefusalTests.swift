import Testing

@testable import TransportCommands

@Suite("Bad options of Sinkhorn's method are refused")
struct SinkhornRefusalTests {
  let folder: Folder
  let source: String
  let target: String

  init() throws {
    folder = try Folder()
    (source, target) = try folder.triangle()
  }

  private func expect(
    _ arguments: [String], _ message: String, location: SourceLocation = #_sourceLocation
  ) {
    let run = RecordedRun(["solve", source, target] + arguments)
    #expect(run.status == 64, sourceLocation: location)
    #expect(run.output.isEmpty, sourceLocation: location)
    let first = run.error.split(separator: "\n").first.map(String.init)
    #expect(first == "Error: \(message)", sourceLocation: location)
  }

  @Test(
    "an epsilon that is none",
    arguments: ["0", "-1", "abc", "5%%", "nan", "inf", "%", "0%", "-5%", "", "1e-400", "5 %"])
  func epsilon(value: String) {
    expect(
      ["--method", "sinkhorn", "--epsilon", value],
      "The value '\(value)' is invalid for '--epsilon <eps>': Epsilon must be a finite "
        + "number above 0 in units of the cost, as in 0.01, or a share of the median cost, as in "
        + "1%.")
  }

  @Test("an epsilon too small for any arithmetic")
  func tinyEpsilon() {
    let run = RecordedRun(
      "solve", source, target, "--method", "sinkhorn", "--epsilon", "1e-320")
    #expect(run.status == 65)
    #expect(run.error.contains("epsilon is ") && run.error.contains("above 1e-300"))
  }

  @Test("a precision that is none")
  func precision() {
    expect(
      ["--method", "sinkhorn", "--precision", "half"],
      "The value 'half' is invalid for '--precision <precision>'. "
        + "Please provide one of 'double' and 'single'.")
  }

  @Test("tolerances and limits out of range")
  func ranges() {
    for value in ["0.0", "nan", "inf"] {
      expect(
        ["--method", "sinkhorn", "--marginal-tolerance", value],
        "--marginal-tolerance is \(value); expected a finite number above 0.")
    }
    expect(
      ["--method", "sinkhorn", "--iteration-limit", "0"],
      "--iteration-limit is 0; sinkhorn needs 1 or more.")
  }

  @Test("its options with another method")
  func otherMethods() {
    expect(
      ["--method", "simplex", "--epsilon", "0.1"],
      "--epsilon is an option of --method sinkhorn, and the method is simplex; "
        + "add --method sinkhorn, or leave it out.")
    for option in [["--epsilon", "5%"], ["--marginal-tolerance", "1e-6"], ["--plain"]]
      + [["--precision", "single"]]
    {
      expect(
        option,
        "\(option[0]) is an option of --method sinkhorn, and the method is auto; "
          + "add --method sinkhorn, or leave it out.")
    }
  }
}
