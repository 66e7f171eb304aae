import OptimalTransport

/// The chunks of a PNG file that hold its pixels, checked before libpng sees them.
///
/// Colour management (`gAMA`, `sRGB`, `iCCP`, `cHRM`) and texts are left out: the grey level that is stored
/// is the mass, whatever screen the picture was made for.
struct PNGChunks {
  /// A PNG file of the checked chunks only.
  private(set) var bytes: [UInt8] = PNGChunks.signature
  let width: Int
  let height: Int

  private static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  private static let remedy = "The file is truncated or damaged: copy it again, or save it again."

  /// Walks the chunks.
  ///
  /// - Throws: `malformedFile` for a bad signature, checksum or order, and for a size that the data
  ///   cannot fill.
  init(_ contents: FileContents) throws(TransportError) {
    let source = contents.bytes
    guard source.starts(with: Self.signature) else {
      throw contents.malformed("it does not start as a PNG picture does", "Save it as PNG.")
    }
    guard source.count >= 33, source[12..<16].elementsEqual("IHDR".utf8) else {
      throw contents.malformed("it has no PNG header", Self.remedy)
    }
    width = Int(source.bigEndian(at: 16, width: 4) ?? 0)
    height = Int(source.bigEndian(at: 20, width: 4) ?? 0)
    try GreyImage.checkSize(width: width, height: height, contents)
    var place = 8
    var dataSize = 0
    var type = ""
    while type != "IEND" {
      guard let length = source.bigEndian(at: place, width: 4).map({ Int($0) }),
        length <= source.count - place - 12
      else { throw contents.malformed("it ends inside a PNG chunk", Self.remedy) }
      let end = place + 12 + length
      type = String(decoding: source[place + 4..<place + 8], as: UTF8.self)
      // The case of the first letter tells the chunks that a reader must understand.
      if source[place + 4] & 0x20 == 0 || type == "tRNS" {
        let sum = Zlib.checksum(source, place + 4..<end - 4)
        guard source.bigEndian(at: end - 4, width: 4) == UInt64(sum) else {
          throw contents.malformed("its PNG chunk \(type) does not match its checksum", Self.remedy)
        }
        bytes += source[place..<end]
        if type == "IDAT" { dataSize += length }
      }
      place = end
    }
    let bitsPerPixel = Self.bitsPerPixel(depth: source[24], colour: source[25])
    guard width * height / 8 * bitsPerPixel / Zlib.greatestExpansion <= dataSize else {
      throw contents.malformed(
        "its header claims \(width) x \(height) pixels, more than its data can hold", Self.remedy)
    }
  }

  /// The bits a pixel takes; libpng itself refuses the combinations that do not exist.
  private static func bitsPerPixel(depth: UInt8, colour: UInt8) -> Int {
    let channels = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][colour] ?? 1
    return Int(depth) * channels
  }
}
