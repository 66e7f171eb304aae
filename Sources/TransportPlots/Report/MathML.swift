/// A formula as a MathML element, from one line in the notation of TeX.
///
/// | written | typeset |
/// |---|---|
/// | `x`, `ξ`, `∂`, `≤` | a letter slanted, anything else as an operator |
/// | `12`, `0.5` | a number |
/// | `a_b`, `a^b`, `a_b^c` | indices; below and above `∑` and `\op` |
/// | `f′` | a prime |
/// | `{...}` | a group |
/// | `\frac{a}{b}` | a fraction |
/// | `\text{...}` | words |
/// | `\op{min}` | the name of an operator, upright |
/// | `\quad` | a wide space |
///
/// Spaces part nothing. Greek letters and operators are written as themselves.
public struct MathML: Sendable, Equatable {
  /// The element, `<math display="block">`, which needs no other file.
  public let element: String

  /// Translates a formula.
  ///
  /// - Precondition: braces match, and every command is one of those above.
  public init(_ notation: String) {
    var parser = FormulaParser(notation)
    element = "<math display=\"block\"><mrow>\(parser.row())</mrow></math>"
  }
}

/// Reads a formula from left to right.
private struct FormulaParser {
  private var rest: Substring

  init(_ notation: String) { rest = Substring(notation) }

  /// The elements up to a closing brace or the end.
  mutating func row() -> String {
    var elements = ""
    while let next = rest.first, next != "}" {
      elements += next == " " ? skip() : scripted()
    }
    return elements
  }

  private mutating func skip() -> String {
    rest.removeFirst()
    return ""
  }

  /// One element with its indices.
  private mutating func scripted() -> String {
    let (base, hasLimits) = atom()
    var (below, above): (String?, String?)
    while let mark = rest.first, "_^′".contains(mark) {
      rest.removeFirst()
      switch mark {
      case "_": below = atom().element
      case "^": above = atom().element
      default: above = "<mo>′</mo>"
      }
    }
    let names = hasLimits ? ["munder", "mover", "munderover"] : ["msub", "msup", "msubsup"]
    switch (below, above) {
    case (nil, nil): return base
    case (let below?, nil): return "<\(names[0])>\(base)\(below)</\(names[0])>"
    case (nil, let above?): return "<\(names[1])>\(base)\(above)</\(names[1])>"
    case (let below?, let above?): return "<\(names[2])>\(base)\(below)\(above)</\(names[2])>"
    }
  }

  /// One element, and whether its indices stand below and above it.
  private mutating func atom() -> (element: String, hasLimits: Bool) {
    guard let next = rest.first else { preconditionFailure("a formula ends with an open index") }
    switch next {
    case "{": return ("<mrow>\(group())</mrow>", false)
    case "\\": return command()
    case "0"..."9":
      let digits = rest.prefix { $0.isNumber || $0 == "." }
      rest.removeFirst(digits.count)
      return ("<mn>\(digits)</mn>", false)
    default:
      rest.removeFirst()
      return (Self.symbol(next), next == "∑")
    }
  }

  private static func symbol(_ character: Character) -> String {
    if character.isLetter { return "<mi>\(character)</mi>" }
    if character == "|" { return "<mo stretchy=\"false\">|</mo>" }
    return "<mo>\(character == "-" ? "−" : escaped(String(character)))</mo>"
  }

  /// What braces enclose.
  private mutating func group() -> String {
    let row = { (parser: inout Self) in parser.row() }
    return enclosed(row)
  }

  private mutating func enclosed(_ read: (inout Self) -> String) -> String {
    precondition(rest.first == "{", "a formula lacks an opening brace")
    rest.removeFirst()
    let content = read(&self)
    precondition(rest.first == "}", "a formula lacks a closing brace")
    rest.removeFirst()
    return content
  }

  private mutating func words() -> String {
    enclosed { parser in
      let text = parser.rest.prefix { $0 != "}" }
      parser.rest.removeFirst(text.count)
      return escaped(String(text))
    }
  }

  private mutating func command() -> (element: String, hasLimits: Bool) {
    rest.removeFirst()
    let name = rest.prefix { $0.isLetter }
    rest.removeFirst(name.count)
    switch name {
    case "frac":
      let above = group()
      return ("<mfrac><mrow>\(above)</mrow><mrow>\(group())</mrow></mfrac>", false)
    case "text": return ("<mtext>\(words())</mtext>", false)
    case "op": return ("<mo rspace=\"0.17em\">\(words())</mo>", true)
    case "quad": return ("<mspace width=\"1em\"></mspace>", false)
    default: preconditionFailure("a formula has the unknown command \(name)")
    }
  }
}
