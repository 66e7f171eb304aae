public import OptimalTransport

extension FieldFile {
  /// Writes a decomposition to an `.npz`: `solenoidal` and `gradient` (grid + d), `potential`
  /// (grid), `harmonic` (d) and `box` (d x 2).
  ///
  /// - Throws: `fileAccess`.
  public static func save(
    _ decomposition: HelmholtzDecomposition, to path: String
  ) throws(TransportError) {
    let (s, g) = (decomposition.solenoidal, decomposition.gradient)
    let vectors = s.shape + [s.dimension]
    let corners = zip(s.box.lower, s.box.upper).map { [$0, $1] }
    try NPZFile.save(
      [
        .init("solenoidal", NumericArray(shape: vectors, values: s.vectors.elements)),
        .init("gradient", NumericArray(shape: vectors, values: g.vectors.elements)),
        .init("potential", NumericArray(shape: s.shape, values: decomposition.potential)),
        .init("harmonic", NumericArray(decomposition.harmonic)),
        .init("box", NumericArray(Matrix(corners))),
      ], to: path)
  }

  /// Writes the factors of a field to an `.npz`: `sigma` and `gradient` (n x d), `potential` (n),
  /// the field's `points`, `values` and `weights`, the potentials `alpha` and `beta`, and
  /// `permutation` (n integers) where sigma is one.
  ///
  /// - Throws: `fileAccess`.
  public static func save(
    _ factors: PolarFactorization, to path: String
  ) throws(TransportError) {
    var members: [NPZFile.Member] = [
      .init("sigma", NumericArray(factors.sigma)),
      .init("gradient", NumericArray(factors.gradient)),
      .init("potential", NumericArray(factors.potential)),
      .init("points", NumericArray(factors.field.base.points)),
      .init("values", NumericArray(factors.field.values)),
      .init("weights", NumericArray(factors.field.base.weights)),
      .init("alpha", NumericArray(factors.potentials.alpha)),
      .init("beta", NumericArray(factors.potentials.beta)),
    ]
    if case .permutation(let indices) = factors.rearrangement {
      members.append(.init("permutation", NumericArray(indices), as: .int64))
    }
    try NPZFile.save(members, to: path)
  }

  /// Writes the factors of a matrix M = P Q = Q R to an `.npz`: `isometry` Q, `left` P, `right` R
  /// and `singularValues`.
  ///
  /// - Throws: `fileAccess`.
  public static func save(_ polar: MatrixPolar, to path: String) throws(TransportError) {
    try NPZFile.save(
      [
        .init("isometry", NumericArray(polar.isometry)),
        .init("left", NumericArray(polar.left)),
        .init("right", NumericArray(polar.right)),
        .init("singularValues", NumericArray(polar.singularValues)),
      ], to: path)
  }
}
