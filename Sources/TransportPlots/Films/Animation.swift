public import Foundation
public import OptimalTransport
import TransportIO

/// Figures of one size, shown one after the other for ever: an animated GIF.
public struct Animation: Sendable, Equatable {
  /// The pictures, in order.
  public let frames: [Figure]
  /// How long each stands.
  public let secondsPerFrame: Double

  /// Checks and collects pictures.
  ///
  /// - Throws: `emptyInput`, `shapeMismatch` for pictures of different sizes.
  public init(frames: [Figure], secondsPerFrame: Double = 0.08) throws(TransportError) {
    guard let first = frames.first else { throw .emptyInput(argument: "frames") }
    if let k = frames.firstIndex(where: { $0.size != first.size }) {
      throw .shapeMismatch(
        argument: "frames[\(k)]", expected: "the size of the first, \(first.size)",
        found: "\(frames[k].size)")
    }
    (self.frames, self.secondsPerFrame) = (frames, secondsPerFrame)
  }

  /// Draws the frames and returns the bytes of a `.gif` file, 8 bits a pixel.
  ///
  /// - Throws: `fileAccess` when gnuplot is missing, has no terminal for GIF, or fails.
  public func render() throws(TransportError) -> Data { try render(terminal: "gif") }

  /// The same by another terminal's name, to see what one that is missing says.
  func render(terminal: String) throws(TransportError) -> Data {
    let size = frames[0].size
    let delay = max(Int((secondsPerFrame * 100).rounded()), 1)
    let preamble = """
      if (strstrt(GPVAL_TERMINALS.' ', ' \(terminal) ') == 0) exit error \
      'this gnuplot was built without the terminal \(terminal), which draws animations; \
      install gnuplot-nox (apt-get install gnuplot-nox)'
      set encoding utf8
      set terminal \(terminal) animate delay \(delay) loop 0 size \(Int(size.width)),\(Int(size.height)) \
      font 'Helvetica,9' fontscale 0.96 background '#ffffff' noenhanced
      set pointsize 1.3
      set output 'figure.gif'

      """
    let pages = frames.map(\.script).joined(separator: "\n")
    return try Gnuplot.run(script: preamble + pages + "\nunset output\n", output: "figure.gif")
  }

  /// Draws the frames into a file, which appears whole or not at all.
  ///
  /// - Parameter path: ends in `.gif`.
  /// - Throws: `notApplicable` for another extension, `fileAccess` as ``render()`` does or when the
  ///   file cannot be written.
  public func write(to path: String) throws(TransportError) {
    try Self.check(path: path)
    try AtomicFile.write([UInt8](render()), to: path)
  }

  /// Throws unless the name of a file ends in `.gif`.
  public static func check(path: String) throws(TransportError) {
    let found = (path as NSString).pathExtension
    guard found.lowercased() == "gif" else {
      throw .notApplicable(
        method: "animation in \(path)",
        reason: found.isEmpty
          ? "the file name has no extension" : "animations are not \".\(found)\"",
        remedy: "End the file name in .gif.")
    }
  }
}
