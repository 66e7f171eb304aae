public import OptimalTransport

/// Pictures, `.png` and `.pgm`: grey level is mass on the unit square.
public enum ImageFile {
  /// Reads a picture as a density of mass 1; see ``GreyImage/density(named:)`` for its axes.
  ///
  /// - Throws: `fileAccess`, `malformedFile`, and `degenerateMass` for a black picture.
  public static func loadDensity(_ path: String) throws(TransportError) -> GridDensity {
    try loadImage(path).density(named: path)
  }

  /// Reads the grey levels of a picture.
  ///
  /// PNG of any kind (1 to 16 bits, grey, palette, colour, transparent, interlaced), PGM plain and raw.
  /// Grey levels are the stored ones, exactly. Colour is 0.2126 R + 0.7152 G + 0.0722 B of the stored
  /// levels (ITU-R BT.709). What is transparent stands before black. Gamma is not applied.
  ///
  /// - Throws: `fileAccess`, `malformedFile`.
  public static func loadImage(_ path: String) throws(TransportError) -> GreyImage {
    try image(.read(path))
  }

  static func image(_ contents: FileContents) throws(TransportError) -> GreyImage {
    contents.bytes.first == UInt8(ascii: "P")
      ? try PGM.decode(contents) : try PNG.decode(contents)
  }

  /// Writes a picture in 256 grey levels, the greatest level as white: raw PGM where the name ends in
  /// `.pgm`, else PNG. The file appears whole or not at all.
  ///
  /// - Throws: `fileAccess`.
  public static func save(_ image: GreyImage, to path: String) throws(TransportError) {
    let levels = image.bytes
    let bytes =
      fileExtension(of: path) == "pgm"
      ? PGM.encode(width: image.width, height: image.height, levels)
      : try PNG.encode(width: image.width, height: image.height, levels, path: path)
    try AtomicFile.write(bytes, to: path)
  }
}

/// The letters after the last dot of a file's name, in lower case; empty where there is none.
func fileExtension(of path: String) -> String {
  let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
  guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
  return name[name.index(after: dot)...].lowercased()
}
