import Foundation
import Testing

@testable import TransportCommands

@Suite("Output files are checked before the work")
struct OutputFileTests {
  let folder: Folder
  let source: String
  let target: String

  init() throws {
    folder = try Folder()
    (source, target) = try folder.triangle()
  }

  private func refusal(_ arguments: String...) -> (status: Int32, message: String) {
    let run = RecordedRun(["solve", source, target] + arguments)
    #expect(run.output.isEmpty)
    return (run.status, run.error.replacingOccurrences(of: folder.path + "/", with: ""))
  }

  @Test("a folder that does not exist")
  func missingFolder() {
    let found = refusal("--plan", folder.file("none/p.npz"))
    #expect(found.status == 74)
    #expect(
      found.message.hasPrefix("Error: none/p.npz: there is no folder ")
        && found.message.hasSuffix("none; create it first.\n"))
  }

  @Test("a folder in place of a file")
  func folderAsFile() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("p.npz"), withIntermediateDirectories: false)
    let found = refusal("--plan", folder.file("p.npz"))
    #expect(found.status == 74)
    #expect(
      found.message
        == "Error: p.npz: --plan needs the name of a file, and this is a folder.\n")
  }

  @Test("endings that no format has")
  func endings() {
    let plan = refusal("--plan", folder.file("p.txt"))
    #expect(plan.status == 64)
    #expect(
      plan.message == "Error: --plan p.txt must end in .npz, the only format it is written in.\n")
    let plot = refusal("--plot", folder.file("p.gif"))
    #expect(plot.status == 64)
    #expect(plot.message.hasSuffix("End the file name in .png, .svg or .pdf.\n"))
    #expect(refusal("--plan", "").message == "Error: --plan needs the name of a file.\n")
  }

  @Test("an input, by another of its names")
  func overwriting() throws {
    let image = folder.file("a.png")
    try Data(PackageResources.moon_png).write(to: URL(fileURLWithPath: image))
    let link = folder.file("link.png")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: image)
    let run = RecordedRun("solve", image, image, "--plot", link)
    #expect(run.status == 64)
    #expect(
      run.error
        == "Error: --plot \(link) would overwrite the input \(image); give another name.\n")
  }

  @Test("the same file twice")
  func twice() {
    let found = refusal(
      "--plan", folder.file("p.npz"), "--potentials", folder.path + "/./p.npz")
    #expect(found.status == 64)
    #expect(
      found.message.hasPrefix("Error: --plan and --potentials name the same file ")
        && found.message.hasSuffix("; give them different names.\n"))
    #expect(!folder.exists("p.npz"))
  }
}
