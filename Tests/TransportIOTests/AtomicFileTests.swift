import Foundation
import OptimalTransport
import Testing

@testable import TransportIO

@Suite("Files that appear whole or not at all")
struct AtomicFileTests {
  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test("a file is written, replaced, and nothing is left beside it")
  func writing() throws {
    let folder = try Folder()
    for bytes in [[1, 2, 3], [], [UInt8](repeating: 7, count: 3_000_000)] as [[UInt8]] {
      try AtomicFile.write(bytes, to: folder.file("a"))
      #expect(try folder.bytes("a") == bytes)
      #expect(try folder.names == ["a"])
    }
  }

  @Test("an existing file keeps its permissions, a link its target")
  func permissionsAndLinks() throws {
    let folder = try Folder()
    try AtomicFile.write([1], to: folder.file("a"))
    #expect(try mode(folder.file("a")).map { $0 & ~0o644 } == 0)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder.file("a"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("l"), withDestinationPath: folder.file("a"))
    try AtomicFile.write([2], to: folder.file("l"))
    #expect(try folder.bytes("a") == [2])
    #expect(try mode(folder.file("a")) == 0o600)
    #expect(try folder.names == ["a", "l"])
  }

  @Test("devices and pipes are written straight through")
  func devices() throws {
    try AtomicFile.write([1, 2], to: "/dev/null")
    let pipe = Pipe()
    try AtomicFile.write([1, 2], to: "/dev/fd/\(pipe.fileHandleForWriting.fileDescriptor)")
    try pipe.fileHandleForWriting.close()
    #expect(try pipe.fileHandleForReading.readToEnd() == Data([1, 2]))
  }

  @Test("a refusal names the path and the way out, and leaves nothing behind")
  func refusals() throws {
    let folder = try Folder()
    let missing = folder.file("no/where.npz")
    #expect(
      message { try AtomicFile.write([1], to: missing) }
        == "\(missing): No such file or directory; "
        + "check the spelling of the path, and that its folder exists")
    #expect(
      message { try AtomicFile.write([1], to: folder.path) }
        == "\(folder.path): Is a directory; name a file inside a folder")
    #expect(message { try AtomicFile.write([1], to: "") }.contains("no file has this name"))
    let long = folder.file(String(repeating: "n", count: 300))
    #expect(message { try AtomicFile.write([1], to: long) }.contains("choose a shorter name"))
    #expect(message { try AtomicFile.write([1], to: "/dev/full") }.contains("free some space"))
    #expect(message { try AtomicFile.write([1], to: "/dev/fd/987") }.contains("/dev/fd/987: Bad"))
    #expect(try folder.names == [])
  }
}
