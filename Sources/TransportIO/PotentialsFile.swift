public import OptimalTransport

/// Kantorovich potentials in `.npz` files, with the keys `alpha` and `beta`.
public enum PotentialsFile {
  /// Writes a pair of potentials; the file appears whole or not at all.
  ///
  /// - Throws: `fileAccess`.
  public static func save(
    _ potentials: KantorovichPotentials, to path: String
  ) throws(TransportError) {
    try NPZFile.save(
      [
        .init("alpha", NumericArray(potentials.alpha)),
        .init("beta", NumericArray(potentials.beta)),
      ], to: path)
  }

  /// Reads a pair of potentials.
  ///
  /// - Throws: `fileAccess`, `malformedFile`, and as `KantorovichPotentials.init`, with the file's path.
  public static func load(_ path: String) throws(TransportError) -> KantorovichPotentials {
    try potentials(in: NPZArchive(path: path))
  }

  static func potentials(in archive: NPZArchive) throws(TransportError) -> KantorovichPotentials {
    let alpha = try archive.requiredArray("alpha")
    let beta = try archive.requiredArray("beta")
    return try naming(archive.path) { () throws(TransportError) in
      try KantorovichPotentials(
        alpha: alpha.list(argument: "alpha"), beta: beta.list(argument: "beta"))
    }
  }
}
