public import OptimalTransport

/// What is believed of a motion before its ends are seen, from `.json` files.
///
/// | text | becomes |
/// |---|---|
/// | `{"linear": {"A": [[..]], "a": [..], "B": [[..]]}}` | dX = (A X + a) dt + s B dW |
/// | `{"drift": ["-x", ".."]}` | dX = b(X) dt + s dW, one formula a coordinate |
///
/// Of a linear prior a and B may be left out: then a is zero, and B the identity.
public enum PriorFile {
  /// A prior as a file gives it, without its noise.
  public enum Contents: Sendable, Equatable {
    /// A, a and B; a is zero and B the identity where they are nil.
    case linear(drift: Matrix, offset: [Double]?, input: Matrix?)
    /// b, one formula a coordinate.
    case drift([Expression])
  }

  /// Reads a prior for a motion in `dimension` coordinates.
  ///
  /// - Throws: `fileAccess`, `malformedFile`, `malformedExpression`, and `shapeMismatch` for
  ///   another dimension, each with the file's path.
  public static func load(_ path: String, dimension: Int) throws(TransportError) -> Contents {
    let contents = try FileContents.read(path)
    let description = try contents.json(PriorDescription.self)
    return try naming(path) { () throws(TransportError) in
      try description.contents(dimension: dimension)
    }
  }
}

/// What the file says, before it is checked.
private enum PriorDescription: Decodable {
  case linear(drift: [[Double]], offset: [Double]?, input: [[Double]]?)
  case drift([String])

  init(from decoder: any Decoder) throws {
    let object = try JSONObject(decoder, allowing: ["linear", "drift"])
    guard object.keys.count == 1 else {
      throw object.objection("it needs exactly one of the keys linear and drift")
    }
    if object.keys.contains("drift") {
      self = .drift(try object.value("drift"))
    } else {
      let linear: LinearDescription = try object.value("linear")
      self = .linear(drift: linear.drift, offset: linear.offset, input: linear.input)
    }
  }

  func contents(dimension: Int) throws(TransportError) -> PriorFile.Contents {
    switch self {
    case .linear(let drift, let offset, let input):
      let rows = try [drift, input ?? []].map { rows throws(TransportError) in
        try Self.matrix(rows, rowCount: dimension)
      }
      return .linear(
        drift: rows[0] ?? Matrix(repeating: 0, rows: dimension, columns: dimension),
        offset: offset, input: rows[1])
    case .drift(let formulas):
      guard formulas.count == dimension else {
        throw .shapeMismatch(
          argument: "drift", expected: "\(dimension) formulas, one a coordinate",
          found: "\(formulas.count)")
      }
      return .drift(
        try formulas.map { text throws(TransportError) in
          try Expression(text, variables: .coordinates(dimension))
        })
    }
  }

  /// Rows of equal length, one a coordinate; nil for none.
  private static func matrix(
    _ rows: [[Double]], rowCount: Int
  ) throws(TransportError) -> Matrix? {
    guard let first = rows.first else { return nil }
    guard rows.count == rowCount, rows.allSatisfy({ $0.count == first.count }) else {
      throw .shapeMismatch(
        argument: "linear prior", expected: "\(rowCount) rows of equal length",
        found: "lengths \(rows.map(\.count))")
    }
    return try Matrix(rows: rows.count, columns: first.count, elements: rows.flatMap { $0 })
  }
}

private struct LinearDescription: Decodable {
  let drift: [[Double]]
  let offset: [Double]?
  let input: [[Double]]?

  init(from decoder: any Decoder) throws {
    let object = try JSONObject(decoder, allowing: ["A", "a", "B"])
    drift = try object.matrix("A")
    offset = object.keys.contains("a") ? try object.list("a") : nil
    input = object.keys.contains("B") ? try object.matrix("B") : nil
  }
}
