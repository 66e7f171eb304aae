/// The images of the centres of cells' parts under a gradient, in the box: parts move as their
/// cells do, and one that goes round is taken a period on, itself and its image.
struct PartImages {
  /// The parts' axes, with margins where parts were taken a period on.
  let axes: [GridAxis]
  /// d numbers for each place.
  private(set) var points: [Double]
  /// The mass of each place, zero where no part is.
  private(set) var masses: [Double]

  private let margins: [Int]
  private let dimension: Int

  init(_ nodes: NodeLift, potential: [Double]) {
    let (lift, parts) = (nodes.lift, nodes.parts)
    margins = lift.margins(potential, most: 1).map { $0 * parts }
    let fine = nodes.grid.fine
    axes = PeriodicLift(axes: fine, periodicAxes: lift.periodicAxes).axes(margins)
    dimension = fine.count
    let places = axes.reduce(1) { $0 * $1.count }
    points = [Double](repeating: 0, count: places * fine.count)
    masses = [Double](repeating: 0, count: places)
    let images = lift.gradient(potential)
    for (part, mass) in nodes.grid.fineMasses.enumerated() {
      var (rest, cell, stride) = (part, 0, 1)
      var (index, image) = (fine.map { _ in 0 }, fine.map { _ in 0.0 })
      for k in fine.indices.reversed() {
        index[k] = rest % fine[k].count
        rest /= fine[k].count
        cell += index[k] / parts * stride
        stride *= lift.axes[k].count
      }
      for k in fine.indices {
        let place = (Double(index[k] % parts) + 0.5) / Double(parts) - 0.5
        image[k] = images[cell, k] + place * lift.axes[k].step
      }
      put(mass, at: index, image, fine)
    }
  }

  private mutating func put(
    _ mass: Double, at index: [Int], _ image: [Double], _ fine: [GridAxis]
  ) {
    var (place, image) = (0, image)
    for (k, axis) in fine.enumerated() {
      var i = index[k] + margins[k]
      if margins[k] > 0 {
        let length = axis.upper - axis.lower
        let turns = ((image[k] - axis.lower) / length).rounded(.down)
        let moved = i - Int(turns) * axis.count
        if axes[k].count > moved, moved >= 0 {
          i = moved
          image[k] -= turns * length
        }
      }
      place = place * axes[k].count + i
    }
    masses[place] = mass
    for k in image.indices { points[place * dimension + k] = image[k] }
  }
}
