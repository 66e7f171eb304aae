import Foundation

/// A gnuplot string literal that stands for this text.
///
/// gnuplot looks into double quotes for backslashes and for backquoted shell commands, but takes
/// single quotes literally. An apostrophe becomes a typographic one, since gnuplot 5.4 misreads a
/// doubled quote at the start of a literal. Control characters, line ends among them, become
/// spaces, since they would end the command. Markup is off in every terminal (`noenhanced`).
func quoted(_ text: String) -> String {
  var literal = "'"
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: literal += " "
    default: literal.unicodeScalars.append(scalar == "'" ? "\u{2019}" : scalar)
    }
  }
  return literal + "'"
}

/// The text, cut short with an ellipsis to fit a width in pixels at a font size.
func fitted(_ text: String, width: Double, fontSize: Double) -> String {
  let room = max(8, Int(width / (fontSize * 0.5)))
  return text.count <= room ? text : text.prefix(room - 1) + "…"
}

/// A number to a few significant digits, with powers of ten as they are typeset.
func typeset(_ value: Double, digits: Int = 5) -> String {
  guard value.isFinite else { return value.isNaN ? "undefined" : value > 0 ? "∞" : "−∞" }
  let short = String(format: "%.\(digits)g", value)
  return short.contains("e") ? scientific(value, digits: digits - 1) : minus(short)
}

/// A number as mantissa and power of ten; zero as 0.
func scientific(_ value: Double, digits: Int = 1) -> String {
  guard value.isFinite, value != 0 else { return value == 0 ? "0" : typeset(value) }
  let parts = String(format: "%.\(digits)e", value).split(separator: "e")
  let superscripts = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
  let exponent = Int(parts[1])!
  let raised = String(String(abs(exponent)).map { superscripts[$0.wholeNumberValue!] })
  return minus(String(parts[0])) + "·10" + (exponent < 0 ? "⁻" : "") + raised
}

private func minus(_ number: String) -> String {
  number.replacingOccurrences(of: "-", with: "−")
}

/// A value whose few digits are enough for a shade of colour.
func shade(_ value: Double) -> String {
  let short = Float(value)
  let fits = value == 0 || short.isNormal
  return fits ? short.description : value.description
}
