/// The field that the particles of a cloud feel, and its energy.
enum ParticleField: Sendable {
  case grid(CloudInCell, SelfConsistentField)
  case open(OpenField)

  /// - Throws: `shapeMismatch` for a cloud with other axes than the grid, or without a box;
  ///   `notApplicable` for a cloud with a box, or on the line, in open space.
  init(
    _ field: VlasovField, coupling: Double, for start: PhaseCloud
  ) throws(TransportError) {
    switch field {
    case .grid(let shape):
      guard let box = start.box, box.dimension == shape.count else {
        throw .shapeMismatch(
          argument: "start", expected: "a box of \(shape.count) axes, as the field's grid has",
          found: start.box.map { "\($0.dimension) axes" } ?? "no box")
      }
      self = .grid(
        CloudInCell(shape: shape, box: box),
        SelfConsistentField(shape: shape, sides: box.sides, coupling: coupling))
    case .open(let softening, let opening):
      guard start.box == nil, (2...3).contains(start.dimension) else {
        throw .notApplicable(
          method: "open space",
          reason: start.box == nil
            ? "particles in \(start.dimension) dimensions have no field of 1/r or log r"
            : "the particles live in a periodic box",
          remedy: "Give particles in the plane or in space without a box, or a grid for it.")
      }
      self = .open(OpenField(coupling: coupling, softening: softening, opening: opening))
    }
  }

  /// E at the particles.
  func callAsFunction(_ positions: Matrix, _ weights: [Double]) -> Matrix {
    switch self {
    case .grid(let cloud, let field):
      cloud.gather(field(cloud.deposit(positions, weights)), at: positions)
    case .open(let field): field(positions, weights).gradient.scaled(by: -1)
    }
  }

  /// Its energy.
  func energy(_ positions: Matrix, _ weights: [Double]) -> Double {
    switch self {
    case .grid(let cloud, let field): field.energy(field(cloud.deposit(positions, weights)))
    case .open(let field): field.energy(positions, weights)
    }
  }
}
