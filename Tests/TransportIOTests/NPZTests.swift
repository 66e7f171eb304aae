import OptimalTransport
import Testing

@testable import TransportIO

@Suite("NumPy archives")
struct NPZTests {
  private func open(_ name: String) throws -> NPZArchive {
    try NPZArchive(FileContents(Fixtures.bytes("npz-" + name)))
  }

  @Test(
    "archives of numpy.savez and numpy.savez_compressed are read",
    arguments: ["stored", "deflated"])
  func numpyArchives(name: String) throws {
    let archive = try open(name)
    #expect(archive.keys == ["points", "weights"])
    let points = try archive.requiredArray("points")
    #expect(points.shape == [3, 2] && points.values == [0, 1, 2, 3, 4, 5])
    #expect(try archive.array("weights")?.values == [0.25, 0.25, 0.5])
    #expect(try archive.array("nothing") == nil)
  }

  @Test("a member longer than the part unpacked first is read whole")
  func longMember() throws {
    let cost = try open("large").requiredArray("cost")
    #expect(cost.shape == [300, 300] && cost.values.allSatisfy { $0 == 0 })
  }

  @Test("a member that holds no numbers does no harm until it is asked for")
  func objectMember() throws {
    let archive = try open("object")
    #expect(try archive.requiredArray("points").shape == [2, 1])
    #expect(message { _ = try archive.array("note") }.hasPrefix("f[note]: it holds Python objects"))
  }

  @Test("a missing key lists the keys found")
  func missingKey() throws {
    let archive = try open("stored")
    #expect(
      message { _ = try archive.requiredArray("rows") }
        == "f: it has no key 'rows'; the keys found are 'points', 'weights'. "
        + "Save the array under that key: numpy.savez(file, rows=...).")
  }

  @Test("what is written reads back, packed or not, in 32 or 64 bits", arguments: [true, false])
  func roundTrip(isCompressed: Bool) throws {
    let members: [NPZFile.Member] = [
      .init("a", NumericArray((0..<40000).map { Double($0 % 7) })),
      .init("b", NumericArray([1, 2, 3]), as: .int64),
      .init("c", NumericArray([Double]())),
    ]
    for wideFrom in [0xffff_ffff, 200, 0] {
      let bytes = try NPZFile.bytes(members, isCompressed: isCompressed, wideFrom: wideFrom)
      let archive = try NPZArchive(FileContents(bytes))
      #expect(archive.keys == ["a", "b", "c"])
      for member in members { #expect(try archive.requiredArray(member.key) == member.array) }
    }
    let again = try NPZFile.bytes(members, isCompressed: isCompressed)
    #expect(try NPZFile.bytes(members, isCompressed: isCompressed) == again)
    #expect(try NPZArchive(FileContents(NPZFile.bytes([], isCompressed: false))).keys == [])
  }

  @Test("a member that claims more than it can hold is refused before it is unpacked")
  func bomb() throws {
    let zeros = NumericArray([Double](repeating: 0, count: 100_000))
    let honest = try NPZFile.bytes([.init("a", zeros)], isCompressed: true)
    let size = 100_000 * 8 + 128
    let place = try #require(
      (0..<honest.count).last { honest.littleEndian(at: $0, width: 4) == UInt64(size) })
    for claim in [size + 1, size - 1, 1 << 31] {
      var bytes = honest
      for k in 0..<4 { bytes[place + k] = UInt8(truncatingIfNeeded: claim >> (8 * k)) }
      let archive = try NPZArchive(FileContents(bytes))
      #expect(message { _ = try archive.array("a") }.hasPrefix("f"))
      #expect(throws: TransportError.self) { try archive.array("a") }
    }
  }

  @Test("a file that is no archive is refused")
  func otherFiles() {
    #expect(
      message { _ = try NPZArchive(FileContents("x1,x2")) }
        == "f: it does not start as an npz archive does. Write it with numpy.savez.")
    #expect(
      message { _ = try NPZArchive(FileContents(Array(Fixtures.bytes("npz-stored").dropLast()))) }
        .hasPrefix("f: it has no zip directory at its end."))
  }
}
