import Foundation

/// A logarithmic axis with ticks at powers of ten, typeset.
struct LogAxis {
  let range: ClosedRange<Double>
  /// What the numbers are multiplied by in the ticks, and the unit after them.
  var factor = 1.0
  var unit = ""
  /// Whether it falls from left to right.
  var isReversed = false
  /// Whether ticks are written as plain numbers.
  var isPlain = false

  /// The least range of whole powers of ten around values above zero.
  static func decades(around values: some Sequence<Double>) -> ClosedRange<Double> {
    var (low, high) = (Double.infinity, 0.0)
    for value in values where value > 0 && value.isFinite {
      (low, high) = (min(low, value), max(high, value))
    }
    guard low <= high else { return 0.1...1 }
    // Points stand clear of the frame.
    let least = floor(log10(low / 1.3))
    let greatest = max(ceil(log10(high * 1.3)), least + 1)
    return pow(10, least)...pow(10, greatest)
  }

  /// The settings that make the axis `name`, x or y, logarithmic.
  func settings(_ name: String) -> [String] {
    let (low, high) = (range.lowerBound, range.upperBound)
    return [
      "set logscale \(name)",
      "set \(name)range [\(isReversed ? high : low):\(isReversed ? low : high)]",
      "set \(name)tics nomirror scale 0.4 tc rgb '\(PlotColor.quiet)' (\(ticks))",
    ]
  }

  private var ticks: String {
    let (first, last) = (log10(range.lowerBound), log10(range.upperBound))
    let exponents = Int(ceil(first - 1e-9))...Int(floor(last + 1e-9))
    let stride = max(1, (exponents.count + 7) / 8)
    return exponents.filter { $0 % stride == 0 }.map { exponent in
      let value = pow(10, Double(exponent))
      let text = isPlain ? typeset(value * factor) : powerOfTen(exponent)
      // A tick is a format, in which % stands for itself when doubled.
      return quoted((text + unit).replacingOccurrences(of: "%", with: "%%")) + " \(value)"
    }.joined(separator: ", ")
  }

  /// 10⁻³: a typeset number without its mantissa.
  private func powerOfTen(_ exponent: Int) -> String {
    String(scientific(pow(10, Double(exponent)), digits: 0).dropFirst(2))
  }
}
