import OptimalTransport
import Testing

@testable import TransportIO

/// Damaged files of every format either load or throw a `TransportError`; nothing else may happen.
@Suite("Damaged files")
struct FuzzTests {
  /// Reads the bytes of one format in every way that the library does.
  private static func load(_ format: String, _ bytes: [UInt8]) throws(TransportError) {
    let contents = FileContents(bytes)
    switch format {
    case "png", "pgm": _ = try ImageFile.image(contents).density()
    case "csv": _ = try CSVFile.cloud(contents)
    case "json": _ = try MeasureFile.measure(json: contents)
    case "npy":
      let array = try NumericArray(npy: contents)
      for interpretation in Interpretation.allCases {
        _ = try? MeasureFile.measure(of: array, as: interpretation, path: "f")
      }
    default:
      let archive = try NPZArchive(contents)
      for key in archive.keys { _ = try? archive.array(key) }
      _ = try? MeasureFile.measure(in: archive)
      _ = try? CostFile.geometry(in: archive)
      _ = try? PlanFile.plan(in: archive)
      _ = try? PotentialsFile.potentials(in: archive)
    }
  }

  private static func samples(_ format: String) -> [[UInt8]] {
    switch format {
    case "pgm":
      return ["P2 # a\n3 2 9\n0 1 2 3 4 5\n", "P5\n3 2\n255\nabcdef", "P5 2 1 999 \0\u{1}\0\u{2}"]
        .map { Array($0.utf8) }
    case "csv":
      return ["\u{feff}x1,weight,x2\r\n1,2e-3,\"3\"\r\n# c\r\n-.5,1e9,6\r\n", "# x1\n1\n\n2.\n"]
        .map { Array($0.utf8) }
    case "json":
      return [
        #"{"points":[[0,1],[2,3.5e1]],"weights":[1,2]}"#,
        #"{"density":[[1,2],[3,4]],"box":[[0,1],[0,2]]}"#,
        #"{"gaussian":{"mean":[0,1],"covariance":[[2,0],[0,1]]}}"#,
        #"{"mixture":[{"weight":1,"mean":[0],"covariance":[[1]]},{"weight":2,"mean":1,"covariance":2}]}"#,
        #"{"law":{"cdf":[0,0.5,1],"support":[-1,1]}}"#, #"{"law":{"quantile":[1,2]}}"#,
      ].map { Array($0.utf8) }
    default:
      // The large archive unpacks to 720 kB, too slow to be damaged thousands of times.
      return Fixtures.names(format + "-").filter { $0 != "npz-large" }.map(Fixtures.bytes)
    }
  }

  private static let formats = ["npy", "npz", "png", "pgm", "csv", "json"]

  @Test("samples themselves are not empty", arguments: formats)
  func samplesExist(format: String) {
    #expect(Self.samples(format).allSatisfy { !$0.isEmpty })
    #expect(Self.samples(format).count > 1)
  }

  @Test("a file cut at any length loads or is refused", arguments: formats)
  func truncation(format: String) {
    for sample in Self.samples(format) {
      for length in 0..<sample.count { try? Self.load(format, Array(sample[..<length])) }
    }
  }

  @Test("a file with any byte changed loads or is refused", arguments: formats)
  func changedBytes(format: String) {
    for sample in Self.samples(format) {
      for place in sample.indices {
        for value in [sample[place] ^ 0xff, sample[place] ^ 1, sample[place] ^ 0x80, 0, 0xff] {
          var bytes = sample
          bytes[place] = value
          try? Self.load(format, bytes)
        }
      }
    }
  }

  @Test("a file with random changes, insertions and losses loads or is refused", arguments: formats)
  func randomDamage(format: String) {
    var generator = SeededGenerator(seed: 3)
    for sample in Self.samples(format) {
      for _ in 0..<400 {
        var bytes = sample
        for _ in 0...Int.random(in: 0..<6, using: &generator) where !bytes.isEmpty {
          let place = Int.random(in: bytes.indices, using: &generator)
          switch Int.random(in: 0..<4, using: &generator) {
          case 0: bytes.remove(at: place)
          case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
          case 2: bytes.append(contentsOf: bytes[place...].prefix(9))
          default: bytes[place] = UInt8.random(in: 0...255, using: &generator)
          }
        }
        try? Self.load(format, bytes)
      }
    }
  }

  @Test("a PNG whose checksums are mended after the damage loads or is refused by libpng")
  func mendedPictures() {
    var generator = SeededGenerator(seed: 4)
    for sample in Self.samples("png") {
      for _ in 0..<300 {
        var bytes = sample
        let place = Int.random(in: 8..<bytes.count, using: &generator)
        bytes[place] = UInt8.random(in: 0...255, using: &generator)
        Self.mendChecksums(&bytes)
        try? Self.load("png", bytes)
      }
    }
  }

  private static func mendChecksums(_ bytes: inout [UInt8]) {
    var place = 8
    while let length = bytes.bigEndian(at: place, width: 4), length <= UInt64(bytes.count) {
      let end = place + 12 + Int(length)
      guard end <= bytes.count else { return }
      let sum = Zlib.checksum(bytes, place + 4..<end - 4)
      for k in 0..<4 { bytes[end - 4 + k] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * k)) }
      place = end
    }
  }

  @Test("random bytes after the right start load or are refused", arguments: formats)
  func noise(format: String) {
    var generator = SeededGenerator(seed: 5)
    let starts = Self.samples(format).map { $0.prefix(10) }
    for round in 0..<2000 {
      let tail = (0..<Int.random(in: 0..<200, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      try? Self.load(format, Array(starts[round % starts.count]) + tail)
    }
  }
}
