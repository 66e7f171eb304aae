import Testing

@testable import TransportCommands

@Suite("Help of ot push")
struct PushHelpTests {
  @Test("word for word, no wider than a terminal")
  func text() {
    for words in [["help", "push"], ["push", "--help"]] {
      let run = RecordedRun(words)
      #expect(run.status == 0 && run.error.isEmpty)
      #expect(run.output == ExpectedHelp.push)
    }
    for line in ExpectedHelp.push.split(separator: "\n") { #expect(line.count <= 80) }
  }
}
