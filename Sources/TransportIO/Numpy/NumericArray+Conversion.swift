import OptimalTransport

extension NumericArray {
  /// An n x d array of positions; a list of n numbers is n x 1.
  ///
  /// - Throws: `shapeMismatch`.
  func points() throws(TransportError) -> Matrix {
    guard shape.count == 1 || shape.count == 2 else {
      throw mismatch("points", "n x d, one point a row")
    }
    return try Matrix(rows: shape[0], columns: shape.count == 2 ? shape[1] : 1, elements: values)
  }

  /// An array of two axes as a matrix.
  ///
  /// - Throws: `shapeMismatch`.
  func matrix(argument: String) throws(TransportError) -> Matrix {
    guard shape.count == 2 else { throw mismatch(argument, "2 axes") }
    return try Matrix(rows: shape[0], columns: shape[1], elements: values)
  }

  /// The entries of an array of one axis.
  ///
  /// - Throws: `shapeMismatch`.
  func list(argument: String) throws(TransportError) -> [Double] {
    guard shape.count == 1 else { throw mismatch(argument, "1 axis") }
    return values
  }

  /// The box of a d x 2 array of lower and upper ends.
  ///
  /// - Throws: `shapeMismatch`, and as `Box.init`.
  func box() throws(TransportError) -> Box {
    guard shape.count == 2, shape[1] == 2 else {
      throw mismatch("box", "d x 2, lower and upper ends")
    }
    return try Box(
      lower: stride(from: 0, to: values.count, by: 2).map { values[$0] },
      upper: stride(from: 1, to: values.count, by: 2).map { values[$0] })
  }

  /// The numbers of atoms m and n from an array of two integers.
  ///
  /// - Throws: `shapeMismatch`, and `outOfRange` for numbers that no file of atoms can have.
  func atomCounts() throws(TransportError) -> (rows: Int, columns: Int) {
    let counts = try integers(argument: "shape")
    guard counts.count == 2 else { throw mismatch("shape", "2 integers, m and n") }
    // A marginal takes 16 bytes an atom, and must fit in memory.
    for (index, value) in counts.enumerated() where value < 1 || value > memoryLimit / 16 {
      throw .outOfRange(
        argument: "shape[\(index)]", value: Double(value),
        expected: "a number of atoms from 1 to \(memoryLimit / 16)")
    }
    return (counts[0], counts[1])
  }

  private func mismatch(_ argument: String, _ expected: String) -> TransportError {
    .shapeMismatch(argument: argument, expected: expected, found: "shape \(shape)")
  }
}
