public import ArgumentParser

/// `ot`: the command line of the library.
public struct OptimalTransportCommand: ParsableCommand {
  /// The name and abstract of the command.
  public static let configuration = CommandConfiguration(
    commandName: "ot",
    abstract: "Optimal transport, with a certificate for every number.")

  /// Needed by the parser.
  public init() {}
}
