import Foundation

extension Oracles {
  /// The two halves of a disk about the origin, split at x1 = 0, moved apart by 2 c.
  public enum SplitDisk {
    /// T = x + c sgn(x1) e1, the gradient of |x|^2 / 2 + c |x1|.
    public static func map(_ x: Double, _ y: Double, by c: Double) -> (x: Double, y: Double) {
      (x < 0 ? x - c : x + c, y)
    }

    /// W2^2, whatever the disk's radius.
    public static func distanceSquared(by c: Double) -> Double { c * c }
  }

  /// The density 1 + cos 2 pi (x - 1/2) on (0, 1), compressed by s about 1/2.
  public enum Compression {
    /// The density of the source.
    public static func source(_ x: Double) -> Double {
      abs(x - 0.5) < 0.5 ? 1 + cos(2 * .pi * (x - 0.5)) : 0
    }

    /// The density of its image under T = 1/2 + s (x - 1/2).
    public static func target(_ y: Double, by s: Double) -> Double {
      source(0.5 + (y - 0.5) / s) / abs(s)
    }

    /// W2^2 for s > 0: (1 - s)^2 times the variance, which is (pi^2 - 6) / (12 pi^2).
    public static func distanceSquared(by s: Double) -> Double {
      (1 - s) * (1 - s) * (.pi * .pi - 6) / (12 * .pi * .pi)
    }

    /// phi at time t of the geodesic, up to a constant.
    public static func dynamicPotential(_ x: Double, by s: Double, time t: Double) -> Double {
      (s - 1) * (x - 0.5) * (x - 0.5) / (2 * (1 + (s - 1) * t))
    }
  }

  /// The bump 1 + cos(pi r^2 / .09), r < .3, moved from (.3, .3) to (.7, .7).
  public enum Translation {
    /// The bump about (c, c); c moves from 0.3 to 0.7.
    public static func density(_ x: Double, _ y: Double, center c: Double) -> Double {
      let square = (x - c) * (x - c) + (y - c) * (y - c)
      return square < 0.09 ? 1 + cos(.pi * square / 0.09) : 0
    }

    /// W2^2 a unit of mass, 2 (0.4)^2.
    public static let distanceSquared = 0.32

    /// phi at time t of the geodesic, up to a constant.
    public static func dynamicPotential(_ x: Double, _ y: Double, time t: Double) -> Double {
      0.4 * x + 0.4 * y - 0.16 * t
    }
  }
}
