public import OptimalTransport

extension MeasureFile {
  /// Writes a cloud: `.npz` with the keys `points` and `weights`, or `.csv`.
  ///
  /// - Throws: `fileAccess`, and `notApplicable` for another ending.
  public static func save(_ cloud: PointCloud, to path: String) throws(TransportError) {
    switch fileExtension(of: path) {
    case "npz":
      try NPZFile.save(
        [
          .init("points", NumericArray(cloud.points)),
          .init("weights", NumericArray(cloud.weights)),
        ], to: path)
    case "csv": try CSVFile.save(cloud, to: path)
    default: throw unwritable("a point cloud", path, ["npz", "csv"])
    }
  }

  /// Writes a density: `.npz` with the keys `density` and `box`, or a picture, `.png` or `.pgm`.
  ///
  /// - Throws: `fileAccess`, and `notApplicable` for another ending, or a picture of a density that is
  ///   not in the plane.
  public static func save(_ density: GridDensity, to path: String) throws(TransportError) {
    switch fileExtension(of: path) {
    case "npz":
      let corners = zip(density.box.lower, density.box.upper).map { [$0, $1] }
      try NPZFile.save(
        [
          .init("density", NumericArray(shape: density.shape, values: density.values)),
          .init("box", NumericArray(Matrix(corners))),
        ], to: path)
    case "png", "pgm": try ImageFile.save(GreyImage(density), to: path)
    default: throw unwritable("a density", path, ["npz", "png", "pgm"])
    }
  }

  private static func unwritable(
    _ what: String, _ path: String, _ extensions: [String]
  ) -> TransportError {
    .notApplicable(
      method: "save", reason: "\(what) cannot be written to \(path)",
      remedy: "Give a file that ends in \(dotted(extensions)).")
  }
}
