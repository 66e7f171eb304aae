import OptimalTransport

extension Expression {
  /// Recursive descent over the characters of a formula.
  ///
  /// sum = product {(+|-) product}; product = signed {(*|/) signed}; signed = {-|+} power;
  /// power = atom [^ signed]; atom = number | name | name(sum, ...) | (sum).
  struct Parser {
    private let text: String
    private let characters: [Character]
    private let variables: Variables
    private var position = 0
    private var level = 0

    static let lengthLimit = 10_000
    /// Levels of the tree, which each take a stack frame in the walks over it.
    static let levelLimit = 256

    init(_ text: String, variables: Variables) throws(TransportError) {
      self.text = text
      characters = Array(text)
      self.variables = variables
      guard characters.count <= Self.lengthLimit else {
        throw error(
          "it has \(characters.count) characters", at: Self.lengthLimit,
          remedy: "A formula has at most \(Self.lengthLimit).")
      }
    }

    /// The whole text as one formula.
    mutating func single() throws(TransportError) -> Node {
      let node = try sum()
      try end()
      return node
    }

    /// The whole text as one formula or several between commas, with or without parentheses.
    mutating func list() throws(TransportError) -> [Node] {
      if let nodes = try parenthesized() { return nodes }
      position = 0
      var nodes = [try sum()]
      while take(",") { nodes.append(try sum()) }
      try end()
      return nodes
    }

    /// A list in parentheses that encloses the whole text; nil when the text is of another form.
    private mutating func parenthesized() throws(TransportError) -> [Node]? {
      guard take("("), closesAtEnd else { return nil }
      var nodes = [try sum()]
      while take(",") { nodes.append(try sum()) }
      guard take(")") else { throw unexpected("expected an operator, ',' or ')'") }
      try end()
      return nodes
    }

    /// Whether the parenthesis just opened is closed by the last character of the text.
    private var closesAtEnd: Bool {
      var open = 1
      for k in position..<characters.count {
        if characters[k] == "(" { open += 1 }
        if characters[k] == ")" { open -= 1 }
        if open == 0 { return characters[(k + 1)...].allSatisfy(\.isWhitespace) }
      }
      return false
    }
  }
}

extension Expression.Parser {
  typealias Node = Expression.Node

  private mutating func sum() throws(TransportError) -> Node {
    let outer = level
    defer { level = outer }
    var node = try product()
    while let sign = takeFirst(of: "+-") {
      try descend()
      node = .binary(sign == "+" ? .add : .subtract, node, try product())
    }
    return node
  }

  private mutating func product() throws(TransportError) -> Node {
    let outer = level
    defer { level = outer }
    var node = try signed()
    while let sign = takeFirst(of: "*/") {
      try descend()
      node = .binary(sign == "*" ? .multiply : .divide, node, try signed())
    }
    return node
  }

  private mutating func signed() throws(TransportError) -> Node {
    let outer = level
    defer { level = outer }
    try descend()
    if take("-") {
      // A negative number is a number, so that what is printed reads back as it was.
      let operand = try signed()
      return operand.constant.map { .number(-$0) } ?? .negation(operand)
    }
    if take("+") { return try signed() }
    return try power()
  }

  private mutating func power() throws(TransportError) -> Node {
    let base = try atom()
    guard take("^") else { return base }
    return .binary(.power, base, try signed())
  }

  private mutating func atom() throws(TransportError) -> Node {
    skipBlanks()
    guard position < characters.count else {
      throw unexpected("expected a number, a variable, a function or '('")
    }
    if take("(") {
      let node = try sum()
      guard take(")") else { throw unexpected("expected an operator or ')'") }
      return node
    }
    let character = characters[position]
    if character.isDigit || character == "." { return try number() }
    if character.isNameStart { return try named() }
    throw unexpected("expected a number, a variable, a function or '('")
  }

  private mutating func number() throws(TransportError) -> Node {
    let start = position
    skipDigits()
    if position < characters.count, characters[position] == "." {
      position += 1
      skipDigits()
    }
    skipExponent()
    let digits = String(characters[start..<position])
    guard let value = Double(digits) else {
      throw error(
        "'\(digits)' is not a number", at: start, remedy: "Write for example 0.5 or 2e-3.")
    }
    guard value.isFinite else {
      throw error(
        "\(digits) is too large", at: start,
        remedy: "The largest number is \(Double.greatestFiniteMagnitude).")
    }
    return .number(value)
  }

  /// The exponent of a number; an `e` without digits after it is the constant.
  private mutating func skipExponent() {
    guard position < characters.count, characters[position] == "e" || characters[position] == "E"
    else { return }
    var next = position + 1
    if next < characters.count, "+-".contains(characters[next]) { next += 1 }
    guard next < characters.count, characters[next].isDigit else { return }
    position = next
    skipDigits()
  }

  private mutating func named() throws(TransportError) -> Node {
    let start = position
    while position < characters.count, characters[position].isNamePart { position += 1 }
    let name = String(characters[start..<position])
    if let index = variables.index(of: name) { return .variable(index) }
    if let function = Expression.Function(rawValue: name) {
      return try call(function, start)
    }
    if name == "pi" { return .number(.pi) }
    if name == "e" { return .number(2.718281828459045) }
    let functions = Expression.Function.allCases.map(\.rawValue).joined(separator: ", ")
    throw error(
      "'\(name.prefix(40))' is not known", at: start,
      remedy:
        "The variables are \(variables.listing); the constants pi, e; the functions \(functions).")
  }

  private mutating func call(
    _ function: Expression.Function, _ start: Int
  ) throws(TransportError) -> Node {
    guard take("(") else { throw unexpected("expected '(' after \(function.rawValue)") }
    var arguments = [try sum()]
    while take(",") { arguments.append(try sum()) }
    guard take(")") else { throw unexpected("expected an operator, ',' or ')'") }
    guard arguments.count == function.argumentCount else {
      throw error(
        "\(function.rawValue) takes \(count(function.argumentCount, "argument")), "
          + "not \(arguments.count)", at: start, remedy: "Separate arguments by commas.")
    }
    if function == .pow { return .binary(.power, arguments[0], arguments[1]) }
    return .call(function, arguments)
  }
}

extension Expression.Parser {
  private mutating func descend() throws(TransportError) {
    level += 1
    guard level <= Self.levelLimit else {
      throw error(
        "it has more than \(Self.levelLimit) levels", at: position,
        remedy: "Use fewer parentheses, signs or terms.")
    }
  }

  private mutating func skipBlanks() {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
  }

  private mutating func skipDigits() {
    while position < characters.count, characters[position].isDigit { position += 1 }
  }

  private mutating func take(_ character: Character) -> Bool {
    takeFirst(of: String(character)) != nil
  }

  private mutating func takeFirst(of set: String) -> Character? {
    skipBlanks()
    guard position < characters.count, set.contains(characters[position]) else { return nil }
    position += 1
    return characters[position - 1]
  }

  private mutating func end() throws(TransportError) {
    skipBlanks()
    if position < characters.count { throw unexpected("expected an operator or the end") }
  }

  /// The complaint about the character at the position, with a hint for the usual slips.
  private func unexpected(_ expectation: String) -> TransportError {
    guard position < characters.count else {
      return error(
        "it ends too early", at: characters.count, remedy: "At its end " + expectation + ".")
    }
    let found = characters[position]
    let before = characters[..<position].last { !$0.isWhitespace }
    let remedy =
      found == "*" && before == "*"
      ? "Write ^ for a power."
      : found.isNameStart || found == "(" || found.isDigit
        ? "Write * between factors; \(expectation)." : expectation.capitalizedFirst + "."
    return error("'\(found)' is unexpected", at: position, remedy: remedy)
  }

  private func error(_ reason: String, at place: Int, remedy: String) -> TransportError {
    .malformedExpression(text: text, column: place + 1, reason: reason, remedy: remedy)
  }
}

extension Character {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
  fileprivate var isNameStart: Bool {
    ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "_"
  }
  fileprivate var isNamePart: Bool { isNameStart || isDigit }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
