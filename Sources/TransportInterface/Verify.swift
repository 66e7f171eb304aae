// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// The names and their documentation are those of the C header.

public import COptimalTransport
import OptimalTransport

@c @implementation
public func ot_verify(
  _ source: UnsafePointer<ot_measure>?, _ target: UnsafePointer<ot_measure>?,
  _ costs: UnsafePointer<ot_array>?, _ plan: UnsafePointer<ot_array>?,
  _ alpha: UnsafePointer<ot_array>?, _ beta: UnsafePointer<ot_array>?,
  _ call: UnsafePointer<ot_call>?, _ result: UnsafeMutablePointer<ot_result>?,
  _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    guard let result else { throw CallError.null("result") }
    let options = try CallOptions(call, known: ["cost", "power"])
    let from = try atoms(measure(source, "source"), "source")
    let onto = try atoms(measure(target, "target"), "target")
    let verifier: Verifier
    if let given = try costs.flatMap({ try ArrayArgument($0.pointee, "costs") }) {
      verifier = try Verifier(
        source: from.weights, target: onto.weights, costs: given.matrix("costs"))
    } else {
      verifier = try Verifier(source: from, target: onto, cost: GroundCost(options))
    }
    let potentials = try KantorovichPotentials(
      alpha: list(alpha, "alpha"), beta: list(beta, "beta"))
    let certificate = try verifier.certify(
      plan: TransportPlan(entries: matrix(plan, "plan"), from.count, onto.count),
      potentials: potentials)
    let fields = ResultFields()
    fields.add("value", certificate.upperBound)
    fields.add(certificate)
    result.pointee = ResultTable.shared.insert(fields)
    return Int32(OT_OK)
  }
}

/// A list that must be there.
private func list(_ pointer: UnsafePointer<ot_array>?, _ argument: String) throws -> [Double] {
  guard let given = try pointer.flatMap({ try ArrayArgument($0.pointee, argument) }) else {
    throw CallError.null(argument)
  }
  return try given.list(argument)
}

extension TransportPlan {
  /// A plan of three columns, row, column and mass, or a dense one.
  fileprivate init(entries: Matrix, _ rowCount: Int, _ columnCount: Int) throws {
    if entries.rows == rowCount, entries.columns == columnCount {
      let kept = entries.elements.indices.filter { entries.elements[$0] != 0 }
      try self.init(
        rowCount: rowCount, columnCount: columnCount, rows: kept.map { $0 / columnCount },
        columns: kept.map { $0 % columnCount }, mass: kept.map { entries.elements[$0] })
      return
    }
    guard entries.columns == 3 else {
      throw TransportError.shapeMismatch(
        argument: "plan", expected: "\(rowCount) x \(columnCount), or rows of i, j and mass",
        found: "\(entries.rows) x \(entries.columns)")
    }
    let indices = try (0..<entries.rows).map { k in
      guard let i = Int(exactly: entries[k, 0]), let j = Int(exactly: entries[k, 1]) else {
        throw TransportError.outOfRange(
          argument: "plan[\(k)]", value: entries[k, 0], expected: "whole numbers")
      }
      return (i, j)
    }
    try self.init(
      rowCount: rowCount, columnCount: columnCount, rows: indices.map(\.0),
      columns: indices.map(\.1), mass: (0..<entries.rows).map { entries[$0, 2] })
  }
}
