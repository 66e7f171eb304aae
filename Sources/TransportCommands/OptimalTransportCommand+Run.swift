import ArgumentParser
import OptimalTransport

extension OptimalTransportCommand {
  /// Parses and runs a command line, and returns its exit status.
  ///
  /// - Parameters:
  ///   - arguments: the words after the name of the command.
  ///   - console: where results and messages go.
  /// - Returns: 0 certified, 2 finished short of the tolerance, 64 bad usage, 65 bad data, 74 a file
  ///   that cannot be read or written.
  public static func run(_ arguments: [String], on console: Console) -> Int32 {
    do {
      let command = try parseAsRoot(arguments)
      guard let command = command as? any TransportCommand else {
        return try printed(command, on: console)
      }
      return try command.execute(on: console).rawValue
    } catch let error as TransportError {
      console.error("Error: \(error)\n")
      return error.exitStatus.rawValue
    } catch let error as UsageError {
      console.error("Error: \(error)\n")
      return ExitStatus.usage.rawValue
    } catch {
      return answer(to: error, on: console)
    }
  }

  /// Help, which the parser hands back as a command to run; `ot` alone prints its help.
  private static func printed(_ command: any ParsableCommand, on console: Console) throws -> Int32 {
    if command is OptimalTransportCommand {
      try console.output(helpMessage(columns: console.columns) + "\n")
      return 0
    }
    var command = command
    try command.run()
    return 0
  }

  /// What the parser throws: help, version and completions, or a refusal.
  private static func answer(to error: any Error, on console: Console) -> Int32 {
    let text = fullMessage(for: error, columns: console.columns)
    guard exitCode(for: error) == .success else {
      console.error(text + "\n")
      return ExitStatus.usage.rawValue
    }
    do {
      try console.output(text + "\n")
      return 0
    } catch {
      console.error("Error: \(error)\n")
      return ExitStatus.files.rawValue
    }
  }
}
