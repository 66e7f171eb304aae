// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// The names and their documentation are those of the C header.

public import COptimalTransport
import OptimalTransport

@c @implementation
public func ot_line(
  _ count: Int, _ n: Int, _ m: Int, _ source: UnsafePointer<Double>?,
  _ sourceMasses: UnsafePointer<Double>?, _ target: UnsafePointer<Double>?,
  _ targetMasses: UnsafePointer<Double>?, _ power: Double, _ values: UnsafeMutablePointer<Double>?,
  _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    guard let source else { throw CallError.null("source") }
    guard let target else { throw CallError.null("target") }
    guard let values else { throw CallError.null("values") }
    for (atoms, side) in [(n, "source"), (m, "target")] {
      try checkSize(count, atoms, "the \(side) points")
    }
    for k in 0..<count {
      let from = try cloud(source + k * n, sourceMasses.map { $0 + k * n }, n)
      let onto = try cloud(target + k * m, targetMasses.map { $0 + k * m }, m)
      values[k] = try QuantileTransport().certificate(
        source: from, target: onto, cost: .power(power)
      ).upperBound
    }
    return Int32(OT_OK)
  }
}

/// - Throws: `CallError` for sizes whose product is more than memory holds.
func checkSize(_ rows: Int, _ columns: Int, _ argument: String) throws(CallError) {
  let (product, isTooLarge) = rows.multipliedReportingOverflow(by: columns)
  guard rows >= 0, columns >= 0, !isTooLarge, product <= Int.max / 8 else {
    throw CallError(
      cause: "size", message: "\(argument) are \(rows) x \(columns), more than memory holds.")
  }
}

/// Points on the line.
private func cloud(
  _ points: UnsafePointer<Double>, _ masses: UnsafePointer<Double>?, _ count: Int
) throws -> PointCloud {
  try PointCloud(
    points: Matrix(
      rows: count, columns: 1, elements: Array(UnsafeBufferPointer(start: points, count: count))),
    weights: masses.map { Array(UnsafeBufferPointer(start: $0, count: count)) })
}
