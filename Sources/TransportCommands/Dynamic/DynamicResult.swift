import Foundation
import OptimalTransport
import TransportIO
import TransportPlots

/// What `ot dynamic` found.
struct DynamicResult {
  let solution: DynamicSolution
  let source: GridDensity
  let target: GridDensity
  /// Walls, a value a cell; empty for none.
  let walls: [Bool]
  /// Bounds of W2^2 between the densities, constant in each cell; nil where walls, a cap, growth or
  /// periodic sides make it another problem.
  let bracket: DensityBracket?
  let note: String?
  let tolerance: Double
  /// The cap of the density and the length of growth.
  let constraints: (cap: Double?, growth: Double?)

  /// Whether the discrete problem is bracketed to the tolerance.
  var isMet: Bool { solution.certificate.holds(to: tolerance) }

  var distance: Double { max(solution.certificate.upperBound, 0).squareRoot() }

  /// The title of a figure above what is known; W2 only where nothing hinders the flow.
  func heading(_ title: String) -> Heading {
    let certificate = solution.certificate
    guard bracket == nil else {
      return Heading(title, certificate: certificate, cost: .squaredEuclidean)
    }
    let parts = [
      String(format: "action %.5g", solution.action),
      "relative gap " + Evidence.brief(certificate.relativeGap),
    ]
    return Heading(title, note: parts.joined(separator: "   ·   "))
  }
}

extension DynamicSolution {
  /// psi on the source's grid, whose gradient moves the mass: |x|^2 / 2 + phi(0, x).
  func brenierPotential() throws(TransportError) -> BrenierPotential {
    try BrenierPotential(
      shape: path.shape, box: path.box, alpha: initialPotential.map { -2 * $0 })
  }

  /// The times (k + 1/2) / N.
  var centerTimes: [Double] {
    (0..<timeSteps).map { (Double($0) + 0.5) / Double(timeSteps) }
  }

  /// m at the cell centres at a time centre: the mean over the two faces along each axis.
  func momentum(at center: Int) throws(TransportError) -> VectorField {
    let shape = path.shape
    let (count, d) = (shape.reduce(1, *), shape.count)
    var values = [Double](repeating: 0, count: count * d)
    for k in 0..<d {
      let stride = shape[(k + 1)...].reduce(1, *)
      let faces = momentum[k]
      for cell in 0..<count {
        let position = cell / stride % shape[k]
        // The face below the first cell is the wall, or the last one's upper face.
        let below = position > 0 ? cell - stride : cell + (shape[k] - 1) * stride
        let start = center * count
        values[cell * d + k] = (faces[start + cell] + faces[start + below]) / 2
      }
    }
    return try VectorField(
      shape: shape, box: path.box, vectors: Matrix(rows: count, columns: d, elements: values))
  }

  /// What moves the density, as the file of a path holds it.
  func motion() throws(TransportError) -> PathFile.Motion {
    var momenta: [VectorField] = []
    for center in 0..<timeSteps { momenta.append(try momentum(at: center)) }
    return PathFile.Motion(
      times: centerTimes, momentum: momenta, velocity: (0..<timeSteps).map { velocity(at: $0) },
      potential: potential)
  }

  /// The path with velocities and phi brought from the time centres to the nodes: means of the two
  /// centres beside a node, at the ends the one there is and phi at times 0 and 1.
  func film(walls: [Bool] = []) throws(TransportError) -> Film {
    let fields = (0..<timeSteps).map { velocity(at: $0) }
    let velocities = try (0...timeSteps).map { node throws(TransportError) in
      let (a, b) = (fields[max(node - 1, 0)], fields[min(node, timeSteps - 1)])
      return try VectorField(
        shape: path.shape, box: path.box,
        vectors: Matrix(
          rows: a.count, columns: a.dimension,
          elements: zip(a.vectors.elements, b.vectors.elements).map { ($0 + $1) / 2 }))
    }
    let potentials = (0...timeSteps).map { node in
      if node == 0 { return initialPotential }
      if node == timeSteps { return finalPotential }
      return zip(potential[node - 1], potential[node]).map { ($0 + $1) / 2 }
    }
    return try Film(path, velocities: velocities, potentials: potentials, walls: walls)
  }
}
