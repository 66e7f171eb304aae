public import OptimalTransport

/// NumPy archives, `.npz`: writing. Read them with ``NPZArchive``.
public enum NPZFile {
  /// One array to be written, under its name.
  public struct Member: Sendable, Equatable {
    /// The name that `numpy.load(file)[key]` takes.
    public var key: String
    /// The array.
    public var array: NumericArray
    /// How its entries are stored.
    public var element: NumericArrayElement

    /// An array under a name.
    public init(_ key: String, _ array: NumericArray, as element: NumericArrayElement = .float64) {
      self.key = key
      self.array = array
      self.element = element
    }
  }

  /// Writes an archive that `numpy.load` reads; it appears whole or not at all.
  ///
  /// The same members give the same bytes: every timestamp is 1980-01-01, the first there is.
  ///
  /// - Parameter isCompressed: off, as in `numpy.savez`: Doubles hardly shrink, and deflate takes
  ///   fifty times longer than writing.
  /// - Throws: `fileAccess`, and `outOfRange` for a value that its element type cannot hold.
  public static func save(
    _ members: [Member], to path: String, isCompressed: Bool = false
  ) throws(TransportError) {
    try AtomicFile.write(bytes(members, isCompressed: isCompressed), to: path)
  }

  static func bytes(
    _ members: [Member], isCompressed: Bool, wideFrom: Int = 0xffff_ffff
  ) throws(TransportError) -> [UInt8] {
    var writer = ZipWriter(wideFrom: wideFrom)
    for member in members {
      let bytes = try naming(member.key) { () throws(TransportError) in
        try member.array.npy(as: member.element)
      }
      writer.add(name: member.key + ".npy", bytes, isCompressed: isCompressed)
    }
    return writer.finished()
  }
}
