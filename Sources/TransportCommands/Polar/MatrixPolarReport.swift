import Foundation
import OptimalTransport

/// What `ot polar --matrix` says.
struct MatrixPolarReport {
  let polar: MatrixPolar
  let seconds: Double

  /// Rounding stays below it up to thousands of rows.
  static let tolerance = 1e-12

  var isCertified: Bool {
    max(polar.residual, polar.orthogonalityError) <= Self.tolerance
  }

  var json: JSONValue {
    .object([
      ("rows", .integer(polar.isometry.rows)),
      ("columns", .integer(polar.isometry.columns)),
      ("singularValues", .array(polar.singularValues.map { .number($0) })),
      ("rank", .integer(polar.rank)),
      ("unique", .boolean(polar.isUnique)),
      ("distance", .number(polar.distance)),
      ("residual", .number(polar.residual)),
      ("orthogonalityError", .number(polar.orthogonalityError)),
      ("tolerance", .number(Self.tolerance)),
      ("certified", .boolean(isCertified)),
      ("seconds", .number(seconds)),
    ])
  }

  func table(on console: Console) -> [String] {
    let brief = Evidence.brief
    let (rows, columns) = (polar.isometry.rows, polar.isometry.columns)
    var table = TextTable()
    table.add("matrix", "\(rows) x \(columns)", "M = P Q = Q R")
    table.add("rank", "\(polar.rank)", polar.isUnique ? "full: Q is unique" : "Q is completed")
    table.add("distance", "\(polar.distance)", "|M - Q|, to the nearest such Q")
    table.add("largest", "\(polar.singularValues[0])", "singular value")
    table.add("least", "\(polar.singularValues.last!)", "singular value")
    table.add("residual", brief(polar.residual), "of M = P Q and M = Q R, relative")
    table.add(
      "orthogonality", brief(polar.orthogonalityError),
      rows < columns ? "|Q Q' - I|" : "|Q' Q - I|")
    table.add("seconds", Evidence.rounded(seconds))
    var lines = table.lines() + [""]
    if rows <= 8, columns <= 8 {
      for (name, factor) in [("Q", polar.isometry), ("P", polar.left), ("R", polar.right)] {
        lines += [name + ":"] + Self.lines(of: factor)
      }
      lines.append("")
    }
    let word =
      isCertified ? console.colored("certified", .good) : console.colored("NOT certified", .bad)
    let largest = max(polar.residual, polar.orthogonalityError)
    return lines + ["\(word): the larger error is \(brief(largest)), tolerance \(Self.tolerance)"]
  }

  private static func lines(of matrix: Matrix) -> [String] {
    var table = TextTable()
    for i in 0..<matrix.rows {
      table.add(matrix.row(i).map { " " + String(format: "% .6g", $0) })
    }
    return table.lines()
  }
}
