import Foundation
import OptimalTransport

/// A JSON object whose keys are all known; a misspelt key is an error, never ignored.
struct JSONObject {
  private let container: KeyedDecodingContainer<Key>

  struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(_ decoder: any Decoder, allowing allowed: [String]) throws {
    try self.init(decoder.container(keyedBy: Key.self), allowing: allowed)
  }

  private init(_ container: KeyedDecodingContainer<Key>, allowing allowed: [String]) throws {
    self.container = container
    if let unknown = keys.sorted().first(where: { !allowed.contains($0) }) {
      throw objection("the key '\(unknown)' is none of \(allowed.joined(separator: ", "))")
    }
  }

  /// The object under a key.
  func object(_ key: String, allowing allowed: [String]) throws -> JSONObject {
    try JSONObject(
      container.nestedContainer(keyedBy: Key.self, forKey: Key(stringValue: key)),
      allowing: allowed)
  }

  /// The objects in a list under a key; one object stands for a list of one.
  func objects(_ key: String, allowing allowed: [String]) throws -> [JSONObject] {
    guard var list = try? container.nestedUnkeyedContainer(forKey: Key(stringValue: key)) else {
      return [try object(key, allowing: allowed)]
    }
    var objects: [JSONObject] = []
    while !list.isAtEnd {
      objects.append(try JSONObject(list.nestedContainer(keyedBy: Key.self), allowing: allowed))
    }
    return objects
  }

  var keys: Set<String> { Set(container.allKeys.map(\.stringValue)) }

  func value<Value: Decodable>(_ key: String) throws -> Value {
    try container.decode(Value.self, forKey: Key(stringValue: key))
  }

  func optional<Value: Decodable>(_ key: String) throws -> Value? {
    keys.contains(key) ? try value(key) : nil
  }

  /// A list of numbers; one number stands for a list of one.
  func list(_ key: String) throws -> [Double] {
    if let number: Double = try? value(key) { return [number] }
    return try value(key)
  }

  /// A list of rows; one number stands for a 1 x 1 matrix.
  func matrix(_ key: String) throws -> [[Double]] {
    if let number: Double = try? value(key) { return [[number]] }
    return try value(key)
  }

  func objection(_ reason: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: container.codingPath, debugDescription: reason))
  }
}

extension FileContents {
  /// What a JSON file of a measure may hold.
  static let measureRemedy =
    #"Write for example {"points":[[0,1],[2,3]]} or {"gaussian":{"mean":[0],"covariance":[[1]]}}."#

  /// Decodes JSON.
  ///
  /// - Throws: `malformedFile` with the path of keys to what is wrong, and the remedy.
  func json<Value: Decodable>(
    _ type: Value.Type, remedy: String = measureRemedy
  ) throws(TransportError) -> Value {
    let data = Data(bytes)
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as DecodingError {
      throw malformed(Self.syntaxError(data) ?? Self.reason(error), remedy)
    } catch {
      throw malformed(Self.syntaxError(data) ?? "it is not JSON", remedy)
    }
  }

  /// What is wrong with a text that is not JSON at all, and where; nil for a text that is.
  ///
  /// The decoder keeps the place to itself, the older parser tells it.
  private static func syntaxError(_ data: Data) -> String? {
    do {
      _ = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
      return nil
    } catch {
      let text = (error as NSError).userInfo["NSDebugDescription"] as? String ?? "damaged"
      let detail = text.prefix(120).trimmingCharacters(in: CharacterSet(charactersIn: ". "))
      return "it is not JSON (\(detail))"
    }
  }

  private static func reason(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      "\(place(context.codingPath)) has no key '\(key.stringValue)'"
    case .typeMismatch(let type, let context):
      "\(place(context.codingPath)) is not \(name(type))"
    case .valueNotFound(let type, let context):
      "\(place(context.codingPath)) is null where \(name(type)) is needed"
    case .dataCorrupted(let context):
      "\(place(context.codingPath)): \(context.debugDescription)"
    @unknown default: "it cannot be decoded"
    }
  }

  /// A path of keys as one would write it: mixture[1].weight.
  private static func place(_ path: [any CodingKey]) -> String {
    let text = path.reduce("") { text, key in
      if let index = key.intValue { return text + "[\(index)]" }
      return text.isEmpty ? key.stringValue : text + "." + key.stringValue
    }
    return text.isEmpty ? "the file" : text
  }

  private static func name(_ type: any Any.Type) -> String {
    if type == Double.self { return "a number" }
    if type == Int.self || type == UInt64.self { return "a whole number" }
    if type == String.self { return "a text in quotes" }
    if type == Bool.self { return "true or false" }
    return "\(type)".hasPrefix("Dictionary") ? "an object in braces" : "a list in brackets"
  }
}
