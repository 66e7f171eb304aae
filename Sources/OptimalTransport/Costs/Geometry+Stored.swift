extension Geometry {
  /// Whether computing a cost takes much longer than reading it from memory: more than eight
  /// coordinates, a general power, or a user's function.
  var isDearToCompute: Bool {
    switch storage {
    case .dense, .sparse: false
    case .clouds(_, let target): target.dimension > 8 || target.usesGeneralPower
    case .closure: true
    }
  }

  /// The same costs, stored. Complexity: O(m n) memory.
  var stored: Geometry {
    let zero = [Double](repeating: 0, count: columns)
    let elements = ParallelLoop.chunkedMap(count: rows) { range in
      let shift = ScratchArray(zero)
      let row = ScratchArray(repeating: 0.0, count: columns)
      var costs: [Double] = []
      costs.reserveCapacity(range.count * columns)
      for i in range {
        reducedCosts(row: i, shift: shift, into: row)
        costs.append(contentsOf: row.array)
      }
      return costs
    }
    return Geometry(
      uncheckedDense: Matrix(uncheckedRows: rows, columns: columns, elements: elements))
  }
}
