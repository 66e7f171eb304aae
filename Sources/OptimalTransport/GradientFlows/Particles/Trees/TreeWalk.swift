import Foundation

/// The sums over a tree at one target after another; one walk belongs to one thread.
///
/// Below, R^2 = |z|^2 + s^2 with z from the centre of a box (or a charge) to the target.
struct TreeWalk: ~Copyable {
  private let tree: ChargeTree
  private let isLogarithm: Bool
  private let opening: Double
  private let squaredSoftening: Double
  /// Gradient, potential, the bounds of potential and gradient.
  let sums: ScratchArray<Double>
  private let target: ScratchArray<Double>
  private let z: ScratchArray<Double>
  private let dimension: Int

  init(_ sum: TreeSum) {
    tree = sum.tree
    isLogarithm = sum.kernel == .logarithm
    opening = sum.opening
    squaredSoftening = sum.softening * sum.softening
    dimension = tree.dimension
    sums = ScratchArray(repeating: 0, count: tree.dimension + 3)
    target = ScratchArray(repeating: 0, count: tree.dimension)
    z = ScratchArray(repeating: 0, count: tree.dimension)
  }

  /// Sets the sums for a target with the given coordinates.
  func visit(_ coordinate: (Int) -> Double) {
    for k in 0..<dimension + 3 { sums[k] = 0 }
    for k in 0..<dimension { target[k] = coordinate(k) }
    var box = 0
    while box < tree.count {
      let row = box * tree.stride
      let square = setDifference(tree.moments, row)
      let radius = tree.moments[row + tree.radiusOffset]
      if square > 0, radius * radius <= opening * opening * square {
        addBox(row, square, radius)
        box = tree.next[box]
      } else if tree.isLeaf[box] {
        for place in tree.first[box]..<tree.last[box] { addPair(place * (dimension + 1)) }
        box = tree.next[box]
      } else {
        box += 1
      }
    }
  }

  /// Takes out what a charge at the target itself adds with softening.
  func removeOwn(_ weight: Double) {
    let distance = squaredSoftening.squareRoot()
    sums[dimension] -= weight * (isLogarithm ? log(distance) : 1 / distance)
  }

  /// z; returns R^2.
  @inline(__always)
  private func setDifference(_ from: PaddedArray<Double>, _ offset: Int) -> Double {
    var square = squaredSoftening
    for k in 0..<dimension {
      let difference = target[k] - from[offset + k]
      z[k] = difference
      square += difference * difference
    }
    return square
  }

  @inline(__always)
  private func addPair(_ charge: Int) {
    let square = setDifference(tree.charges, charge)
    guard square > 0 else { return }
    let weight = tree.charges[charge + dimension]
    let inverse = 1 / square
    let potential = isLogarithm ? 0.5 * log(square) : inverse.squareRoot()
    let slope = weight * (isLogarithm ? inverse : -inverse * potential)
    sums[dimension] += weight * potential
    for k in 0..<dimension { sums[k] += slope * z[k] }
  }

  private func addBox(_ row: Int, _ square: Double, _ radius: Double) {
    let d = dimension
    let moments = tree.moments
    let (mass, third) = (moments[row + tree.massOffset], moments[row + tree.thirdOffset])
    var (dipole, quadrupole, trace) = (0.0, 0.0, 0.0)
    for k in 0..<d {
      dipole += moments[row + d + k] * z[k]
      let start = row + tree.quadrupoleOffset + k * d
      trace += moments[start + k]
      for l in 0..<d { quadrupole += moments[start + l] * z[k] * z[l] }
    }
    let inverse = 1 / square
    let distance = square.squareRoot()
    let gap = 1 - radius / distance
    // grad phi = along * z + dipoleFactor * D + quadrupoleFactor * Q z.
    let along: Double
    let dipoleFactor: Double
    let quadrupoleFactor: Double
    if isLogarithm {
      sums[d] += 0.5 * log(square) * mass + (trace / 2 - dipole - quadrupole * inverse) * inverse
      along =
        (mass + (2 * dipole - trace + 4 * quadrupole * inverse) * inverse) * inverse
      dipoleFactor = -inverse
      quadrupoleFactor = -2 * inverse * inverse
      sums[d + 1] += third * inverse / (3 * distance * gap)
      sums[d + 2] += third * inverse * inverse / gap
    } else {
      let cube = inverse / distance
      sums[d] += mass / distance + (dipole - trace / 2 + 1.5 * quadrupole * inverse) * cube
      along =
        (-mass + (1.5 * trace - 3 * dipole - 7.5 * quadrupole * inverse) * inverse) * cube
      dipoleFactor = cube
      quadrupoleFactor = 3 * inverse * cube
      sums[d + 1] += third * inverse * inverse / gap
      sums[d + 2] += third * inverse * cube * (1 + 3 * gap) / (gap * gap)
    }
    for k in 0..<d {
      let start = row + tree.quadrupoleOffset + k * d
      var image = 0.0
      for l in 0..<d { image += moments[start + l] * z[l] }
      sums[k] += along * z[k] + dipoleFactor * moments[row + d + k] + quadrupoleFactor * image
    }
  }
}
