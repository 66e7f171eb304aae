public import OptimalTransport

/// How the entries of a written array are stored.
public enum NumericArrayElement: String, Sendable, CaseIterable {
  /// Double precision.
  case float64 = "<f8"
  /// Integers of 64 bits, for indices.
  case int64 = "<i8"
}

/// NumPy array files, `.npy`.
public enum NPYFile {
  /// Reads an array: format versions 1 to 3, floats of 2, 4 and 8 bytes, integers of 1 to 8 bytes, and
  /// booleans, in either byte order, in C or Fortran order.
  ///
  /// - Throws: `fileAccess`; `malformedFile` for any other type of entry, and for a header that does
  ///   not agree with the bytes that follow it.
  public static func load(_ path: String) throws(TransportError) -> NumericArray {
    try NumericArray(npy: .read(path))
  }

  /// Writes an array in format version 1, C order; the file appears whole or not at all.
  ///
  /// - Throws: `fileAccess`, and `outOfRange` for a value that `element` cannot hold.
  public static func save(
    _ array: NumericArray, to path: String, as element: NumericArrayElement = .float64
  ) throws(TransportError) {
    try AtomicFile.write(array.npy(as: element), to: path)
  }
}
