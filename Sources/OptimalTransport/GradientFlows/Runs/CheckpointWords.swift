import Foundation

/// The 64-bit words of a checkpoint, written one after the other and read in the same order.
struct CheckpointWords {
  private var words: [UInt64] = []
  private var place = 0

  init() {}

  /// - Throws: `malformedFile` for bytes that are not whole words that end in their checksum.
  init(_ data: Data) throws(TransportError) {
    let bytes = [UInt8](data)
    guard bytes.count >= 16, bytes.count.isMultiple(of: 8) else {
      throw Self.malformed("its \(bytes.count) bytes are no checkpoint, or a part of one")
    }
    words = stride(from: 0, to: bytes.count, by: 8).map { start in
      (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
    }
    let stored = words.removeLast()
    guard stored == checksum else {
      throw Self.malformed("its checksum is wrong: it was cut short or changed")
    }
  }

  static func malformed(_ reason: String) -> TransportError {
    .malformedFile(
      path: "checkpoint", reason: reason,
      remedy: "Resume from an older checkpoint, or start the run anew.")
  }

  /// The words as bytes, the least first.
  var data: Data {
    var bytes = [UInt8]()
    bytes.reserveCapacity(8 * words.count)
    for word in words {
      for k in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * UInt64(k)))) }
    }
    return Data(bytes)
  }

  /// A hash of the words.
  var checksum: UInt64 {
    // Each word is mixed into the whole state, as in Fowler, Noll and Vo's hash with words for
    // bytes, and the high bits are folded down, which multiplication alone leaves out.
    words.reduce(0xcbf2_9ce4_8422_2325) { hash, word in
      let mixed = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
      return mixed ^ (mixed >> 32)
    }
  }
}

// Writing.
extension CheckpointWords {
  mutating func append(_ word: UInt64) { words.append(word) }
  mutating func append(_ count: Int) { words.append(UInt64(count)) }
  mutating func append(_ number: Double) { words.append(number.bitPattern) }

  mutating func append(_ numbers: [Double]) {
    append(numbers.count)
    for number in numbers { append(number) }
  }

  mutating func append(_ text: String) {
    append(text.utf8.count)
    for byte in text.utf8 { append(UInt64(byte)) }
  }

  mutating func append(_ step: ProximalStep) {
    for number in [step.time, step.energy, step.distance, step.slope, step.gap] { append(number) }
    append(step.iterations)
    append(Termination.allCases.firstIndex(of: step.termination)!)
  }
}

// Reading.
extension CheckpointWords {
  /// - Throws: `malformedFile` past the end.
  mutating func next() throws(TransportError) -> UInt64 {
    guard place < words.count else { throw Self.malformed("it ends too early") }
    defer { place += 1 }
    return words[place]
  }

  mutating func number() throws(TransportError) -> Double { Double(bitPattern: try next()) }

  /// A number of things.
  mutating func count() throws(TransportError) -> Int {
    guard let count = Int(exactly: try next()) else {
      throw Self.malformed("a count in it is none")
    }
    return count
  }

  mutating func numbers() throws(TransportError) -> [Double] {
    try list { (words) throws(TransportError) in try words.number() }
  }

  /// A count, and as many of what `read` reads.
  mutating func list<Element>(
    _ read: (inout CheckpointWords) throws(TransportError) -> Element
  ) throws(TransportError) -> [Element] {
    let count = try count()
    guard count <= words.count - place else { throw Self.malformed("it ends too early") }
    var result: [Element] = []
    for _ in 0..<count { result.append(try read(&self)) }
    return result
  }

  mutating func step() throws(TransportError) -> ProximalStep {
    var numbers: [Double] = []
    for _ in 0..<5 { numbers.append(try number()) }
    let (iterations, kind) = (try count(), try count())
    guard kind < Termination.allCases.count else {
      throw Self.malformed("a step in it stopped for no known reason")
    }
    return ProximalStep(
      time: numbers[0], energy: numbers[1], distance: numbers[2], slope: numbers[3],
      gap: numbers[4], iterations: iterations, termination: Termination.allCases[kind])
  }
}
