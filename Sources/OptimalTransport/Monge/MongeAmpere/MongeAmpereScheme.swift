import Foundation

/// A discretisation of log det D^2 psi and grad psi on a grid, one equation a cell.
protocol MongeAmpereScheme {
  var grid: PotentialGrid { get }
  /// Entries of a row of the derivative.
  var width: Int { get }
  /// grad psi, the determinant and its derivative at a cell; nil where psi is not convex there.
  func cell(
    _ cell: Int, _ index: SIMD3<Int>, _ u: borrowing ScratchArray<Double>
  ) -> CellDerivatives?
  /// Writes row `cell` of scale (d log det + drift . d grad psi).
  func writeRow(
    _ cell: Int, _ index: SIMD3<Int>, _ u: borrowing ScratchArray<Double>, drift: SIMD3<Double>,
    scale: Double, into matrix: StencilMatrix)
}

/// What a scheme knows of psi at one cell.
struct CellDerivatives {
  /// grad psi.
  var image: SIMD3<Double>
  /// det D^2 psi, above zero.
  var determinant: Double
  /// d log det / d D^2 psi, the inverse of D^2 psi.
  var sensitivity: SymmetricMatrix3
}

/// The discrete equations for u and a constant c,
/// ```
/// F_i(u) - c = log det D_i^2 psi + log eta(grad_i psi) - log xi_i - c = 0,   psi = psi0 + u,
/// ```
/// with sum u = 0. c makes up for the masses, which agree on the grid only to its accuracy.
struct MongeAmpereSystem<Scheme: MongeAmpereScheme> {
  let scheme: Scheme
  let logSource: [Double]
  let target: LogDensity

  var grid: PotentialGrid { scheme.grid }

  /// F(u); nil where psi is not convex at every cell.
  func residual(_ u: [Double]) -> [Double]? {
    let (u, xi) = (ScratchArray(u), ScratchArray(logSource))
    let result = ScratchArray<Double>(uninitialized: grid.count)
    let failures = ScratchArray<Bool>(repeating: false, count: grid.count)
    grid.forEachCell { cell, index in
      guard let state = scheme.cell(cell, index, u) else {
        failures[cell] = true
        return
      }
      result[cell] = log(state.determinant) + target(state.image).value - xi[cell]
    }
    let values = result.array
    return failures.array.contains(true) || !values.allSatisfy(\.isFinite) ? nil : values
  }

  /// The derivative of F at u, each row times its scale.
  ///
  /// With M = (D^2 psi)^-1 and N = S^1/2 M S^1/2, the scale tr N / |N|^2 brings the row as close to
  /// tr(S^-1 D^2) as a scalar can. In the plane the scaled operator differs from that Laplacian by
  /// less than itself, |scale M : D^2 v - L v| <= r |L v| with r < 1 for every M that is positive
  /// definite (Cordes' condition), so that the Laplacian preconditions it whatever the grid.
  /// Source: Smears and Sueli 2013.
  func derivative(_ u: [Double]) -> (matrix: StencilMatrix, scales: [Double]) {
    let u = ScratchArray(u)
    let matrix = StencilMatrix(rows: grid.count, width: scheme.width)
    let scales = ScratchArray<Double>(repeating: 1, count: grid.count)
    let (roots, unused) = (grid.slopeVector.squareRoot(), Double(3 - grid.dimension))
    grid.forEachCell { cell, index in
      guard let state = scheme.cell(cell, index, u) else { return }
      let scale = cordesScale(state.sensitivity, roots: roots, unused: unused)
      let drift = target(state.image).gradient
      scheme.writeRow(cell, index, u, drift: drift, scale: scale, into: matrix)
      scales[cell] = scale
    }
    return (matrix, scales.array)
  }

  /// tr N / |N|^2 of the used part of N = S^1/2 M S^1/2.
  @inline(__always)
  private func cordesScale(
    _ matrix: SymmetricMatrix3, roots: SIMD3<Double>, unused: Double
  ) -> Double {
    let diagonal = matrix.diagonal * roots * roots
    let mixed = SIMD3(roots.x * roots.y, roots.x * roots.z, roots.y * roots.z) * matrix.offDiagonal
    let squares = (diagonal * diagonal).sum() + 2 * (mixed * mixed).sum()
    return (diagonal.sum() - unused) / (squares - unused)
  }

  /// grad psi (cells x d), det D^2 psi and the least eigenvalue of D^2 psi at the cells.
  func fields(_ u: [Double]) -> (images: [Double], determinants: [Double], eigenvalues: [Double]) {
    let u = ScratchArray(u)
    let d = grid.dimension
    let images = ScratchArray<Double>(repeating: .nan, count: grid.count * d)
    let determinants = ScratchArray<Double>(repeating: .nan, count: grid.count)
    let eigenvalues = ScratchArray<Double>(repeating: .nan, count: grid.count)
    grid.forEachCell { cell, index in
      guard let state = scheme.cell(cell, index, u) else { return }
      for k in 0..<d { images[cell * d + k] = state.image[k] }
      determinants[cell] = state.determinant
      eigenvalues[cell] = state.sensitivity.inverse.smallestEigenvalue(dimension: d)
    }
    return (images.array, determinants.array, eigenvalues.array)
  }
}
