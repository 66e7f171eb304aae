import OptimalTransport

extension Film {
  /// A film in space as seen along its third axis: masses and momenta are summed along it; a wall
  /// is drawn where the whole line of sight is wall. A planar film as it is.
  var planar: Film {
    guard dimension == 3 else { return self }
    let (m, n, layers) = (path.shape[0], path.shape[1], path.shape[2])
    let box = try! Box(
      lower: Array(path.box.lower.prefix(2)), upper: Array(path.box.upper.prefix(2)))
    let depth = path.box.sides[2] / Double(layers)
    func summed(_ values: (Int) -> Double) -> [Double] {
      (0..<m * n).map { cell in (0..<layers).reduce(0) { $0 + values(cell * layers + $1) } * depth }
    }
    let frames = path.frames.map { frame in
      try! GridDensity(shape: [m, n], box: box, values: summed { frame.values[$0] })
    }
    let fields = velocities.indices.map { k in
      let density = path.frames[k].values
      let momentum = (0..<2).map { axis in summed { density[$0] * velocities[k].vectors[$0, axis] }
      }
      return try! VectorField(
        shape: [m, n], box: box,
        vectors: Matrix(
          rows: m * n, columns: 2,
          elements: (0..<m * n).flatMap { cell in
            momentum.map { quotient($0[cell], frames[k].values[cell]) }
          }))
    }
    var film = Film(
      unchecked: try! DensityPath(times: path.times, frames: frames), velocities: fields,
      potentials: [],
      walls: walls.isEmpty
        ? [] : (0..<m * n).map { cell in (0..<layers).allSatisfy { walls[cell * layers + $0] } })
    film.ends = ends
    return film
  }
}

/// a / b, and 0 where b is 0: the mean velocity of no mass.
func quotient(_ a: Double, _ b: Double) -> Double { b > 0 ? a / b : 0 }
