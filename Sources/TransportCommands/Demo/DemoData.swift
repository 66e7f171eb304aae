import Foundation
import OptimalTransport
import TransportIO

/// The measures of the tour, the same on every machine.
enum DemoData {
  /// Writes them into `data/`.
  static func write(into folder: DemoFolder) throws(TransportError) {
    try AtomicFile.write(PackageResources.flower_png, to: folder.path("data/flower.png"))
    try AtomicFile.write(PackageResources.moon_png, to: folder.path("data/moon.png"))
    try MeasureFile.save(try ring(), to: folder.path("data/ring.csv"))
    try MeasureFile.save(try clusters(), to: folder.path("data/clusters.csv"))
    for (name, text) in descriptions {
      try AtomicFile.write(Array((text + "\n").utf8), to: folder.path("data/" + name))
    }
    try writeGap(into: folder)
    for (name, box) in [("bell", (-3.0, 1.2)), ("two-bells", (-0.7, 3.1))] {
      let law = try MeasureFile.load(folder.path("data/\(name).json"))
      let density = try density(of: law, on: Box(lower: [box.0], upper: [box.1]))
      try MeasureFile.save(density, to: folder.path("data/\(name).npz"))
    }
  }

  /// A law on the line as 240 cells of an interval that holds all but 1e-3 of it.
  private static func density(of law: any Measure, on box: Box) throws(TransportError)
    -> GridDensity
  {
    switch law {
    case let gaussian as Gaussian:
      return try gaussian.discretized(shape: [240], box: box).density.normalized()
    case let mixture as GaussianMixture:
      return try mixture.discretized(shape: [240], box: box).density.normalized()
    default: preconditionFailure("the tour's laws are Gaussians and mixtures")
    }
  }

  /// Two blots on 48 x 48 cells with a wall between them, which has a gap of eight cells.
  private static func writeGap(into folder: DemoFolder) throws(TransportError) {
    let n = 48
    func picture(_ level: (Double, Double) -> Double) throws(TransportError) -> GreyImage {
      try GreyImage(
        width: n, height: n,
        levels: (0..<n * n).map { level(Double($0 % n) + 0.5, Double($0 / n) + 0.5) })
    }
    func blot(_ x: Double, _ y: Double) -> (Double, Double) -> Double {
      { a, b in max(0, 1 - ((a - x) * (a - x) + (b - y) * (b - y)) / 64).squareRoot() }
    }
    let pictures = [
      ("left", try picture(blot(10, 12))), ("right", try picture(blot(38, 16))),
      ("wall", try picture { x, y in abs(x - 24) < 2 && abs(y - 34) > 4 ? 1 : 0 }),
    ]
    for (name, image) in pictures {
      try ImageFile.save(image, to: folder.path("data/\(name).png"))
    }
  }

  /// 120 points about a circle, lighter on one side.
  private static func ring() throws(TransportError) -> PointCloud {
    var generator = SeededGenerator(seed: 7)
    var points: [[Double]] = []
    var weights: [Double] = []
    for i in 0..<120 {
      let angle = 2 * Double.pi * Double(i) / 120
      let radius = 1 + 0.08 * generator.normal()
      points.append([radius * cos(angle), radius * sin(angle)])
      weights.append(1.5 + cos(angle))
    }
    return try PointCloud(points: Matrix(points), weights: weights).normalized()
  }

  /// 90 points in three clusters of different mass.
  private static func clusters() throws(TransportError) -> PointCloud {
    var generator = SeededGenerator(seed: 8)
    let centers = [[-0.7, -0.2], [0.1, 0.6], [0.5, -0.5]]
    var points: [[Double]] = []
    var weights: [Double] = []
    for i in 0..<90 {
      let center = centers[i % 3]
      points.append(center.map { $0 + 0.13 * generator.normal() })
      weights.append(Double(1 + i % 3))
    }
    return try PointCloud(points: Matrix(points), weights: weights).normalized()
  }

  private static let descriptions = [
    ("bell.json", #"{"gaussian": {"mean": [-1.0], "covariance": [[0.36]]}}"#),
    (
      "two-bells.json",
      #"{"mixture": [{"weight": 0.6, "mean": [0.5], "covariance": [[0.09]]}, "#
        + #"{"weight": 0.4, "mean": [2.2], "covariance": [[0.04]]}]}"#
    ),
    (
      "wide.json",
      #"{"gaussian": {"mean": [-1.0, 0.0], "covariance": [[1.0, 0.3], [0.3, 0.2]]}}"#
    ),
    ("left-well.json", #"{"gaussian": {"mean": [-1.0], "covariance": [[0.0167]]}}"#),
    ("right-well.json", #"{"gaussian": {"mean": [1.0], "covariance": [[0.0167]]}}"#),
    ("wells.json", #"{"drift": ["15*(x - x^3)"]}"#),
    (
      "tall.json",
      #"{"gaussian": {"mean": [2.0, 0.5], "covariance": [[0.2, -0.2], [-0.2, 0.9]]}}"#
    ),
  ]
}
