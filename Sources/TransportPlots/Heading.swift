public import OptimalTransport

/// The two lines at the top of a figure: what it is, and how good the numbers behind it are.
public struct Heading: Sendable, Equatable {
  /// The first line.
  public let title: String
  /// The second line: distance, cost and relative gap; empty without a certificate.
  public let evidence: String

  /// A title alone.
  public init(_ title: String) {
    self.title = title
    evidence = ""
  }

  /// A title above a remark.
  public init(_ title: String, note: String) {
    self.title = title
    evidence = note
  }

  /// A title above what the certificate proves.
  ///
  /// - Parameters:
  ///   - title: the first line.
  ///   - certificate: its upper bound is the cost shown, beside the relative gap to the lower
  ///     bound.
  ///   - cost: names the distance W_p = cost^(1/p), where there is one.
  public init(_ title: String, certificate: Certificate, cost: GroundCost) {
    self.title = title
    let value = certificate.upperBound
    var parts: [String] = []
    if let p = cost.distanceExponent, value >= 0 {
      parts.append("\(distanceName(p)) = \(typeset(root(value, p)))")
    }
    parts.append("cost \(typeset(value))")
    parts.append("relative gap \(scientific(certificate.relativeGap))")
    evidence = parts.joined(separator: "   ·   ")
  }

  /// A title above a distance W_p that is not the certificate's upper bound, and the bounds of
  /// W_p^p.
  public init(_ title: String, distance: Double, exponent p: Double, certificate: Certificate) {
    self.title = title
    evidence = [
      "\(distanceName(p)) = \(typeset(distance))",
      "bounds \(typeset(certificate.lowerBound)) to \(typeset(certificate.upperBound))",
    ].joined(separator: "   ·   ")
  }

  /// The second line with a remark about the drawing after it.
  func line(with note: String) -> String {
    [evidence, note].filter { !$0.isEmpty }.joined(separator: "   ·   ")
  }
}
