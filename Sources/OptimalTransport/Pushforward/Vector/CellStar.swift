/// A map at the centre of a small box and at the centres of its faces, which tell its mean, its
/// spread and its orientation there.
///
/// Vectors have three components, of which the first d count; the others are zero.
struct CellStar {
  /// f at the centre.
  let center: SIMD3<Double>
  /// f at the upper face of each axis, less f at the centre.
  private(set) var rises = (SIMD3<Double>.zero, SIMD3<Double>.zero, SIMD3<Double>.zero)
  /// f at the lower face of each axis, less f at the centre.
  private(set) var falls = (SIMD3<Double>.zero, SIMD3<Double>.zero, SIMD3<Double>.zero)
  let dimension: Int

  init(_ map: VectorMap, at point: SIMD3<Double>, widths: SIMD3<Double>) {
    let d = map.sourceDimension
    dimension = d
    let middle = Self.image(of: point, d, map)
    center = middle
    func face(_ k: Int, _ sign: Double) -> SIMD3<Double> {
      var shifted = point
      shifted[k] += sign * widths[k] / 2
      return Self.image(of: shifted, d, map) - middle
    }
    (rises.0, falls.0) = (face(0, 1), face(0, -1))
    if d > 1 { (rises.1, falls.1) = (face(1, 1), face(1, -1)) }
    if d > 2 { (rises.2, falls.2) = (face(2, 1), face(2, -1)) }
  }

  private static func image(
    of point: SIMD3<Double>, _ d: Int, _ map: VectorMap
  ) -> SIMD3<Double> {
    let value: [Double] =
      switch d {
      case 1: map.value([point.x])
      case 2: map.value([point.x, point.y])
      default: map.value([point.x, point.y, point.z])
      }
    return SIMD3(value[0], d > 1 ? value[1] : 0, d > 2 ? value[2] : 0)
  }

  private func sum(
    _ term: (SIMD3<Double>, SIMD3<Double>) -> SIMD3<Double>
  ) -> SIMD3<Double> {
    term(rises.0, falls.0) + term(rises.1, falls.1) + term(rises.2, falls.2)
  }

  /// Whether every value is a point.
  var isFinite: Bool {
    // A NaN or an infinity stays one when multiplied by zero.
    let zero = 0 * (center + sum { $0 + $1 })
    return zero == .zero
  }

  /// The mean of f over the box, exact for quadratic f.
  var mean: SIMD3<Double> { center + sum { $0 + $1 } / 6 }

  /// The widths of the box with the variances of f over the box, exact for linear f; narrowed where
  /// the box about the mean would leave the values of f, as it does beside a fold.
  var widths: SIMD3<Double> {
    let mean = mean
    let variance = sum { ($0 - $1) * ($0 - $1) }
    let up = center + sum { pointwiseMax(pointwiseMax($0, $1), .zero) } - mean
    let down = mean - center - sum { pointwiseMin(pointwiseMin($0, $1), .zero) }
    let room = 2 * pointwiseMax(pointwiseMin(up, down), .zero)
    return pointwiseMin(variance.squareRoot(), room)
  }

  /// How many target cells each half of the box spans at most, doubled, along each source axis.
  func span(in cells: SIMD3<Double>) -> SIMD3<Double> {
    func span(_ rise: SIMD3<Double>, _ fall: SIMD3<Double>) -> Double {
      let reach = 2 * pointwiseMax(rise * rise, fall * fall).squareRoot() / cells
      return reach.max()
    }
    return SIMD3(span(rises.0, falls.0), span(rises.1, falls.1), span(rises.2, falls.2))
  }

  /// The determinant of the differences over opposite faces, and how independent they are, from 0
  /// to 1.
  var orientation: (determinant: Double, independence: Double) {
    let (a, b, c) = (rises.0 - falls.0, rises.1 - falls.1, rises.2 - falls.2)
    let lengths = SIMD3((a * a).sum(), (b * b).sum(), (c * c).sum()).squareRoot()
    switch dimension {
    case 1: return (a.x, a.x == 0 ? 0 : 1)
    case 2:
      let determinant = a.x * b.y - a.y * b.x
      let product = lengths.x * lengths.y
      return (determinant, product > 0 ? abs(determinant) / product : 0)
    default:
      let cross = SIMD3(
        b.y * c.z - b.z * c.y, b.z * c.x - b.x * c.z, b.x * c.y - b.y * c.x)
      let determinant = (a * cross).sum()
      let product = lengths.x * lengths.y * lengths.z
      return (determinant, product > 0 ? abs(determinant) / product : 0)
    }
  }
}
