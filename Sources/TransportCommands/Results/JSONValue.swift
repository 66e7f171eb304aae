/// A JSON value that keeps the order of its keys and all digits of its numbers.
enum JSONValue {
  case null
  case number(Double)
  case integer(Int)
  case boolean(Bool)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// An optional number.
  static func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
  /// An optional string.
  static func string(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

  /// The text on one line. Numbers that are not finite become null; the others read back exactly.
  var text: String {
    switch self {
    case .null: "null"
    case .number(let value): value.isFinite ? "\(value)" : "null"
    case .integer(let value): "\(value)"
    case .boolean(let value): "\(value)"
    case .string(let value): Self.quoted(value)
    case .array(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\(Self.quoted($0.key)): \($0.value.text)" }.joined(separator: ", ") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
