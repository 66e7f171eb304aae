import Foundation

extension Oracles {
  /// grad phi + w on [0, 1]^2, both without flux through the walls, w divergence-free, orthogonal,
  /// and of squared norm 1 / (8 pi^2) each.
  public enum HelmholtzPair {
    /// grad phi = -(sin 2 pi x cos 2 pi y, cos 2 pi x sin 2 pi y) / 2 pi.
    public static func gradient(_ x: [Double]) -> [Double] {
      let (a, b) = (2 * Double.pi * x[0], 2 * Double.pi * x[1])
      return [-sin(a) * cos(b) / (2 * .pi), -cos(a) * sin(b) / (2 * .pi)]
    }

    /// w = (-sin 2 pi x cos 2 pi y, cos 2 pi x sin 2 pi y) / 2 pi.
    public static func solenoidal(_ x: [Double]) -> [Double] {
      let (a, b) = (2 * Double.pi * x[0], 2 * Double.pi * x[1])
      return [-sin(a) * cos(b) / (2 * .pi), cos(a) * sin(b) / (2 * .pi)]
    }

    /// phi = cos 2 pi x cos 2 pi y / 4 pi^2.
    public static func potential(_ x: [Double]) -> Double {
      cos(2 * .pi * x[0]) * cos(2 * .pi * x[1]) / (4 * .pi * .pi)
    }

    /// The squared L2 norm of each part.
    public static let energy = 1 / (8 * Double.pi * Double.pi)
  }
}
