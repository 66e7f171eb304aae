import OptimalTransport

/// The mean velocity of the mass in blocks of cells, where there is mass.
struct FlowArrows {
  /// Where an arrow stands, and the velocity there.
  private(set) var arrows: [(center: (x: Double, y: Double), velocity: (x: Double, y: Double))] = []
  /// The shorter side of a block.
  let spacing: Double

  /// Blocks whose mean density is below this part of the greatest of a cell have no arrow.
  private static let least = 0.02

  /// Averages over at most `limit` blocks an axis.
  init(_ velocity: VectorField, of density: GridDensity, limit: Int) {
    func field(_ component: (Int) -> [Double]) -> VectorField {
      try! VectorField(
        shape: density.shape, box: density.box,
        vectors: Matrix(
          rows: density.count, columns: 2, elements: (0..<density.count).flatMap(component)))
    }
    let momenta = BlockAverage(
      field { cell in (0..<2).map { density.values[cell] * velocity.vectors[cell, $0] } },
      limit: limit)
    let densities = BlockAverage(field { [density.values[$0], 0] }, limit: limit)
    let floor = density.values.max()! * Self.least
    for (k, mean) in densities.vectors.enumerated() where mean.x > floor {
      let momentum = momenta.vectors[k]
      arrows.append((momenta.centers[k], (momentum.x / mean.x, momentum.y / mean.x)))
    }
    spacing = min(momenta.width, momenta.height)
  }

  /// The greatest speed of an arrow.
  var speed: Double {
    arrows.reduce(0) {
      max($0, ($1.velocity.x * $1.velocity.x + $1.velocity.y * $1.velocity.y).squareRoot())
    }
  }
}
