/// Text as it stands in HTML, inside an element or a quoted attribute. Control characters that HTML
/// forbids become spaces.
func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    case "\n", "\t": result.unicodeScalars.append(scalar)
    default:
      let isControl = scalar.properties.generalCategory == .control
      result.unicodeScalars.append(isControl ? " " : scalar)
    }
  }
  return result
}

/// Elements that hold text alone.
enum HTMLElement {
  static func text(_ name: String, _ content: String) -> String {
    "<\(name)>\(escaped(content))</\(name)>\n"
  }

  static func paragraphs(_ contents: [String]) -> String {
    contents.map { text("p", $0) }.joined()
  }
}
