/// Colours of results on a terminal.
enum Ink: String {
  case good = "32"
  case bad = "31"
  case faint = "2"
  case strong = "1"
}

extension Console {
  /// The text in a colour, where there are colours.
  func colored(_ text: String, _ ink: Ink) -> String {
    usesColor && !text.isEmpty ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
  }
}
