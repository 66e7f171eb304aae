public import Foundation
public import OptimalTransport
import TransportIO

extension Figure {
  /// Draws the figure and returns the bytes of the file.
  ///
  /// gnuplot runs in a private temporary folder, which is removed afterwards.
  ///
  /// - Throws: `fileAccess` when gnuplot is missing or fails; the reason holds what it printed.
  public func render(as format: FigureFormat) throws(TransportError) -> Data {
    let output = "figure." + format.rawValue
    let preamble = """
      set encoding utf8
      \(format.terminal(size))
      set output '\(output)'

      """
    let drawn = try Gnuplot.run(script: preamble + script + "\nunset output\n", output: output)
    return format.finished(drawn)
  }

  /// Draws the figure into a file, which appears whole or not at all.
  ///
  /// - Parameter path: ends in `.png`, `.svg` or `.pdf`.
  /// - Throws: `notApplicable` for another extension, `fileAccess` as ``render(as:)`` does or when
  ///   the file cannot be written.
  public func write(to path: String) throws(TransportError) {
    let format = try FigureFormat(path: path)
    try AtomicFile.write([UInt8](render(as: format)), to: path)
  }
}
