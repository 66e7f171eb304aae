/// Charges in boxes that are halved across their longest side, down to a few charges, with the
/// moments of each box about its centre of |charge|.
///
/// Boxes stand in the order of a walk that goes down first; `next` leads past all that lies in one.
struct ChargeTree: Sendable {
  let points: Matrix
  let weights: [Double]
  let dimension: Int
  /// The charges in the order of the leaves: d coordinates and the charge each.
  let charges: PaddedArray<Double>
  /// One row of `stride` numbers a box; see the offsets.
  let moments: PaddedArray<Double>
  private(set) var first: [Int] = []
  private(set) var last: [Int] = []
  private(set) var next: [Int] = []
  private(set) var isLeaf: [Bool] = []

  /// Few enough that summing their pairs costs less than another opening.
  private static let leafSize = 16
  /// Offsets in a row: the centre comes first, then the dipole.
  var radiusOffset: Int { 2 * dimension }
  var massOffset: Int { 2 * dimension + 1 }
  var thirdOffset: Int { 2 * dimension + 2 }
  /// d x d.
  var quadrupoleOffset: Int { 2 * dimension + 3 }
  var stride: Int { dimension * dimension + 2 * dimension + 3 }
  var count: Int { next.count }

  init(_ points: Matrix, weights: [Double]) {
    self.points = points
    self.weights = weights
    dimension = points.columns
    var build = TreeBuild(points, leafSize: Self.leafSize)
    build.run()
    (first, last, next, isLeaf) = (build.first, build.last, build.next, build.isLeaf)
    charges = PaddedArray(repeating: 0, count: points.rows * (points.columns + 1))
    moments = PaddedArray(
      repeating: 0,
      count: next.count * (points.columns * points.columns + 2 * points.columns + 3))
    for (place, i) in build.order.enumerated() {
      for k in 0..<dimension {
        charges[place * (dimension + 1) + k] = points.elements[i * dimension + k]
      }
      charges[place * (dimension + 1) + dimension] = weights[i]
    }
    ParallelLoop.run(count: next.count, grain: 256) { range in
      for box in range { setMoments(box) }
    }
  }

  private func setMoments(_ box: Int) {
    let (d, row) = (dimension, box * stride)
    setCenter(box)
    for place in first[box]..<last[box] {
      let charge = place * (d + 1)
      let weight = charges[charge + d]
      var square = 0.0
      for k in 0..<d {
        let y = charges[charge + k] - moments[row + k]
        square += y * y
        moments[row + d + k] += weight * y
        for l in 0..<d {
          moments[row + quadrupoleOffset + k * d + l] +=
            weight * y * (charges[charge + l] - moments[row + l])
        }
      }
      let distance = square.squareRoot()
      moments[row + radiusOffset] = max(moments[row + radiusOffset], distance)
      moments[row + massOffset] += weight
      moments[row + thirdOffset] += abs(weight) * square * distance
    }
  }

  /// The centre of |charge|, or of the points where all charges are zero.
  private func setCenter(_ box: Int) {
    let (d, row) = (dimension, box * stride)
    let places = first[box]..<last[box]
    let total = places.reduce(0) { $0 + abs(charges[$1 * (d + 1) + d]) }
    for k in 0..<d {
      let start = charges[places.lowerBound * (d + 1) + k]
      var sum = 0.0
      for place in places {
        let share =
          total > 0
          ? abs(charges[place * (d + 1) + d]) / total : 1 / Double(places.count)
        sum += share * (charges[place * (d + 1) + k] - start)
      }
      moments[row + k] = start + sum
    }
  }
}
