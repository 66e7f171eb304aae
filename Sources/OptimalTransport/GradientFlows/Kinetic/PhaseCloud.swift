/// Weighted particles with positions, in a periodic box or in open space, and velocities.
public struct PhaseCloud: FlowState, Equatable {
  /// The positions, n x d, inside the box if there is one.
  public let positions: Matrix
  /// The velocities, n x d.
  public let velocities: Matrix
  /// The masses, n of them, at least zero.
  public let weights: [Double]
  /// The box, one period along each axis; nil in open space.
  public let box: Box?
  /// The total mass.
  public let mass: Double

  /// Checks and wraps particles; positions outside the box are put back by whole periods.
  ///
  /// - Parameters:
  ///   - positions: n x d.
  ///   - velocities: n x d.
  ///   - weights: 1/n each when left out.
  ///   - box: the period along each axis; open space when left out.
  /// - Throws: `emptyInput`, `shapeMismatch`, `nonFinite`, `negativeMass`, `degenerateMass`.
  public init(
    positions: Matrix, velocities: Matrix, weights: [Double]? = nil, box: Box? = nil
  ) throws(TransportError) {
    let cloud = try PointCloud(points: positions, weights: weights)
    if let box, cloud.dimension != box.dimension {
      throw .shapeMismatch(
        argument: "positions", expected: "\(box.dimension) columns, as the box has axes",
        found: "\(cloud.dimension)")
    }
    guard velocities.rows == positions.rows, velocities.columns == positions.columns else {
      throw .shapeMismatch(
        argument: "velocities", expected: "\(positions.rows) x \(positions.columns)",
        found: "\(velocities.rows) x \(velocities.columns)")
    }
    try checkFinite(velocities.elements, argument: "velocities")
    self.init(
      unchecked: box.map { Self.wrapped(positions, $0) } ?? positions, velocities, cloud.weights,
      box, cloud.mass)
  }

  init(
    unchecked positions: Matrix, _ velocities: Matrix, _ weights: [Double], _ box: Box?,
    _ mass: Double
  ) {
    (self.positions, self.velocities) = (positions, velocities)
    (self.weights, self.box, self.mass) = (weights, box, mass)
  }

  /// Draws n particles of mass 1/n: uniform positions and Maxwellian velocities.
  ///
  /// - Throws: `outOfRange` for a count below 1 or a temperature below 0.
  public static func uniform(
    count: Int, box: Box, temperature: Double, seed: UInt64
  ) throws(TransportError) -> PhaseCloud {
    try checkSampleCount(count)
    guard temperature >= 0, temperature.isFinite else {
      throw .outOfRange(
        argument: "temperature", value: temperature, expected: "a finite number >= 0")
    }
    var generator = SeededGenerator(seed: seed)
    let (d, speed) = (box.dimension, temperature.squareRoot())
    var (positions, velocities) = ([Double](), [Double]())
    for _ in 0..<count {
      for k in 0..<d {
        positions.append(box.lower[k] + generator.uniform() * box.sides[k])
        velocities.append(speed * generator.normal())
      }
    }
    return try PhaseCloud(
      positions: Matrix(rows: count, columns: d, elements: positions),
      velocities: Matrix(rows: count, columns: d, elements: velocities), box: box)
  }

  /// Particles from points of (x_1, ..., x_d, v_1, ..., v_d).
  ///
  /// - Throws: `shapeMismatch` for an odd number of coordinates, or a box of other axes.
  public init(_ points: PointCloud, box: Box? = nil) throws(TransportError) {
    let (n, d) = (points.count, points.dimension / 2)
    guard points.dimension == 2 * d, d > 0 else {
      throw .shapeMismatch(
        argument: "points", expected: "as many velocities as positions",
        found: "\(points.dimension) coordinates")
    }
    func columns(_ first: Int) -> Matrix {
      Matrix(
        uncheckedRows: n, columns: d,
        elements: (0..<n * d).map { points.points[$0 / d, first + $0 % d] })
    }
    try self.init(positions: columns(0), velocities: columns(d), weights: points.weights, box: box)
  }

  /// The particles as points of (x_1, ..., x_d, v_1, ..., v_d).
  public var cloud: PointCloud {
    let (n, d) = (count, dimension)
    let points = Matrix(
      uncheckedRows: n, columns: 2 * d,
      elements: (0..<n).flatMap { positions.row($0) + velocities.row($0) })
    return try! PointCloud(points: points, weights: weights)
  }

  /// The number of particles n.
  public var count: Int { positions.rows }
  /// The dimension d of positions and of velocities.
  public var dimension: Int { positions.columns }

  /// The positions, then the velocities.
  public var numbers: [Double] { positions.elements + velocities.elements }

  /// The same masses at other places.
  public func replacing(numbers: [Double]) throws(TransportError) -> PhaseCloud {
    let (n, d) = (count, dimension)
    guard numbers.count == 2 * n * d else {
      throw .shapeMismatch(
        argument: "numbers", expected: "\(2 * n * d) values", found: "\(numbers.count)")
    }
    return try PhaseCloud(
      positions: Matrix(rows: n, columns: d, elements: Array(numbers[..<(n * d)])),
      velocities: Matrix(rows: n, columns: d, elements: Array(numbers[(n * d)...])),
      weights: weights, box: box)
  }

  /// The root of the mean of |x - x'|^2 + |v - v'|^2, particle by particle, the short way around
  /// a box: at least W2 / root of the mass.
  public func distance(to other: PhaseCloud) -> Double {
    let (d, sides) = (dimension, box?.sides)
    var sum = CompensatedSum()
    for i in positions.elements.indices {
      let way = positions.elements[i] - other.positions.elements[i]
      let short = sides.map { way - $0[i % d] * (way / $0[i % d]).rounded() } ?? way
      let turn = velocities.elements[i] - other.velocities.elements[i]
      sum.add(weights[i / d] / mass * (short * short + turn * turn))
    }
    return sum.value.squareRoot()
  }

  /// Positions put back into the box; those inside stay to the bit.
  static func wrapped(_ positions: Matrix, _ box: Box) -> Matrix {
    let d = box.dimension
    var result = positions
    for i in result.elements.indices {
      let (low, high, x) = (box.lower[i % d], box.upper[i % d], result.elements[i])
      guard x < low || x >= high else { continue }
      let side = high - low
      let inside = x - side * ((x - low) / side).rounded(.down)
      result.elements[i] = inside < high ? max(low, inside) : low
    }
    return result
  }
}

extension PhaseCloud {
  /// sum of w v / mass.
  public var meanVelocity: [Double] {
    (0..<dimension).map { k in
      (0..<count).lazy.map { weights[$0] / mass * velocities[$0, k] }.compensatedSum()
    }
  }

  /// The mean square of a velocity's component about the mean, over all particles and axes.
  public var temperature: Double {
    let (mean, d) = (meanVelocity, dimension)
    let squares = velocities.elements.indices.lazy.map { i in
      let v = velocities.elements[i] - mean[i % d]
      return weights[i / d] / mass * v * v
    }
    return squares.compensatedSum() / Double(d)
  }

  /// The standard error of ``temperature`` if the particles are independent and Maxwellian:
  /// T sqrt(2 sum w^2 / d) / mass.
  public var temperatureError: Double {
    let squares = weights.lazy.map { $0 / mass * ($0 / mass) }.compensatedSum()
    return temperature * (2 * squares / Double(dimension)).squareRoot()
  }
}
