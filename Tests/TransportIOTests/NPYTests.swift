import OptimalTransport
import Testing

@testable import TransportIO

@Suite("NumPy array files")
struct NPYTests {
  private func load(_ name: String) throws -> NumericArray {
    try NumericArray(npy: FileContents(Fixtures.bytes("npy-" + name)))
  }

  @Test(
    "every real entry type is read in both byte orders",
    arguments: [
      "<f8", ">f8", "<f4", ">f4", "<f2", ">f2", "i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8",
      "u1", "<u2", ">u2", "<u4", ">u4", "<u8", ">u8", "fortran", "v2", "v3",
    ])
  func entryTypes(name: String) throws {
    let array = try load(name)
    #expect(array.shape == [2, 3])
    #expect(array.values == [0, 1, 2, 3, 4, 5])
  }

  @Test("booleans, scalars, empty arrays and three axes in Fortran order are read")
  func shapes() throws {
    #expect(try load("bool").values == [0, 1, 0, 1, 0, 1])
    #expect(try load("scalar") == NumericArray(shape: [], values: [2.5]))
    #expect(try load("empty") == NumericArray(shape: [0, 3], values: []))
    #expect(try load("fortran3").values == (0..<24).map(Double.init))
  }

  @Test("special values keep their bits")
  func specialValues() throws {
    let values = try load("special").values
    #expect(values[0] == .infinity && values[1] == -.infinity && values[2].isNaN)
    #expect(values[3] == 0 && values[3].sign == .minus)
    #expect(values[4] == .leastNonzeroMagnitude && values[5] == .greatestFiniteMagnitude)
    #expect(try load("halves").values == [0.0999755859375, -65504, 0x1p-24, .infinity])
    #expect(try load("extremes").values == [-0x1p63, 0x1p63])
  }

  @Test(
    "entries that are no real numbers are refused with the way out",
    arguments: [
      (
        "object", "f: it holds Python objects. Save numbers: numpy.save(file, array.astype(float))."
      ),
      ("complex", "f: it holds complex numbers. Save array.real, or numpy.abs(array)."),
      ("record", "f: it holds records. Save each field as an array of its own."),
      ("text", "f: it holds text. Save numbers: array.astype(float)."),
      ("date", "f: it holds dates. Save numbers: array.astype('i8')."),
    ])
  func otherTypes(name: String, expected: String) {
    #expect(message { _ = try load(name) } == expected)
  }

  /// A version 1 file with this header and this many bytes after it.
  private func file(_ header: String, bytes: Int) -> FileContents {
    FileContents(
      NPYHeader.magic + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
        + [UInt8](repeating: 0, count: bytes))
  }

  @Test("a header that does not agree with the bytes is refused before anything is allocated")
  func dishonestHeaders() {
    func refusal(_ shape: String, bytes: Int) -> String {
      let header = "{'descr': '<f8', 'fortran_order': False, 'shape': \(shape), }"
      return message { _ = try NumericArray(npy: file(header, bytes: bytes)) }
    }
    let truncated =
      "The file is truncated or damaged: copy it again, or write it again with numpy.save."
    #expect(
      refusal("(3,)", bytes: 23)
        == "f: its header promises 3 entries of 8 bytes, shape [3], but 23 bytes follow. "
        + truncated)
    #expect(refusal("(3,)", bytes: 25).contains("but 25 bytes follow"))
    #expect(
      refusal("(4611686018427387904, 4)", bytes: 8).contains("more entries than memory holds"))
    #expect(refusal("(100000000000000000,)", bytes: 8).contains("more entries than memory holds"))
    #expect(refusal("(-1,)", bytes: 8).contains("extents >= 0"))
    #expect(refusal("(99999999999999999999,)", bytes: 8).contains("is not a dictionary"))
    #expect(refusal("3", bytes: 24).contains("is not a dictionary"))
    #expect(refusal("((((((", bytes: 24).contains("is not a dictionary"))
    #expect(refusal("(0, 9223372036854775807)", bytes: 0) == "none")
    #expect(message { _ = try NumericArray(npy: FileContents("hello")) }.contains("does not start"))
  }

  @Test("a written array starts at a multiple of 64 and reads back bit for bit")
  func roundTrip() throws {
    let folder = try Folder()
    let array = try NumericArray(
      shape: [2, 1, 3], values: [1, -0.1, .leastNonzeroMagnitude, 0, 1e308, .pi])
    try NPYFile.save(array, to: folder.file("a.npy"))
    #expect(try NPYFile.load(folder.file("a.npy")) == array)
    #expect((try folder.bytes("a.npy").count - 48) % 64 == 0)
    let integers = NumericArray([3, -4, 1 << 53])
    try NPYFile.save(integers, to: folder.file("i.npy"), as: .int64)
    #expect(try NPYFile.load(folder.file("i.npy")) == integers)
    #expect(
      message { try NPYFile.save(NumericArray([0.5]), to: folder.file("h.npy"), as: .int64) }
        == "array[0] is 0.5; expected an integer of 64 bits.")
    #expect(try folder.names == ["a.npy", "i.npy"])
  }
}
