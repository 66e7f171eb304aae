import Foundation

/// A discretisation of (det D^2 psi)^1/d and grad psi on a grid, one equation a cell.
///
/// For positive definite B, d (det B)^1/d is the least tr(A B) over positive definite A of
/// determinant 1, taken at A = (det B)^1/d B^-1. A scheme restricts A to a bounded set, which makes
/// the root defined, concave and elliptic for every B, and the same where psi is convex and not
/// degenerate. Source of this form of the equation: Krylov 1987; Feng and Jensen 2017.
protocol MongeAmpereScheme {
  var grid: PotentialGrid { get }
  /// Entries of a row of the derivative.
  var width: Int { get }
  /// What the scheme makes of psi = psi0 + u at a cell.
  func cell(
    _ cell: Int, _ index: SIMD3<Int>, _ u: borrowing ScratchArray<Double>
  ) -> CellDerivatives
  /// Writes row `cell` of scale (tr(A dB) + drift . d grad psi).
  func writeRow(
    _ cell: Int, _ index: SIMD3<Int>, _ u: borrowing ScratchArray<Double>, drift: SIMD3<Double>,
    scale: Double, into matrix: StencilMatrix)
}

/// What a scheme knows of psi at one cell.
struct CellDerivatives {
  /// grad psi.
  var image: SIMD3<Double>
  /// (det D^2 psi)^1/d; where psi is not convex its extension, which may be below zero.
  var root: Double
  /// A, with root = tr(A D^2 psi) / d; zero on unused axes.
  var policy: SymmetricMatrix3
  /// The least eigenvalue of D^2 psi.
  var eigenvalue: Double
}

/// The discrete equations for u and a constant k = e^{c/d},
/// ```
/// R_i(u) - k m_i(u) = 0,   R_i = (det D_i^2 psi)^1/d,   m_i = (xi_i / eta(grad_i psi))^1/d,
/// ```
/// with psi = psi0 + u and sum u = 0. k makes up for the masses, which agree on the grid only to
/// its accuracy.
struct MongeAmpereSystem<Scheme: MongeAmpereScheme>: MongeAmpereEquations {
  let scheme: Scheme
  let logSource: [Double]
  let target: LogDensity
  /// Added to R and to grad psi, once there is a solution to make it from.
  var correction: DeferredCorrection?

  var grid: PotentialGrid { scheme.grid }

  /// R and m; nil where they overflow.
  func sides(_ u: [Double]) -> (roots: [Double], ratios: [Double])? {
    let u = ScratchArray(u)
    let xi = ScratchArray(logSource)
    let roots = ScratchArray<Double>(uninitialized: grid.count)
    let ratios = ScratchArray<Double>(uninitialized: grid.count)
    let power = 1 / Double(grid.dimension)
    grid.forEachCell { cell, index in
      let state = scheme.cell(cell, index, u)
      let image = state.image + (correction?.images[cell] ?? .zero)
      roots[cell] = state.root + (correction?.roots[cell] ?? 0)
      ratios[cell] = exp(power * (xi[cell] - target(image).value))
    }
    let (left, right) = (roots.array, ratios.array)
    return left.allSatisfy(\.isFinite) && right.allSatisfy(\.isFinite) ? (left, right) : nil
  }

  /// d times the derivative of R - k m at u, each row times its scale.
  ///
  /// With N = S^1/2 A S^1/2 the scale tr N / |N|^2 brings the row as close to tr(S^-1 D^2) as a
  /// scalar can. In the plane the scaled operator differs from that Laplacian by less than itself,
  /// |scale tr(A D^2 v) - L v| <= r |L v| with r < 1 for every positive definite A (Cordes'
  /// condition), so that the Laplacian preconditions it whatever the grid. Source: Smears and Sueli
  /// 2013.
  func derivative(
    _ u: [Double], ratios: [Double], constant k: Double
  ) -> (matrix: StencilMatrix, scales: [Double]) {
    let u = ScratchArray(u)
    let m = ScratchArray(ratios)
    let matrix = StencilMatrix(rows: ratios.count, width: scheme.width)
    let scales = ScratchArray<Double>(repeating: 1, count: ratios.count)
    let roots = grid.slopeVector.squareRoot()
    grid.forEachCell { cell, index in
      let state = scheme.cell(cell, index, u)
      let scale = cordesScale(state.policy, roots: roots)
      let image = state.image + (correction?.images[cell] ?? .zero)
      let drift = k * m[cell] * target(image).gradient
      scheme.writeRow(cell, index, u, drift: drift, scale: scale, into: matrix)
      scales[cell] = scale
    }
    return (matrix, scales.array)
  }

  func inverseLaplacian() -> ([Double]) -> (step: [Double], constant: Double) {
    let poisson = grid.laplacian
    return { w in
      (poisson.solve(w).map { -$0 }, w.reduce(0, +) / Double(w.count))
    }
  }

  /// tr N / |N|^2 of N = S^1/2 A S^1/2.
  @inline(__always)
  private func cordesScale(_ matrix: SymmetricMatrix3, roots: SIMD3<Double>) -> Double {
    let diagonal = matrix.diagonal * roots * roots
    let mixed = SIMD3(roots.x * roots.y, roots.x * roots.z, roots.y * roots.z) * matrix.offDiagonal
    return diagonal.sum() / ((diagonal * diagonal).sum() + 2 * (mixed * mixed).sum())
  }

  /// det D^2 psi and the least eigenvalue of D^2 psi at the cells.
  func fields(_ u: [Double]) -> (determinants: [Double], eigenvalues: [Double]) {
    let u = ScratchArray(u)
    let determinants = ScratchArray<Double>(uninitialized: grid.count)
    let eigenvalues = ScratchArray<Double>(uninitialized: grid.count)
    grid.forEachCell { cell, index in
      let state = scheme.cell(cell, index, u)
      determinants[cell] = pow(
        state.root + (correction?.roots[cell] ?? 0), Double(grid.dimension))
      eigenvalues[cell] = state.eigenvalue
    }
    return (determinants.array, eigenvalues.array)
  }
}
