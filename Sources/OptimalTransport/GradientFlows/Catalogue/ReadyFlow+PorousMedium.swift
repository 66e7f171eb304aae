import Foundation

extension ReadyFlow {
  /// Slow diffusion, rho_t = lap rho^m with m > 1 on the plane, from Barenblatt's profile: gas in a
  /// porous medium spreads behind a sharp front whose radius grows as t^(1 / 2m).
  ///
  /// - Parameters:
  ///   - m: the exponent.
  ///   - cells: along each side.
  /// - Throws: `outOfRange` unless m > 1.
  public static func porousMedium(
    exponent m: Double = 2, cells: Int = 64
  ) throws(TransportError) -> ReadyFlow {
    guard m > 1, m.isFinite else {
      throw .outOfRange(argument: "exponent", value: m, expected: "above 1")
    }
    return try diffusion(
      m, name: "porousMedium", about: "Slow diffusion spreads behind a sharp front.", cells: cells,
      profile: { square in pow(max(0, 1 - square), 1 / (m - 1)) })
  }

  /// Fast diffusion, rho_t = lap rho^m with 1/2 < m < 1 on the plane, from Barenblatt's profile
  /// (1 + |x|^2)^(-1 / (1 - m)): tails form at once, and are fatter than a Gaussian's.
  ///
  /// - Parameters:
  ///   - m: the exponent.
  ///   - cells: along each side.
  /// - Throws: `outOfRange` unless 1/2 < m < 1.
  public static func fastDiffusion(
    exponent m: Double = 0.75, cells: Int = 64
  ) throws(TransportError) -> ReadyFlow {
    guard m > 0.5, m < 1 else {
      throw .outOfRange(argument: "exponent", value: m, expected: "between 1/2 and 1")
    }
    return try diffusion(
      m, name: "fastDiffusion", about: "Fast diffusion grows fat tails at once.", cells: cells,
      profile: { square in pow(1 + 9 * square, 1 / (m - 1)) })
  }

  private static func diffusion(
    _ m: Double, name: String, about: String, cells: Int, profile: (Double) -> Double
  ) throws(TransportError) -> ReadyFlow {
    let box = try Box(lower: [-3, -3], upper: [3, 3])
    guard cells >= 1 else {
      throw .outOfRange(argument: "cells", value: Double(cells), expected: "at least 1")
    }
    let squares = outerSum(
      [GridAxis](repeating: GridAxis(lower: -3, upper: 3, count: cells), count: 2).map {
        $0.centers.map { $0 * $0 }
      })
    let start = try GridDensity(shape: [cells, cells], box: box, values: squares.map(profile))
    return ReadyFlow(
      name: name, about: about,
      setting: .grid(
        try GridFlow(.power(m, 1), timeStep: 0.05), start: start.normalized()), duration: 1)
  }
}
