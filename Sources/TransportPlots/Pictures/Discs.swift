import OptimalTransport

/// The atoms of a cloud as discs whose areas are proportional to their masses.
struct Discs {
  /// The radius of the heaviest atom, in CSS pixels.
  let largestRadius: Double
  /// The mass of the heaviest atom.
  let heaviest: Double

  /// Discs for all the given masses.
  ///
  /// - Parameters:
  ///   - width: of the panel, in CSS pixels.
  ///   - coverage: the part of the width that the heaviest radius takes when there are few atoms.
  init(masses: [[Double]], width: Double, coverage: Double = 0.02) {
    heaviest = masses.joined().max() ?? 0
    let count = Double(masses.map(\.count).max() ?? 1)
    // Discs of equal mass cover a few per cent of the panel, whatever their number.
    largestRadius = width * min(coverage, max(0.0025, 0.16 / count.squareRoot()))
  }

  func radius(_ mass: Double) -> Double { largestRadius * (mass / heaviest).squareRoot() }

  /// Adds discs at places in the units of the axes and returns the layer that draws them.
  ///
  /// Heavy atoms come first so that light ones stay visible; each has a white rim that parts it
  /// from those below. Atoms without mass are left out.
  func layer(
    _ masses: [Double], color: String, into canvas: inout Canvas,
    at place: (Int) -> (Double, Double)
  ) -> String {
    let fill = Int(color.dropFirst(), radix: 16)! | 0x1a_000000
    let rim = min(0.7, largestRadius / 5)
    let rows = masses.indices.filter { masses[$0] > 0 }
      .sorted { (masses[$1], $0) < (masses[$0], $1) }
      .flatMap { i in
        let (x, y) = place(i)
        let radius = radius(masses[i])
        return [
          "\(x) \(y) \(pointSize(radius + rim)) \(0xffffff)",
          "\(x) \(y) \(pointSize(radius)) \(fill)",
        ]
      }
    let block = canvas.block(rows)
    return "\(block) using 1:2:3:4 with points pt 7 ps variable lc rgb variable notitle"
  }
}

/// The gnuplot point size of a disc of this radius in CSS pixels; every terminal of
/// ``FigureFormat`` is set up so that size 1 has radius 4.
func pointSize(_ radius: Double) -> String { Float(radius / 4).description }
