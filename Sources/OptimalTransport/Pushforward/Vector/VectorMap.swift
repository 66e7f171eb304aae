/// A map f: R^d -> R^k, with its Jacobian matrix if it is known.
public struct VectorMap: Sendable {
  /// The dimension d of the arguments.
  public let sourceDimension: Int
  /// The dimension k of the values.
  public let targetDimension: Int
  /// f, from d numbers to k.
  public let value: @Sendable ([Double]) -> [Double]
  /// Df, k x d, where the user gave it; else differences take its place.
  public let jacobian: (@Sendable ([Double]) -> Matrix)?

  /// A map between spaces of given dimensions.
  ///
  /// - Throws: `outOfRange` for a dimension below 1.
  public init(
    from sourceDimension: Int, to targetDimension: Int,
    jacobian: (@Sendable ([Double]) -> Matrix)? = nil,
    _ value: @escaping @Sendable ([Double]) -> [Double]
  ) throws(TransportError) {
    for (name, dimension) in [("from", sourceDimension), ("to", targetDimension)]
    where dimension < 1 {
      throw .outOfRange(
        argument: name, value: Double(dimension), expected: "a dimension, 1 or more")
    }
    self.sourceDimension = sourceDimension
    self.targetDimension = targetDimension
    self.value = value
    self.jacobian = jacobian
  }

  /// A scalar map as a map of one coordinate.
  public init(_ map: ScalarMap) {
    sourceDimension = 1
    targetDimension = 1
    value = { x in [map.value(x[0])] }
    guard let derivative = map.derivative else {
      jacobian = nil
      return
    }
    jacobian = { x in Matrix(uncheckedRows: 1, columns: 1, elements: [derivative(x[0])]) }
  }

  /// Df at x: as given, or from fourth-order central differences with these steps, whose error is
  /// step^4 / 30 of the fifth derivative plus rounding / step.
  func jacobian(at x: [Double], steps: [Double]) -> Matrix {
    if let jacobian { return jacobian(x) }
    var result = Matrix(repeating: 0, rows: targetDimension, columns: sourceDimension)
    for j in 0..<sourceDimension {
      func values(_ multiple: Double) -> [Double] {
        var shifted = x
        shifted[j] += multiple * steps[j]
        return value(shifted)
      }
      let (far, near) = (zip(values(2), values(-2)), zip(values(1), values(-1)))
      for (i, (outer, inner)) in zip(far, near).enumerated() {
        result[i, j] = (8 * (inner.0 - inner.1) - (outer.0 - outer.1)) / (12 * steps[j])
      }
    }
    return result
  }
}

extension Matrix {
  /// det M for a square matrix of at most 3 rows.
  var smallDeterminant: Double {
    switch rows {
    case 1: return self[0, 0]
    case 2: return self[0, 0] * self[1, 1] - self[0, 1] * self[1, 0]
    default:
      return (0..<3).reduce(0) { sum, j in
        let (a, b) = ((j + 1) % 3, (j + 2) % 3)
        return sum + self[0, j] * (self[1, a] * self[2, b] - self[1, b] * self[2, a])
      }
    }
  }

  /// |det M| beside the product of the lengths of the columns: 1 for orthogonal columns, 0 for
  /// dependent ones.
  var columnIndependence: Double {
    let lengths = (0..<columns).map { j in
      (0..<rows).reduce(0) { $0 + self[$1, j] * self[$1, j] }.squareRoot()
    }
    let product = lengths.reduce(1, *)
    return product > 0 ? abs(smallDeterminant) / product : 0
  }

  /// M^-1 b for a square matrix of at most 3 rows, by Cramer's rule; nil where M is singular.
  func smallSolve(_ right: [Double]) -> [Double]? {
    let determinant = smallDeterminant
    guard determinant != 0, determinant.isFinite else { return nil }
    return (0..<columns).map { j in
      var replaced = self
      for i in 0..<rows { replaced[i, j] = right[i] }
      return replaced.smallDeterminant / determinant
    }
  }
}
