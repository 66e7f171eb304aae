import Foundation

/// An input, read as numbers from the front; zeros where it is used up.
struct InputBytes {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  var isEmpty: Bool { bytes.isEmpty }

  mutating func byte() -> Int { Int(bytes.popFirst() ?? 0) }

  mutating func number(below count: Int) -> Int { byte() % count }

  /// One in four is a number at the edge of something, the others ordinary.
  mutating func double() -> Double {
    let choice = byte()
    guard choice % 4 == 0 else { return Double(choice) / 64 - 1 }
    let edges = [
      0, -0.0, 1, -1, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, 1e-300, 1e300,
      .greatestFiniteMagnitude,
      -1e-17, .pi, 1e9,
    ]
    let index = byte()
    return index < 128
      ? edges[index % edges.count]
      : Double(bitPattern: (0..<8).reduce(0) { bits, _ in bits << 8 | UInt64(byte()) })
  }

  mutating func doubles(_ count: Int) -> [Double] {
    // Half of the lists are masses or points that solvers get to see.
    byte() % 2 == 0
      ? (0..<count).map { _ in Double(1 + byte()) / 256 } : (0..<count).map { _ in double() }
  }
}
