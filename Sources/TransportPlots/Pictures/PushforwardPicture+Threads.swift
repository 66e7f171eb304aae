import OptimalTransport

extension PushforwardPicture {
  /// A particle of the source and where the map takes it.
  struct Thread: Equatable {
    let x: Double
    let y: Double
  }

  /// About this many particles of equal mass are followed.
  private static let threadCount = 28.0

  /// Arrows from places on the axis above to their images on the axis below, each for as much mass,
  /// in the colours of the branches.
  func threads(_ panel: Panel, image: ClosedRange<Double>, _ canvas: inout Canvas) {
    var panel = panel
    panel.framed = false
    for (k, branch) in branches.enumerated() {
      let rows = followed(branch, within: image).map { thread in
        let from = (thread.x - source.lowerBound) / source.length
        let to = (thread.y - image.lowerBound) / image.length
        return "\(from) 1 \(to - from) -1"
      }
      guard !rows.isEmpty else { continue }
      panel.layers.append(
        "\(canvas.block(rows)) using 1:2:3:4 with vectors head filled size screen 0.01,18 lw 0.9 "
          + "lc rgb '\(PlotColor.color(color(k), opacity: 0.8))' notitle")
    }
    canvas.draw(panel)
  }

  /// Particles of one branch at the middles of equal masses, those that stay in the picture.
  func followed(_ branch: MonotoneBranch, within image: ClosedRange<Double>) -> [Thread] {
    let count = max(1, (Self.threadCount * branch.mass / law.mass).rounded())
    let (a, b) = (max(branch.lower, source.lowerBound), min(branch.upper, source.upperBound))
    guard a < b else { return [] }
    let table = MassTable(from: a, to: b) { law.sourceDensity(at: $0) }
    return (0..<Int(count)).compactMap { k in
      let part = (Double(k) + 0.5) / count
      // What a falling map has not yet sent stands above its image.
      let sent = branch.mass * (branch.isIncreasing ? part : 1 - part)
      let y = place(of: sent, branch)
      return image.contains(y) ? Thread(x: table.place(of: part), y: y) : nil
    }
  }

  /// The y below which a branch has brought this mass, by bisection.
  private func place(of mass: Double, _ branch: MonotoneBranch) -> Double {
    var low = max(branch.imageLower, image.density.box.lower[0])
    var high = min(branch.imageUpper, image.density.box.upper[0])
    if law.mass(of: branch, below: high) < mass { return .infinity }
    for _ in 0..<60 {
      let middle = low / 2 + high / 2
      if law.mass(of: branch, below: middle) < mass { low = middle } else { high = middle }
    }
    return low / 2 + high / 2
  }
}

/// The mass of a density up to places of an interval, by the trapezoidal rule.
private struct MassTable {
  private let places: [Double]
  private let sums: [Double]

  init(from a: Double, to b: Double, _ density: (Double) -> Double) {
    let count = 400
    let places = (0...count).map { a + (b - a) * Double($0) / Double(count) }
    let heights = places.map { max(0, min(density($0), .greatestFiniteMagnitude / 1e6)) }
    var sums = [0.0]
    for k in 1...count { sums.append(sums[k - 1] + (heights[k - 1] + heights[k]) / 2) }
    (self.places, self.sums) = (places, sums)
  }

  /// The place below which a part of the mass lies.
  func place(of part: Double) -> Double {
    let goal = part * sums[sums.count - 1]
    let k = max(1, sums.firstIndex { $0 >= goal } ?? sums.count - 1)
    let step = sums[k] - sums[k - 1]
    let t = step > 0 ? (goal - sums[k - 1]) / step : 0
    return places[k - 1] + t * (places[k] - places[k - 1])
  }
}
