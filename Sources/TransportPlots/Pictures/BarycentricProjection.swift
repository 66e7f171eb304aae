import OptimalTransport

/// Where a plan sends each source atom on average: T(x_i) = sum_j P_ij y_j / sum_j P_ij.
///
/// For squared Euclidean cost it is the map closest to the plan in L2 of the source; where the plan
/// is a map, it is that map (Ambrosio, Gigli, Savare 2008, section 5.4).
struct BarycentricProjection {
  /// The images, m x d; atoms that send no mass stay where they are.
  let images: Matrix
  /// The mass that leaves each atom.
  let mass: [Double]

  /// Complexity: O(entries d).
  init(plan: TransportPlan, source: Matrix, target: Matrix) {
    var images = source
    let mass = plan.sourceMarginal
    for i in 0..<source.rows where mass[i] > 0 {
      for k in 0..<source.columns { images[i, k] = 0 }
    }
    for (entry, i) in plan.rows.enumerated() where mass[i] > 0 {
      let part = plan.mass[entry] / mass[i]
      for k in 0..<source.columns { images[i, k] += part * target[plan.columns[entry], k] }
    }
    self.images = images
    self.mass = mass
  }

  /// An average of the map over nearby atoms.
  struct Arrow: Equatable {
    var start: [Double]
    var end: [Double]
    var mass: Double
  }

  /// One arrow for each block of a regular partition of the box, `count` blocks along its longer
  /// side, from the centre of the mass in the block to the centre of its image.
  ///
  /// Blocks with less than `threshold` times the mass of the fullest are left out.
  func arrows(from source: Matrix, box: Box, count: Int, threshold: Double = 0.02) -> [Arrow] {
    let step = box.sides.max()! / Double(count)
    var blocks: [[Int]: Arrow] = [:]
    for i in 0..<source.rows where mass[i] > 0 {
      let start = source.row(i)
      let key = start.indices.map { Int(((start[$0] - box.lower[$0]) / step).rounded(.down)) }
      var arrow = blocks[key] ?? Arrow(start: start, end: images.row(i), mass: 0)
      arrow.mass += mass[i]
      let part = mass[i] / arrow.mass
      for k in start.indices {
        arrow.start[k] += part * (start[k] - arrow.start[k])
        arrow.end[k] += part * (images[i, k] - arrow.end[k])
      }
      blocks[key] = arrow
    }
    let fullest = blocks.values.map(\.mass).max() ?? 0
    return blocks.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
      .filter { $0.mass >= threshold * fullest }
  }
}
