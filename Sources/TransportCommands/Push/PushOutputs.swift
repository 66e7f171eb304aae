import Foundation
import OptimalTransport
import TransportIO
import TransportPlots

/// The files that `ot push` is asked to write.
struct PushOutputs {
  private let output: OutputFile?
  private let plot: OutputFile?

  init(output: String?, plot: String?) {
    self.output = OutputFile("--output", output)
    self.plot = OutputFile("--plot", plot)
  }

  /// Refuses, before any work, names that are sure to fail.
  func check(inputs: [String]) throws {
    if let plot { _ = try FigureFormat(path: plot.path) }
    try OutputFile.check([output, plot].compactMap { $0 }, inputs: inputs)
  }

  /// Refuses a format that does not hold what the measure becomes.
  func checkFormat(of measure: any Measure) throws {
    guard let output else { return }
    let isCloud = measure is PointCloud
    let formats =
      isCloud ? ["npz", "csv"] : measure.dimension == 2 ? ["npz", "png", "pgm"] : ["npz"]
    guard formats.contains((output.path as NSString).pathExtension.lowercased()) else {
      throw UsageError(
        description: "--output \(output.path) must end in "
          + formats.map { "." + $0 }.joined(separator: " or ") + " for "
          + (isCloud ? "points." : "a density in dimension \(measure.dimension)."))
    }
  }

  /// Writes what was asked for.
  func write(
    _ result: Pushforward, map: String, box: Box?
  ) -> WrittenFiles {
    var written = WrittenFiles()
    if case .points(let cloud, _) = result.law {
      written.attempt(output, "\(cloud.count) points") { try MeasureFile.save(cloud, to: $0) }
    } else if let density = result.density {
      written.attempt(output, "\(density.count) cells") { try MeasureFile.save(density, to: $0) }
    }
    written.attempt(plot, "the figure") {
      try Figure(result, map: map, box: box).write(to: $0)
    }
    return written
  }
}

extension Figure {
  /// The picture of a push-forward: source and image.
  init(_ result: Pushforward, map: String, box: Box?) throws(TransportError) {
    let heading = Heading("Push-forward by \(map)")
    switch result.law {
    case .branches(let law, let cells):
      // For the eye, thin tails may go.
      let shown = if let box { box } else { try Box(interval: law.bulk(outside: 1e-3)) }
      self = try .pushforward(
        law, shape: cells.density.shape, box: shown, heading: heading)
    case .cells(let grid, let source):
      let (image, isCapped) = try grid.density.cappedForTheEye()
      self = try .densities(
        [source, image], names: ["source", isCapped ? "image, brightest cells cut off" : "image"],
        scaling: .individual, heading: heading)
    case .points(let image, let source):
      self = try .points(source: source, target: image, heading: heading)
    }
  }
}

extension GridDensity {
  /// The density with its peaks cut off where they would leave the rest dark, as they do at the
  /// image of a critical point: at four times the density that half of the mass lies above, which a
  /// Gaussian in the plane never passes.
  fileprivate func cappedForTheEye() throws(TransportError) -> (
    density: GridDensity, isCapped: Bool
  ) {
    let descending = values.sorted(by: >)
    let half = descending.reduce(0, +) / 2
    var sum = 0.0
    let median = descending.first {
      sum += $0
      return sum >= half
    }
    guard let median, median > 0, descending[0] > 4 * median else { return (self, false) }
    let capped = values.map { min($0, 4 * median) }
    return (try GridDensity(shape: shape, box: box, values: capped), true)
  }
}
