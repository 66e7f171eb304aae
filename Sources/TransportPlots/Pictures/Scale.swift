import OptimalTransport

/// The sizes of coordinates that can be drawn: those whose squares and quotients neither overflow
/// nor vanish.
enum Scale {
  static let least = 1e-150
  static let greatest = 1e150

  static func check(_ coordinates: [Double], _ argument: String) throws(TransportError) {
    if let value = coordinates.first(where: { abs($0) > greatest }) {
      throw .outOfRange(
        argument: argument, value: value, expected: "at most \(greatest) in a figure; rescale them")
    }
  }

  static func check(sides: [Double], _ argument: String) throws(TransportError) {
    if let value = sides.first(where: { $0 < least }) {
      throw .outOfRange(
        argument: argument + " side", value: value,
        expected: "at least \(least) in a figure; rescale it")
    }
  }
}
