import Foundation

/// A free energy of piecewise uniform densities on the line, as a function of the nodes.
///
/// With w_i the masses and D_i = X_{i+1} - X_i, so that rho_i = w_i / D_i,
/// ```
/// theta int rho log rho          = theta sum w_i log(w_i / D_i)
/// theta int rho^m / (m - 1)      = theta sum w_i (w_i / D_i)^{m-1} / (m - 1)
/// int V rho                      = sum w_i sum_q omega_q V(X_i + s_q D_i)
/// (1/2) int int U(x - y)         = (1/2) sum_ab w_a w_b U(G_a - G_b),   G the points of two-point Gauss rules in the cells.
/// (s/2) int |E|^2                = a quadratic in the nodes (``LineField``).
/// ```
/// The derivative in D_i of the first two is minus the pressure, theta rho_i^m. Four Gauss points a
/// cell carry V, exact to degree 7; two carry U, exact to degree 3.
struct QuantileEnergy {
  let masses: [Double]
  private var diffusions: [(exponent: Double, temperature: Double)] = []
  private var potentials: [ScalarPotential] = []
  private var kernels: [LineKernel] = []
  private var fields: [LineField] = []
  /// The least width of each cell, w_i / cap; zero where no cap is set.
  let leastWidths: [Double]

  /// - Throws: `notApplicable` for a field with a background that no walls hold.
  init(
    _ energy: FreeEnergy, masses: [Double],
    walls: ClosedRange<Double> = -Double.infinity...Double.infinity
  ) throws(TransportError) {
    self.masses = masses
    var cap = Double.infinity
    for term in energy.terms {
      switch term {
      case .potential(let potential): potentials.append(potential)
      case .interaction(let kernel): kernels.append(LineKernel(kernel))
      case .entropy(let temperature): diffusions.append((1, temperature))
      case .power(let exponent, let temperature): diffusions.append((exponent, temperature))
      case .congestion(let bound): cap = min(cap, bound)
      case .electricField(let field):
        fields.append(try LineField(field, masses: masses, walls: walls))
      }
    }
    leastWidths = masses.map { $0 / cap }
  }

  /// Whether F is infinite where cells have no width, so that nodes cannot meet.
  var separatesNodes: Bool { diffusions.contains { $0.exponent >= 1 } }
  /// The sum of the temperatures.
  var temperature: Double { diffusions.reduce(0) { $0 + $1.temperature } }
  /// Whether the Hessian is full.
  var hasInteraction: Bool { !kernels.isEmpty }

  /// The stiffness of the backgrounds, which is F's convexity beyond that of its other terms.
  var backgroundStiffness: Double { fields.reduce(0) { $0 + $1.stiffness } }

  /// F.
  func value(_ nodes: [Double]) -> Double {
    let local = masses.indices.map { i in
      diffusions.reduce(0) { $0 + Self.energy($1, masses[i], nodes[i + 1] - nodes[i]) }
        + masses[i] * average(nodes, i) { x in potentials.reduce(0) { $0 + $1.value([x]) } }
    }
    return local.compensatedSum() + interactionValue(nodes)
      + fields.reduce(0) { $0 + $1.value(nodes) }
  }

  /// dF / dX.
  func gradient(_ nodes: [Double]) -> [Double] {
    var result = interactionGradient(nodes)
    for field in fields { field.addGradient(nodes, to: &result) }
    for i in masses.indices {
      let pressure = diffusions.reduce(0) {
        $0 + Self.pressure($1, masses[i], nodes[i + 1] - nodes[i])
      }
      result[i] += pressure
      result[i + 1] -= pressure
      for q in PotentialRule.nodes {
        let x = nodes[i] + q.position * (nodes[i + 1] - nodes[i])
        let force = masses[i] * q.weight * potentials.reduce(0) { $0 + $1.gradient([x])[0] }
        result[i] += (1 - q.position) * force
        result[i + 1] += q.position * force
      }
    }
    return result
  }

  /// The part of the Hessian that couples neighbours: diffusion, V, and the diagonal of U. With
  /// `positivePart`, curvatures of V and U below zero count as zero.
  func localHessian(_ nodes: [Double], positivePart: Bool = false) -> TridiagonalMatrix {
    var result = TridiagonalMatrix(size: nodes.count)
    for field in fields { field.addHessian(to: &result, positivePart: positivePart) }
    for i in masses.indices {
      let stiffness = diffusions.reduce(0) {
        $0 + Self.stiffness($1, masses[i], nodes[i + 1] - nodes[i])
      }
      result.add(stiffness, -stiffness, stiffness, at: i)
      for q in PotentialRule.nodes {
        let x = nodes[i] + q.position * (nodes[i + 1] - nodes[i])
        var curvature = potentials.reduce(0) { $0 + $1.hessian([x])[0, 0] }
        if positivePart { curvature = max(0, curvature) }
        let weight = masses[i] * q.weight * curvature
        let (left, right) = (1 - q.position, q.position)
        result.add(weight * left * left, weight * left * right, weight * right * right, at: i)
      }
    }
    return result
  }

  /// theta w (w/D)^{m-1} / (m-1), or theta w log(w/D) for m = 1.
  private static func energy(
    _ law: (exponent: Double, temperature: Double), _ mass: Double, _ width: Double
  ) -> Double {
    let (m, theta) = law
    if m == 1 { return theta * mass * log(mass / width) }
    return theta * mass * pow(mass / width, m - 1) / (m - 1)
  }

  private static func pressure(
    _ law: (exponent: Double, temperature: Double), _ mass: Double, _ width: Double
  ) -> Double { law.temperature * pow(mass / width, law.exponent) }

  /// Minus the derivative of the pressure in the width.
  private static func stiffness(
    _ law: (exponent: Double, temperature: Double), _ mass: Double, _ width: Double
  ) -> Double { law.exponent * pressure(law, mass, width) / width }

  private func average(_ nodes: [Double], _ i: Int, _ f: (Double) -> Double) -> Double {
    PotentialRule.nodes.reduce(0) {
      $0 + $1.weight * f(nodes[i] + $1.position * (nodes[i + 1] - nodes[i]))
    }
  }

  private enum PotentialRule {
    static let nodes = GaussLegendre.nodes(from: 0, to: 1, pieces: 1)
  }
}

// The interaction of all pairs of Gauss points, two a cell.
extension QuantileEnergy {
  /// Where the two Gauss points of a cell lie, as parts of its width.
  private static let places = [0.5 - 0.5 / 3.0.squareRoot(), 0.5 + 0.5 / 3.0.squareRoot()]

  private func gaussPoints(_ nodes: [Double]) -> [Double] {
    masses.indices.flatMap { i in
      Self.places.map { nodes[i] + $0 * (nodes[i + 1] - nodes[i]) }
    }
  }

  private func interactionValue(_ nodes: [Double]) -> Double {
    guard hasInteraction else { return 0 }
    let points = gaussPoints(nodes)
    let rows = ParallelLoop.map(count: points.count, grain: 8) { a in
      var sum = 0.0
      for b in points.indices { sum += masses[b / 2] * potential(points[a] - points[b]) }
      return masses[a / 2] * sum / 8
    }
    return rows.compensatedSum()
  }

  private func interactionGradient(_ nodes: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: nodes.count)
    guard hasInteraction else { return result }
    let points = gaussPoints(nodes)
    let forces = ParallelLoop.map(count: points.count, grain: 8) { a in
      var sum = 0.0
      for b in points.indices where b != a {
        sum += masses[b / 2] * kernels.reduce(0) { $0 + $1.slope(points[a] - points[b]) }
      }
      return masses[a / 2] * sum / 4
    }
    for (a, force) in forces.enumerated() {
      let place = Self.places[a % 2]
      result[a / 2] += (1 - place) * force
      result[a / 2 + 1] += place * force
    }
    return result
  }

  private func potential(_ z: Double) -> Double { kernels.reduce(0) { $0 + $1.value(z) } }

  /// Adds the interaction's Hessian to a full matrix.
  ///
  /// Complexity: O(n^2).
  func addInteractionHessian(_ nodes: [Double], times factor: Double, to matrix: inout Matrix) {
    let points = gaussPoints(nodes)
    let rows = ParallelLoop.map(count: points.count, grain: 8) { a in
      points.indices.map { b in
        b == a
          ? 0
          : factor * masses[a / 2] * masses[b / 2] / 4
            * kernels.reduce(0) { $0 + $1.curvature(points[a] - points[b]) }
      }
    }
    for a in points.indices {
      let shares = [1 - Self.places[a % 2], Self.places[a % 2]]
      for b in points.indices where b != a {
        let others = [1 - Self.places[b % 2], Self.places[b % 2]]
        for k in 0..<2 {
          for l in 0..<2 {
            matrix[a / 2 + k, a / 2 + l] += rows[a][b] * shares[k] * shares[l]
            matrix[a / 2 + k, b / 2 + l] -= rows[a][b] * shares[k] * others[l]
          }
        }
      }
    }
  }
}
