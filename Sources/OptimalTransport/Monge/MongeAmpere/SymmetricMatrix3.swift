import Foundation

/// A symmetric matrix of up to 3 x 3; in fewer dimensions the unused diagonal entries are 1, so
/// that determinant and inverse are those of the used part.
struct SymmetricMatrix3 {
  /// The entries xx, yy, zz.
  var diagonal = SIMD3<Double>(repeating: 1)
  /// The entries xy, xz, yz.
  var offDiagonal = SIMD3<Double>.zero

  /// xx yy - xy^2.
  private var planeMinor: Double {
    diagonal.x * diagonal.y - offDiagonal.x * offDiagonal.x
  }

  var determinant: Double {
    let (xy, xz, yz) = (offDiagonal.x, offDiagonal.y, offDiagonal.z)
    return diagonal.z * planeMinor + 2 * xy * xz * yz - diagonal.x * yz * yz - diagonal.y * xz * xz
  }

  var inverse: SymmetricMatrix3 {
    let (xy, xz, yz) = (offDiagonal.x, offDiagonal.y, offDiagonal.z)
    let squares = offDiagonal * offDiagonal
    let minors = SIMD3(
      diagonal.y * diagonal.z - squares.z, diagonal.x * diagonal.z - squares.y, planeMinor)
    let mixed = SIMD3(
      xz * yz - xy * diagonal.z, xy * yz - xz * diagonal.y, xy * xz - yz * diagonal.x)
    let scale = 1 / determinant
    return SymmetricMatrix3(diagonal: minors * scale, offDiagonal: mixed * scale)
  }

  /// The least eigenvalue of the leading part of the given size, by the closed forms of the
  /// quadratic and, trigonometrically, of the cubic equation.
  func smallestEigenvalue(dimension: Int) -> Double {
    switch dimension {
    case 1: diagonal.x
    case 2: planeEigenvalue
    default: spaceEigenvalue
    }
  }

  private var planeEigenvalue: Double {
    let half = (diagonal.x - diagonal.y) / 2
    return (diagonal.x + diagonal.y) / 2
      - (half * half + offDiagonal.x * offDiagonal.x).squareRoot()
  }

  /// The greater eigenvalue of the leading 2 x 2 part.
  var largestPlaneEigenvalue: Double { diagonal.x + diagonal.y - planeEigenvalue }

  private var spaceEigenvalue: Double {
    let mean = diagonal.sum() / 3
    let centred = diagonal - mean
    let radius = (((centred * centred).sum() + 2 * (offDiagonal * offDiagonal).sum()) / 6)
      .squareRoot()
    guard radius > 0 else { return mean }
    let unit = SymmetricMatrix3(diagonal: centred / radius, offDiagonal: offDiagonal / radius)
    let angle = acos(max(-1, min(1, unit.determinant / 2))) / 3
    return mean + 2 * radius * cos(angle + 2 * .pi / 3)
  }

  /// 1 on the axes that a dimension uses.
  static func axes(_ dimension: Int) -> SIMD3<Double> {
    SIMD3(1, dimension > 1 ? 1 : 0, dimension > 2 ? 1 : 0)
  }

  /// The least eigenvalue that a policy allows, relative to the trace.
  static let leastEigenvalueShare = 1e-4

  /// (det B)^1/d with its derivative A / d, A = (det C)^1/d C^-1 for C = B where the least
  /// eigenvalue of B is at least `leastEigenvalueShare` of the trace, else B plus the multiple of
  /// the identity that makes it so; tr(A B) / d is then what the root is continued by.
  @inline(__always)
  func determinantRoot(
    dimension d: Int, leastTrace: Double
  ) -> (root: Double, policy: SymmetricMatrix3, eigenvalue: Double) {
    let axes = Self.axes(d)
    let trace = max((diagonal * axes).sum(), leastTrace)
    let eigenvalue = smallestEigenvalue(dimension: d)
    let shift = max(0, Self.leastEigenvalueShare * trace - eigenvalue)
    let convex = SymmetricMatrix3(diagonal: diagonal + shift * axes, offDiagonal: offDiagonal)
    let root = convex.determinantPower(d)
    var policy = convex.inverse
    policy.diagonal *= root * axes
    policy.offDiagonal *= root
    guard shift > 0 else { return (root, policy, eigenvalue) }
    let product =
      (policy.diagonal * diagonal).sum() + 2 * (policy.offDiagonal * offDiagonal).sum()
    return (product / Double(d), policy, eigenvalue)
  }

  @inline(__always)
  private func determinantPower(_ d: Int) -> Double {
    d == 1 ? determinant : d == 2 ? determinant.squareRoot() : cbrt(determinant)
  }
}
