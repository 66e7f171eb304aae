/// A gradient G of functions on a grid of cells, diagonal in the axes' bases, and its negative
/// adjoint, the divergence D = -G'.
///
/// Component j of G multiplies mode m by slope_j(m_j) times the product of average_l(m_l) over the
/// other axes l, so that G'G is diagonal and the projection onto gradients is exact:
/// grad p = G (G'G)^-1 G' v. All coefficients are those of ``SpectralPlan/forward(_:)``.
struct DiscreteGradient {
  let shape: [Int]
  private let axes: [GradientAxis]
  private let potentialPlan: SpectralPlan
  private let fieldPlans: [SpectralPlan]
  /// The multipliers of each component, one a mode.
  private let symbols: [[Double]]

  init(
    shape: [Int], sides: [Double], boundary: HelmholtzDecomposition.Boundary,
    derivative: HelmholtzDecomposition.Derivative
  ) {
    self.shape = shape
    let axes = shape.indices.map {
      GradientAxis(
        count: shape[$0], side: sides[$0], boundary: boundary, derivative: derivative)
    }
    self.axes = axes
    potentialPlan = SpectralPlan(shape: shape, bases: axes.map(\.potentialBasis))
    fieldPlans = shape.indices.map { j in
      SpectralPlan(
        shape: shape,
        bases: shape.indices.map { $0 == j ? axes[$0].fieldBasis : axes[$0].potentialBasis })
    }
    symbols = shape.indices.map { j in
      var products = [1.0]
      for (l, axis) in axes.enumerated() {
        let factors = l == j ? axis.slope : axis.average
        products = products.flatMap { product in factors.map { product * $0 } }
      }
      return products
    }
  }

  /// The largest multiplier of any derivative.
  var steepestSlope: Double { axes.map(\.steepestSlope).max()! }

  /// The coefficients of a field, one list a component.
  func coefficients(of components: [[Double]]) -> [[Double]] {
    components.enumerated().map { j, component in
      var coefficients = component
      fieldPlans[j].forward(&coefficients)
      return coefficients
    }
  }

  /// The field of coefficients.
  func values(of coefficients: [[Double]]) -> [[Double]] {
    coefficients.enumerated().map { j, component in
      var values = component
      fieldPlans[j].inverse(&values)
      return values
    }
  }

  /// The function of coefficients of the potential's kind.
  func function(of coefficients: [Double]) -> [Double] {
    var values = coefficients
    potentialPlan.inverse(&values)
    return values
  }

  /// D v.
  func divergence(_ field: [[Double]]) -> [Double] {
    var result = [Double](repeating: 0, count: potentialPlan.count)
    for j in shape.indices {
      forEachPair(j) { mode, partner in result[mode] -= symbols[j][mode] * field[j][partner] }
    }
    return result
  }

  /// G p.
  func gradient(_ potential: [Double]) -> [[Double]] {
    shape.indices.map { j in
      var result = [Double](repeating: 0, count: potentialPlan.count)
      forEachPair(j) { mode, partner in result[partner] = symbols[j][mode] * potential[mode] }
      return result
    }
  }

  /// The p of mean zero with D G p = r, where D G is not zero.
  func solve(_ right: [Double]) -> [Double] {
    var potential = right
    for mode in right.indices {
      var eigenvalue = 0.0
      for symbol in symbols { eigenvalue += symbol[mode] * symbol[mode] }
      potential[mode] = eigenvalue > 0 ? -right[mode] / eigenvalue : 0
    }
    return potential
  }

  /// Calls `body` with the index of each coefficient of component j that is a sawtooth along axis j
  /// and a gradient: the potential is a hidden one, which no other component sees.
  func forEachSawtooth(_ j: Int, _ body: (Int) -> Void) {
    guard let sawtooth = axes[j].sawtooth else { return }
    let stride = stride(j)
    for block in 0..<potentialPlan.count / (shape[j] * stride) {
      for i in 0..<stride {
        let index = (block * shape[j] + sawtooth) * stride + i
        if isSeen(index, beside: j) { body(index) }
      }
    }
  }

  /// Whether averaging along the axes other than j keeps the mode.
  private func isSeen(_ index: Int, beside j: Int) -> Bool {
    var rest = index
    for l in shape.indices.reversed() {
      if l != j, axes[l].average[rest % shape[l]] == 0 { return false }
      rest /= shape[l]
    }
    return true
  }

  /// Calls `body` with each mode and with the index of its derivative along axis j.
  private func forEachPair(_ j: Int, _ body: (_ mode: Int, _ partner: Int) -> Void) {
    let stride = stride(j)
    for block in 0..<potentialPlan.count / (shape[j] * stride) {
      for m in 0..<shape[j] where axes[j].partner[m] >= 0 {
        let mode = (block * shape[j] + m) * stride
        let partner = (block * shape[j] + axes[j].partner[m]) * stride
        for i in 0..<stride { body(mode + i, partner + i) }
      }
    }
  }

  private func stride(_ j: Int) -> Int { shape[(j + 1)...].reduce(1, *) }
}
