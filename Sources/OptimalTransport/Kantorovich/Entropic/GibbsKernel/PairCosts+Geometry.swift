extension PairCosts {
  /// The costs of a geometry that is not sparse.
  init(_ geometry: Geometry) {
    switch geometry.storage {
    case .clouds(let source, let target):
      rows = PointBlocks(source.matrix)
      columns = PointBlocks(target.matrix)
      self.source = .points(target.metric, factor: target.factor)
    case .dense(let matrix):
      rows = PointBlocks(count: geometry.rows)
      columns = PointBlocks(count: geometry.columns)
      source = .dense(matrix)
    case .closure(let cost):
      rows = PointBlocks(count: geometry.rows)
      columns = PointBlocks(count: geometry.columns)
      let x = (0..<geometry.rows).map { geometry.origin!.source.row($0) }
      let y = (0..<geometry.columns).map { geometry.origin!.target.row($0) }
      source = .function { cost(x[$0], y[$1]) }
    case .sparse:
      preconditionFailure("sparse costs have rows of their own")
    }
  }

  /// Blocks of rows that are worth a thread of their own.
  var grain: Int { max(1, 4096 / columns.count / PointBlocks.size) }

  /// The lists that `body` makes of each block of rows, in order of places, concatenated.
  func mapBlocks(
    columnShift: PaddedArray<Double>, weights: PaddedArray<Double>? = nil, epsilon: Double,
    _ body: (_ block: Int, BlockRows) -> [Double]
  ) -> [Double] {
    ParallelLoop.chunkedMap(count: rows.blocks, grain: grain) { range in
      let work = BlockRows(self, columnShift: columnShift, weights: weights, epsilon: epsilon)
      return range.flatMap { body($0, work) }
    }
  }
}
