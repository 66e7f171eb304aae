public import ArgumentParser

/// `ot`: the command line of the library.
public struct OptimalTransportCommand: ParsableCommand {
  /// The name, the subcommands and the help of the command.
  public static let configuration = CommandConfiguration(
    commandName: "ot",
    abstract: "Optimal transport, with a certificate for every number.",
    discussion: """
      Moves one distribution onto another at least cost, and proves the answer: each result comes \
      with an upper bound, a lower bound and the gap between them.

      Start with 'ot demo', then 'ot help solve'.
      """,
    version: "0.1.0",
    subcommands: [
      SolveCommand.self, MapCommand.self, PushCommand.self, PolarCommand.self,
      HelmholtzCommand.self, GeodesicCommand.self, DynamicCommand.self, BridgeCommand.self,
      FlowCommand.self, VerifyCommand.self, CompareCommand.self, DemoCommand.self,
    ])

  /// Needed by the parser.
  public init() {}
}

/// A subcommand of `ot`.
protocol TransportCommand: ParsableCommand {
  /// Does the work and says how it ended.
  func execute(on console: Console) throws -> ExitStatus
}
