/// A diffusion dX = b(X) dt + s dW in a box with reflecting walls, as a Markov chain on the cells
/// of a grid.
///
/// From a cell to its neighbour across a face with normal drift b the chain jumps at the rate
///
///     (D / h^2) z / (e^z - 1),   z = -b h / D,   D = s^2 / 2
///
/// (Scharfetter and Gummel 1969): D / h^2 +- b / 2h where b h is small beside D, upwind where it is
/// large, never negative. So the propagator exp(t L) is a true Markov matrix at any t: it keeps
/// every constant (mass, for its adjoint) and every sign. For b = -grad V, with face values (V_i -
/// V_j) / h, the chain is reversible with the exact Gibbs weights exp(-V / D). It approximates the
/// Fokker-Planck equation rho_t + div(b rho) = D lap rho to second order in h.
public struct GridPrior: Sendable {
  /// Cells along each axis.
  public let shape: [Int]
  /// The box, whose walls reflect.
  public let box: Box
  /// s > 0, length over the square root of time.
  public let noise: Double
  /// Jumps per unit time from each cell upwards and downwards along each axis; zero through walls.
  let rates: [(up: [Double], down: [Double])]

  /// The chain of a drift field.
  ///
  /// - Parameters:
  ///   - shape: cells along each axis.
  ///   - box: the box they divide, the unit box when left out; its walls reflect.
  ///   - noise: s.
  ///   - drift: b(x), d numbers for d coordinates; taken at the centres of faces. None: Brownian
  ///     motion.
  /// - Throws: `shapeMismatch`, `outOfRange` for a noise that is not positive, `nonFinite` where
  ///   the drift is.
  public init(
    shape: [Int], box: Box? = nil, noise: Double, drift: (([Double]) -> [Double])? = nil
  ) throws(TransportError) {
    let box = box ?? Box.unit(max(shape.count, 1))
    _ = try checkGrid(shape: shape, box: box, dimension: shape.count)
    try checkNoise(noise)
    let faces = GridFaces(shape: shape, box: box)
    var rates: [(up: [Double], down: [Double])] = []
    for k in shape.indices {
      rates.append(
        try faces.rates(axis: k, diffusion: noise * noise / 2) { (face) in
          drift.map { $0(face) } ?? [Double](repeating: 0, count: shape.count)
        })
    }
    try self.init(shape: shape, box: box, noise: noise, rates: rates)
  }

  /// The reversible chain of the drift -grad V, V given at the cell centres, row-major; its
  /// equilibrium is exp(-2 V / s^2) to rounding.
  ///
  /// - Throws: as above, and `shapeMismatch` for a V of another size.
  public init(
    shape: [Int], box: Box? = nil, noise: Double, potential: [Double]
  ) throws(TransportError) {
    let box = box ?? Box.unit(max(shape.count, 1))
    let count = try checkGrid(shape: shape, box: box, dimension: shape.count)
    try checkNoise(noise)
    guard potential.count == count else {
      throw .shapeMismatch(
        argument: "potential", expected: "\(count) values", found: "\(potential.count)")
    }
    try checkFinite(potential, argument: "potential")
    let faces = GridFaces(shape: shape, box: box)
    try self.init(
      shape: shape, box: box, noise: noise,
      rates: shape.indices.map {
        faces.rates(axis: $0, diffusion: noise * noise / 2, potential: potential)
      })
  }

  private init(
    shape: [Int], box: Box, noise: Double, rates: [(up: [Double], down: [Double])]
  ) throws(TransportError) {
    self.shape = shape
    self.box = box
    self.noise = noise
    self.rates = rates
    guard rates.allSatisfy({ ($0.up + $0.down).allSatisfy(\.isFinite) }), exitRate.isFinite else {
      throw .outOfRange(
        argument: "drift", value: exitRate, expected: "rates of jumps that do not overflow")
    }
  }

  /// The number of cells.
  public var count: Int { shape.reduce(1, *) }
  /// The dimension d.
  public var dimension: Int { shape.count }
  /// The volume of a cell.
  var cellVolume: Double { box.volume / Double(count) }
  /// Steps along the axes from a cell to the next, in a row-major array.
  var strides: [Int] {
    shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
  }

  /// The greatest rate at which any cell is left.
  var exitRate: Double {
    (0..<count).reduce(0) { largest, i in
      max(largest, rates.reduce(0) { $0 + $1.up[i] + $1.down[i] })
    }
  }
}
