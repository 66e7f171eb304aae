import ArgumentParser
import OptimalTransport
import TransportIO
import TransportPlots

/// `ot flow`: a density that flows down its free energy.
struct FlowCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Let a density flow down its free energy, by proximal steps.",
    usage: "ot flow <flow> [<options>]",
    discussion: FlowHelp.discussion)

  @Argument(
    help: "The flow: energy, space, start and times, a .json file.",
    completion: .file(extensions: ["json"]))
  var flow: String

  @OptionGroup var files: FlowFiles

  @Option(
    help: ArgumentHelp("Write checkpoints to this file.", valueName: "file"),
    completion: .file())
  var checkpoint: String?

  @Option(help: ArgumentHelp("Steps between checkpoints.", valueName: "count"))
  var every = 100

  @Flag(help: "Go on from the checkpoint, if there is one.")
  var resume = false

  @Flag(help: "Print one JSON object, and nothing else, on the standard output.")
  var json = false

  @Flag(help: "Print nothing but errors and, if asked for, the JSON object.")
  var quiet = false

  func validate() throws {
    guard every >= 1 else {
      throw ValidationError("--every is \(every); expected 1 or more.")
    }
    guard checkpoint != nil || !resume else {
      throw ValidationError("--resume needs --checkpoint: the file to go on from.")
    }
  }

  func execute(on console: Console) throws -> ExitStatus {
    try files.check(inputs: [flow], checkpoint: checkpoint)
    let file = try FlowFile.load(flow)
    let line = ProgressLine(on: console, isQuiet: quiet)
    defer { line?.clear() }
    let result = try FlowTask(
      file: file,
      checkpoints: checkpoint.map {
        FlowCheckpoints(
          path: $0, interval: every, resumes: resume, saved: Interruption.leavesCheckpoint)
      },
      progress: line.map { $0.show }
    ).run()
    line?.clear()
    let written = files.write(result)
    try console.report(
      json: result.json, table: result.table(on: console), written: written, asJSON: json,
      isQuiet: quiet)
    if !written.failures.isEmpty { return .files }
    return result.isMet ? .certified : .short
  }
}
