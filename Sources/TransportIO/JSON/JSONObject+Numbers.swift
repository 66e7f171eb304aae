import OptimalTransport

extension JSONObject {
  /// A finite number above zero.
  func positive(_ key: String) throws -> Double {
    let number: Double = try value(key)
    guard number > 0 else {
      throw objection("\(key) is \(number); expected a number above 0")
    }
    return number
  }

  /// A whole number, one at least.
  func count(_ key: String, atLeast least: Int = 1) throws -> Int {
    // The decoder takes 2.5 for an Int as a text that is no JSON at all.
    let value: Double = try value(key)
    guard let number = Int(exactly: value) else {
      throw objection("\(key) is \(value); expected a whole number")
    }
    guard number >= least else {
      throw objection("\(key) is \(number); expected \(least) or more")
    }
    return number
  }

  /// An interval [a, b] with a below b.
  func interval(_ key: String) throws -> ClosedRange<Double> {
    let ends: [Double] = try value(key)
    guard ends.count == 2, ends[0] < ends[1] else {
      throw objection("\(key) is \(ends); expected [a, b] with a below b")
    }
    return ends[0]...ends[1]
  }

  /// One of some words, the first where there is none.
  func choice(_ key: String, of words: [String]) throws -> String {
    let word: String = try optional(key) ?? words[0]
    guard words.contains(word) else {
      throw objection("\(key) is '\(word)'; expected \(words.joined(separator: " or "))")
    }
    return word
  }

  /// The only key there is.
  ///
  /// - Parameter kinds: those it may be, for the message.
  func onlyKey(of kinds: [String]) throws -> String {
    guard let key = keys.first, keys.count == 1 else {
      throw objection(
        "it needs exactly one of the keys \(kinds.joined(separator: ", ")), "
          + "and holds \(listed(keys.sorted()))")
    }
    return key
  }

  /// What `body` makes of the value under a key; its errors say where they come from.
  func checked<Value>(
    _ key: String, _ body: () throws(TransportError) -> Value
  ) throws -> Value {
    do { return try body() } catch { throw objection("\(key): \(error.brief)") }
  }
}

extension TransportError {
  /// The description without the stop at its end, for the middle of a sentence.
  var brief: String {
    let text = description.split(separator: "\n").first.map(String.init) ?? description
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
