/// The Helmholtz decomposition v = s + grad p of a vector field on a box: s is divergence-free, and
/// grad p is orthogonal to it.
///
/// p minimises the integral of |v - grad p|^2. Periodic: p is periodic. No flux: the normal
/// component of s vanishes on the walls, so that grad p carries all of v's flux through them.
/// It is the polar factorisation of id + e v to first order: see ``PolarFactorization``.
///
/// The gradient is discrete, G, and the divergence its negative adjoint, so that div s = 0 and <s,
/// grad p> = 0 hold to rounding whatever the resolution, and s + grad p = v holds in every cell.
///
/// - Periodic boxes: s contains the harmonic part, the mean of v, which is both a gradient (of a
///   linear function) and divergence-free. A no-flux box has no harmonic fields.
/// - Complexity: O(N log N) for N cells, some 3 d + 2 transforms.
/// - Source: Brenier, "Polar factorization and monotone rearrangement of vector-valued functions"
///   (1991), section 1.3; Chorin and Marsden, "A mathematical introduction to fluid mechanics"
///   (1993), section 1.3. The compact difference is the one of bilinear elements.
public struct HelmholtzDecomposition: Sendable {
  /// What holds at the faces of the box.
  public enum Boundary: String, Sendable, CaseIterable {
    /// Opposite faces are one.
    case periodic
    /// s has no flux through any face.
    case noFlux = "no-flux"
  }

  /// How the gradient is discretised.
  public enum Derivative: String, Sendable, CaseIterable {
    /// The derivative of the trigonometric interpolant: exact to rounding for trigonometric
    /// polynomials, and converging faster than any power for fields whose periodic extension is
    /// smooth. On a no-flux box the extension is odd in the normal component and even in the
    /// others; where v has flux through the walls it jumps, and the error falls as O(h) only.
    case spectral
    /// Differences of p between the corners of a cell, averaged over its edges: second order for
    /// every smooth field, with flux through the walls or without.
    case difference
  }

  /// What holds at the faces of the box.
  public let boundary: Boundary
  /// How the gradient is discretised.
  public let derivative: Derivative
  /// The divergence-free part s.
  public let solenoidal: VectorField
  /// The gradient part, grad p.
  public let gradient: VectorField
  /// p at the cell centres, of mean zero, row-major.
  public let potential: [Double]
  /// The harmonic part of s, d numbers: the mean of v on a periodic box, zero on a no-flux box.
  public let harmonic: [Double]
  /// How well the parts have their properties.
  public let residuals: HelmholtzResiduals

  /// Decomposes a field.
  ///
  /// - Parameters:
  ///   - field: v, at the cell centres.
  ///   - boundary: periodic, or walls without flux.
  ///   - derivative: `spectral` on periodic boxes and `difference` on no-flux ones when left out:
  ///     each is the one that no smooth field defeats.
  /// - Throws: `outOfRange` for a box with sides in a ratio above 1e100.
  public init(
    of field: VectorField, boundary: Boundary, derivative: Derivative? = nil
  ) throws(TransportError) {
    let derivative = derivative ?? (boundary == .periodic ? .spectral : .difference)
    let sides = field.box.sides
    let unit = sides.max()!
    for (k, side) in sides.enumerated() where !(side > 1e-100 * unit) {
      throw .outOfRange(
        argument: "box side \(k)", value: side, expected: "above 1e-100 of the longest, \(unit)")
    }
    // In units of the field and of the box nothing over- or underflows.
    let largest = field.vectors.largestMagnitude
    let scale = largest > 0 ? max(largest.binade, 0x1p-1000) : 1
    let components = (0..<field.dimension).map { k in field.component(k).map { $0 / scale } }
    let operators = DiscreteGradient(
      shape: field.shape, sides: sides.map { $0 / unit }, boundary: boundary,
      derivative: derivative)
    let parts = operators.split(components)
    self.boundary = boundary
    self.derivative = derivative
    gradient = field.replacing(parts.gradient.map { $0.map { $0 * scale } })
    solenoidal = field.replacing(parts.solenoidal.map { $0.map { $0 * scale } })
    potential = parts.potential.map { $0 * scale * unit }
    harmonic = components.map {
      boundary == .periodic ? $0.compensatedSum() / Double(field.count) * scale : 0
    }
    residuals = HelmholtzResiduals(
      parts, operators, boundary: boundary, shape: field.shape, scale: scale, unit: unit,
      cellVolume: field.cellVolume)
  }
}

extension DiscreteGradient {
  /// v = s + grad p and p, by components.
  struct Parts {
    var solenoidal: [[Double]]
    var gradient: [[Double]]
    var potential: [Double]
  }

  /// Projects a field onto the gradients.
  func split(_ components: [[Double]]) -> Parts {
    let field = coefficients(of: components)
    let potential = solve(divergence(field))
    var slopes = gradient(potential)
    for j in shape.indices { forEachSawtooth(j) { slopes[j][$0] = field[j][$0] } }
    let gradient = values(of: slopes)
    let solenoidal = zip(components, gradient).map { v, g in zip(v, g).map { $0 - $1 } }
    return Parts(
      solenoidal: solenoidal, gradient: gradient, potential: function(of: potential))
  }
}
