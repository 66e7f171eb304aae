import Foundation
import TransportCommands

Interruption.install()
exit(OptimalTransportCommand.run(Array(CommandLine.arguments.dropFirst()), on: .standard()))
