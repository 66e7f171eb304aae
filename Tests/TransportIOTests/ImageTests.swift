import OptimalTransport
import Testing

@testable import TransportIO

@Suite("Pictures")
struct ImageTests {
  private func levels(_ name: String) throws -> [Double] {
    try ImageFile.image(FileContents(Fixtures.bytes("png-" + name))).levels
  }

  @Test(
    "grey levels are the stored ones, whatever the gamma of the file",
    arguments: [
      ("grey8", [0, 1, 127, 128, 254, 255]), ("gamma", [0, 1, 127, 128, 254, 255]),
      ("grey16", [0, 1, 257, 32768, 65534, 65535]), ("gamma16", [0, 1, 257, 32768, 65534, 65535]),
      ("grey1", [0, 255, 0, 255, 0, 255]), ("grey2", [0, 85, 170]), ("grey4", [0, 255, 119]),
      ("palette", [0, 9, 255]), ("interlaced", [10, 11, 12, 13, 14, 15, 16, 17, 18]),
    ])
  func greyLevels(name: String, expected: [Double]) throws {
    #expect(try levels(name) == expected)
  }

  @Test("colour is weighted by luminance, and transparency stands before black")
  func colourAndOpacity() throws {
    #expect(try levels("alpha8") == [200, 200 * (51.0 / 255)])
    #expect(try levels("alpha16") == [40000, 0])
    #expect(try levels("transparent") == [0, 9, 0])
    #expect(try levels("rgba8") == [100, 0])
    #expect(
      try levels("rgb8") == [0.2126 * 255, 7, 0.2126 * 10 + 0.7152 * 20 + 0.0722 * 30])
    #expect(try levels("rgb16") == [300, 0.2126 * 65535])
  }

  @Test("pixel (r, c) becomes cell [c, R-1-r], of mass its level over the total")
  func axes() throws {
    let image = try GreyImage(width: 3, height: 2, levels: [1, 2, 3, 4, 5, 9])
    let density = try image.density()
    #expect(density.shape == [3, 2])
    // 24 in all, 6 cells of area 1/6.
    let expected: [Double] = [4, 1, 5, 2, 9, 3].map { $0 / 4 }
    for (value, wanted) in zip(density.values, expected) {
      #expect(abs(value - wanted) < 1e-15 * 8)
    }
    #expect(abs(density.mass - 1) < 1e-15 * 6)
    let back = try GreyImage(density)
    for (level, wanted) in zip(back.levels, image.levels) {
      #expect(abs(level / back.levels[0] - wanted) < 1e-14)
    }
  }

  @Test("a picture whose data end early is refused even where every checksum is right")
  func missingRows() throws {
    for size in [1, 3, 4, 5, 7] {
      // Two rows of a filter byte and three pixels are 8 bytes.
      let raw = (0..<UInt8(size)).map { $0 % 4 == 0 ? 0 : $0 }
      let adler = raw.reduce((a: UInt32(1), b: UInt32(0))) {
        ($0.a + UInt32($1), $0.b + $0.a + UInt32($1))
      }
      let sum = [adler.b >> 8, adler.b, adler.a >> 8, adler.a].map { UInt8(truncatingIfNeeded: $0) }
      let data = [0x78, 0x9c] + Zlib.deflated(raw) + sum
      let start = Array(Fixtures.bytes("png-grey8").prefix(33))
      var bytes = start
      for (type, body) in [("IDAT", data), ("IEND", [])] {
        bytes += [0, 0, 0, UInt8(body.count)]
        let chunk = Array(type.utf8) + body
        let check = Zlib.checksum(chunk)
        bytes += chunk + (0..<4).map { UInt8(truncatingIfNeeded: check >> (24 - 8 * $0)) }
      }
      #expect(
        message { _ = try ImageFile.image(FileContents(bytes)) }.hasPrefix("f: libpng refuses it:"),
        "\(size) bytes of 8")
    }
  }

  @Test("plain and raw grey maps of 8 and 16 bits are read")
  func greyMaps() throws {
    func levels(_ text: String, _ rest: [UInt8] = []) throws -> [Double] {
      try ImageFile.image(FileContents(Array(text.utf8) + rest)).levels
    }
    #expect(try levels("P2 # note\n3 1\n# more\n300\n0 7\n300") == [0, 7, 300])
    #expect(try levels("P5 2 1 255\n", [9, 10]) == [9, 10])
    #expect(try levels("P5\n2 1\n65535\n", [1, 0, 255, 254]) == [256, 65534])
    #expect(
      message { _ = try levels("P5 2 1 255\n", [9]) }.contains("promises 2 bytes of pixels, but 1"))
    #expect(message { _ = try levels("P2 2 1 5 1 9") }.contains("column 1 has level 9, above"))
    #expect(message { _ = try levels("P2 2 1 5 1") }.contains("promises 2 levels, but 1"))
    #expect(message { _ = try levels("P5 99999 99999 255\n") }.contains("scale a larger one down"))
    #expect(message { _ = try levels("P5 99999999999999999999 9 255\n") }.contains("claims"))
    #expect(message { _ = try levels("P6 1 1 255\n") }.contains("does not start with P2 or P5"))
  }

  @Test("written pictures read back", arguments: ["png", "pgm"])
  func roundTrip(ending: String) throws {
    let folder = try Folder()
    let image = try GreyImage(width: 5, height: 3, levels: (0..<15).map { Double($0 * 17 + 17) })
    try ImageFile.save(image, to: folder.file("i." + ending))
    #expect(try ImageFile.loadImage(folder.file("i." + ending)) == image)
  }

  @Test("a black picture, and one that claims too many pixels, are refused with the way out")
  func refusals() throws {
    let folder = try Folder()
    let black = try folder.write("b.png", Fixtures.bytes("png-black"))
    #expect(
      message { _ = try ImageFile.loadDensity(black) }
        == "\(black), black in every pixel (grey level is mass), has total mass 0.0; it must be "
        + "positive and finite. Give at least one positive weight, or rescale the weights.")
    // The checksum of the header is the last thing that a dishonest size would have to forge.
    var bytes = Fixtures.bytes("png-grey8")
    for (width, part) in [
      ([0, 0, 32, 0], "more than its data can hold"), ([0, 0, 64, 0], "scale a"),
    ] {
      bytes.replaceSubrange(16..<24, with: (width + [0, 0, 32, 0]).map { UInt8($0) })
      let sum = Zlib.checksum(bytes, 12..<29)
      for k in 0..<4 { bytes[29 + k] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * k)) }
      #expect(message { _ = try ImageFile.image(FileContents(bytes)) }.contains(part))
    }
    #expect(
      message {
        _ = try ImageFile.image(FileContents(Array(Fixtures.bytes("png-grey8").dropLast(13))))
      }
        == "f: it ends inside a PNG chunk. The file is truncated or damaged: copy it again, or save it again."
    )
    #expect(
      message { _ = try GreyImage(width: 1, height: 1, levels: [.nan]) }.contains("[0] is nan"))
  }
}
