import Testing

@testable import TransportCommands

@Suite("Help says what the command does, word for word")
struct HelpTests {
  @Test("ot alone, and ot --help")
  func root() {
    for words in [[], ["--help"], ["help"]] {
      let run = RecordedRun(words)
      #expect(run.status == 0 && run.error.isEmpty)
      #expect(run.output == ExpectedHelp.root)
    }
  }

  @Test(
    "each subcommand, asked either way",
    arguments: [
      ("solve", ExpectedHelp.solve), ("verify", ExpectedHelp.verify),
      ("compare", ExpectedHelp.compare), ("map", ExpectedHelp.map), ("polar", ExpectedHelp.polar),
      ("helmholtz", ExpectedHelp.helmholtz), ("geodesic", ExpectedHelp.geodesic),
      ("dynamic", ExpectedHelp.dynamic), ("bridge", ExpectedHelp.bridge),
      ("flow", ExpectedHelp.flow), ("demo", ExpectedHelp.demo),
    ])
  func subcommand(name: String, text: String) {
    for words in [["help", name], [name, "--help"]] {
      let run = RecordedRun(words)
      #expect(run.status == 0 && run.error.isEmpty)
      #expect(run.output == text)
    }
  }

  @Test("no line is wider than a terminal")
  func width() {
    let texts = [
      ExpectedHelp.solve, ExpectedHelp.verify, ExpectedHelp.compare, ExpectedHelp.map,
      ExpectedHelp.polar,
      ExpectedHelp.helmholtz, ExpectedHelp.geodesic, ExpectedHelp.dynamic, ExpectedHelp.bridge,
      ExpectedHelp.flow, ExpectedHelp.demo,
    ]
    for line in texts.joined().split(separator: "\n") { #expect(line.count <= 80) }
  }

  @Test("the version, and what is not a subcommand")
  func others() {
    #expect(RecordedRun("--version").output == "0.1.0\n")
    let run = RecordedRun("frobnicate")
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.error.hasPrefix("Error: Unexpected argument 'frobnicate'\n"))
  }

  @Test("shells complete files, costs and methods", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) {
    let run = RecordedRun("--generate-completion-script", shell)
    #expect(run.status == 0)
    #expect(run.output.contains("chebyshev") && run.output.contains("quantile"))
    #expect(run.output.contains("npz"))
  }
}
