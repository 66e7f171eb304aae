public import Foundation

// The file: 64-bit words, the least byte first. The name and version of the format, the fields in
// order with counts before lists, and a checksum of all words before it.
extension FlowCheckpoint {
  /// `OTFLOW` and the version, 1.
  private static let magic: UInt64 = 0x0001_574F_4C46_544F

  /// The bytes to write.
  public var data: Data {
    var words = CheckpointWords()
    words.append(Self.magic)
    words.append(fingerprint)
    words.append(index)
    words.append([
      time, control.target, control.duration, control.bounds.lowerBound, control.bounds.upperBound,
      control.timeStep, control.lastRatio, control.reserve,
    ])
    words.append(steps.count)
    for step in steps { words.append(step) }
    words.append(localErrors)
    words.append(localErrorTimes)
    words.append(numbers)
    words.append(previous)
    words.append(frames.count)
    for frame in frames {
      words.append(frame.index)
      words.append(frame.time)
      words.append(frame.numbers)
    }
    words.append(words.checksum)
    return words.data
  }

  /// Reads what ``data`` wrote.
  ///
  /// - Throws: `malformedFile` for bytes that are no checkpoint, of another version, cut short or
  ///   changed.
  public init(data: Data) throws(TransportError) {
    var words = try CheckpointWords(data)
    guard try words.next() == Self.magic else {
      throw CheckpointWords.malformed("it is no checkpoint of a flow, or of another version")
    }
    fingerprint = try words.next()
    index = try words.count()
    let numbers = try words.numbers()
    guard numbers.count == 8, numbers[3] <= numbers[4] else {
      throw CheckpointWords.malformed("its step control is not one")
    }
    time = numbers[0]
    control = StepControl(
      target: numbers[1], duration: numbers[2], bounds: numbers[3]...numbers[4],
      timeStep: numbers[5], lastRatio: numbers[6], reserve: numbers[7])
    steps = try words.list { (words) throws(TransportError) in try words.step() }
    localErrors = try words.numbers()
    localErrorTimes = try words.numbers()
    self.numbers = try words.numbers()
    previous = try words.numbers()
    frames = try words.list { (words) throws(TransportError) in
      Frame(index: try words.count(), time: try words.number(), numbers: try words.numbers())
    }
  }
}
