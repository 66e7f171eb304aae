import CTransportKernels

/// The costs of all pairs of some rows and some columns, in blocks of 64 x 64, for the pair kernels.
///
/// Unsafe inside: every pointer handed to a kernel belongs to a padded array or a matrix that this value holds, and lives
/// through the call; ranges must lie within the places, which debug builds check.
struct PairCosts: Sendable {
  enum Source: Sendable {
    /// Computed in the kernels, from the points.
    case points(CoordinateArray.Metric, factor: Double)
    /// Stored, rows x columns.
    case dense(Matrix)
    /// Computed by a function of row and column.
    case function(@Sendable (Int, Int) -> Double)
  }

  let rows: PointBlocks
  let columns: PointBlocks
  let source: Source
  var kernels = KernelTable.best
  /// Whether pairs of blocks that cannot matter are passed over.
  var skipsDistantBlocks = true

  /// The same costs with rows and columns exchanged; nil for a matrix, which is read along its rows only.
  var exchanged: PairCosts? {
    let source: Source
    switch self.source {
    case .points: source = self.source
    case .dense: return nil
    case .function(let cost): source = .function { cost($1, $0) }
    }
    return PairCosts(
      rows: columns, columns: rows, source: source, kernels: kernels,
      skipsDistantBlocks: skipsDistantBlocks)
  }

  /// Numbers of costs that a thread holds at a time.
  var tileCount: Int {
    switch source {
    case .points: 0
    case .dense: PointBlocks.size * PointBlocks.size
    case .function: PointBlocks.size * Self.tileWidth
    }
  }

  /// Columns of a tile that is computed before it is read: 64 rows of it fit the second-level cache.
  private static let tileWidth = 8 * PointBlocks.size

  /// Calls `body` with pairs of places that cover the block of rows and the columns of `range`, which are
  /// whole blocks; with the number of rows and the first and the number of columns.
  func forEachTile(
    rowBlock: Int, columns range: Range<Int>, tile: PaddedArray<Double>,
    _ body: (inout otk_pairs, _ rows: Int, _ columns: Range<Int>) -> Void
  ) {
    assert(range.lowerBound % PointBlocks.size == 0 && range.upperBound <= columns.paddedCount)
    let places = rows.places(rowBlock)
    var pairs = otk_pairs()
    switch source {
    case .points(let metric, let factor):
      pairs.set(metric, factor: factor)
      pairs.dimension = rows.dimension
      pairs.row_points = UnsafePointer(
        rows.coordinates.base + places.lowerBound * rows.dimension)
      pairs.column_points = UnsafePointer(
        columns.coordinates.base + range.lowerBound * rows.dimension)
      body(&pairs, (places.count + 3) / 4 * 4, range)
    case .dense(let matrix):
      pairs.metric = Int32(OTK_STORED)
      forEachTile(of: matrix, &pairs, places, range, tile, body)
    case .function(let cost):
      pairs.metric = Int32(OTK_STORED)
      pairs.costs = UnsafePointer(tile.base)
      pairs.cost_stride = Self.tileWidth
      for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.tileWidth) {
        let part = start..<min(start + Self.tileWidth, range.upperBound)
        for i in places {
          for j in part.lowerBound..<min(part.upperBound, columns.count) {
            tile[(i - places.lowerBound) * Self.tileWidth + j - start] = cost(i, j)
          }
        }
        body(&pairs, places.count, part)
      }
    }
  }

  /// Whole blocks are read where they are; the last, partial one is copied into the tile, for it must be padded.
  private func forEachTile(
    of matrix: Matrix, _ pairs: inout otk_pairs, _ places: Range<Int>, _ range: Range<Int>,
    _ tile: PaddedArray<Double>, _ body: (inout otk_pairs, Int, Range<Int>) -> Void
  ) {
    let (size, width) = (PointBlocks.size, matrix.columns)
    let whole = min(range.upperBound, width / size * size)
    matrix.elements.withUnsafeBufferPointer { elements in
      if whole > range.lowerBound {
        pairs.costs = elements.baseAddress! + places.lowerBound * width + range.lowerBound
        pairs.cost_stride = width
        body(&pairs, places.count, range.lowerBound..<whole)
      }
      guard range.upperBound > whole, whole >= range.lowerBound else { return }
      for i in places {
        for j in whole..<width {
          tile[(i - places.lowerBound) * size + j - whole] = elements[i * width + j]
        }
      }
      pairs.costs = UnsafePointer(tile.base)
      pairs.cost_stride = size
      body(&pairs, places.count, whole..<range.upperBound)
    }
  }
}

extension otk_pairs {
  mutating func set(_ metric: CoordinateArray.Metric, factor: Double) {
    (self.metric, exponent, halves) = metric.constants
    self.factor = factor
  }
}
