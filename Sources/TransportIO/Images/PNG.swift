import CPNG
import OptimalTransport

/// Reading and writing PNG through libpng's simplified interface, which reports errors by return value.
///
/// Unsafe inside: buffers are lent to libpng for the length of a call, with their sizes; the image is freed
/// on every way out.
enum PNG {
  /// What a picture is unpacked to.
  private struct Layout {
    let hasColour: Bool
    let hasAlpha: Bool
    let isWide: Bool

    init(_ format: UInt32) {
      hasColour = format & 0x02 != 0
      hasAlpha = format & 0x01 != 0
      isWide = format & 0x04 != 0
    }

    var format: UInt32 { (hasAlpha ? 1 : 0) | (hasColour ? 2 : 0) | (isWide ? 4 : 0) }
    var channels: Int { (hasColour ? 3 : 1) + (hasAlpha ? 1 : 0) }
  }

  /// Decodes a picture to grey levels.
  ///
  /// Grey is the stored level, exactly: 0 to 255 up to 8 bits, 0 to 65535 for 16 bits. Colour is
  /// 0.2126 R + 0.7152 G + 0.0722 B of the stored levels (the weights of ITU-R BT.709). What is
  /// transparent stands before black: level times opacity.
  ///
  /// - Throws: `malformedFile`.
  static func decode(_ contents: FileContents) throws(TransportError) -> GreyImage {
    let chunks = try PNGChunks(contents)
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    guard let (layout, samples) = samples(&image, chunks), image.warning_or_error & 2 == 0 else {
      throw contents.malformed(
        "libpng refuses it: \(message(image))",
        "The file is truncated or damaged: copy it again, or save it again.")
    }
    let levels = (0..<chunks.width * chunks.height).map { level(samples, at: $0, layout) }
    return GreyImage(uncheckedWidth: chunks.width, height: chunks.height, levels: levels)
  }

  /// The samples of all pixels; nil where libpng has reported an error in `image`.
  private static func samples(
    _ image: inout png_image, _ chunks: PNGChunks
  ) -> (Layout, [UInt16])? {
    chunks.bytes.withUnsafeBytes { file -> (Layout, [UInt16])? in
      guard png_image_begin_read_from_memory(&image, file.baseAddress, file.count) != 0,
        Int(image.width) == chunks.width, Int(image.height) == chunks.height
      else { return nil }
      let layout = Layout(image.format)
      image.format = layout.format
      let count = chunks.width * chunks.height * layout.channels
      if layout.isWide {
        var samples = [UInt16](repeating: 0, count: count)
        let code = samples.withUnsafeMutableBytes {
          png_image_finish_read(&image, nil, $0.baseAddress, 0, nil)
        }
        return code == 0 ? nil : (layout, samples)
      }
      var bytes = [UInt8](repeating: 0, count: count)
      let code = bytes.withUnsafeMutableBytes {
        png_image_finish_read(&image, nil, $0.baseAddress, 0, nil)
      }
      return code == 0 ? nil : (layout, bytes.map(UInt16.init))
    }
  }

  /// The grey level of one pixel.
  private static func level(_ samples: [UInt16], at pixel: Int, _ layout: Layout) -> Double {
    let start = pixel * layout.channels
    var level = Double(samples[start])
    if layout.hasColour {
      let (red, green, blue) = (level, Double(samples[start + 1]), Double(samples[start + 2]))
      // Grey in colour, R = G = B, must come out exactly: the weights add up to 1 only nearly.
      level =
        red == green && green == blue ? red : 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    // Samples of 16 bits come multiplied by their opacity already.
    guard layout.hasAlpha, !layout.isWide else { return level }
    return level * (Double(samples[start + layout.channels - 1]) / 255)
  }

  /// Encodes grey levels 0 to 255, for the file `path`.
  ///
  /// - Throws: `fileAccess` with libpng's reason where it refuses.
  static func encode(
    width: Int, height: Int, _ levels: [UInt8], path: String
  ) throws(TransportError) -> [UInt8] {
    precondition(levels.count == width * height)
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    guard let columns = UInt32(exactly: width), let rows = UInt32(exactly: height) else {
      throw .fileAccess(path: path, reason: "a PNG picture has less than 2^32 rows and columns")
    }
    (image.width, image.height, image.format) = (columns, rows, 0)
    var size = 0
    var bytes: [UInt8] = []
    let succeeded = levels.withUnsafeBytes { pixels in
      guard png_image_write_to_memory(&image, nil, &size, 0, pixels.baseAddress, 0, nil) != 0
      else { return false }
      bytes = [UInt8](repeating: 0, count: size)
      return bytes.withUnsafeMutableBytes {
        png_image_write_to_memory(&image, $0.baseAddress, &size, 0, pixels.baseAddress, 0, nil)
          != 0
      }
    }
    guard succeeded else { throw .fileAccess(path: path, reason: "libpng: \(message(image))") }
    return bytes
  }

  /// libpng's own words, a C string in a tuple.
  private static func message(_ image: png_image) -> String {
    withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
