public import OptimalTransport

/// Maps in `.npz` files: `map` (the grid's shape and d, or n x k), `box` (d x 2) or `points` and
/// `weights`, and `potential`.
public enum MapFile {
  /// Writes a map of a grid with its potential; the file appears whole or not at all.
  ///
  /// - Throws: `fileAccess`.
  public static func save(
    _ map: GridMap, potential: BrenierPotential?, to path: String
  ) throws(TransportError) {
    let corners = zip(map.box.lower, map.box.upper).flatMap { [$0, $1] }
    var arrays: [NPZFile.Member] = [
      .init(
        "map",
        NumericArray(
          uncheckedShape: map.shape + [map.dimension], values: map.images.elements)),
      .init("box", NumericArray(uncheckedShape: [map.dimension, 2], values: corners)),
    ]
    if let potential {
      arrays.append(
        .init("potential", NumericArray(uncheckedShape: potential.shape, values: potential.values)))
    }
    try NPZFile.save(arrays, to: path)
  }

  /// Writes a map of points.
  ///
  /// - Throws: `fileAccess`.
  public static func save(_ map: SampledMap, to path: String) throws(TransportError) {
    try NPZFile.save(
      [
        .init("map", NumericArray(map.images)), .init("points", NumericArray(map.points)),
        .init("weights", NumericArray(map.weights)),
      ], to: path)
  }
}
