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

  /// All leading minors above zero (Sylvester); false where an entry is a NaN.
  var isPositiveDefinite: Bool { diagonal.x > 0 && planeMinor > 0 && determinant > 0 }

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
}
