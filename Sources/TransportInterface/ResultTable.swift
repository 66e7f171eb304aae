// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// The names and their documentation are those of the C header.

public import COptimalTransport
import Synchronization

/// The results that callers hold, by number: a number that was freed or made up is found out.
final class ResultTable: Sendable {
  static let shared = ResultTable()

  private let state = Mutex((last: UInt64(0), results: [UInt64: ResultFields]()))

  /// Keeps a result; returns its number, which is never given again.
  func insert(_ fields: ResultFields) -> UInt64 {
    fields.seal()
    return state.withLock { state in
      state.last += 1
      state.results[state.last] = fields
      return state.last
    }
  }

  func find(_ number: UInt64) throws -> ResultFields {
    guard let found = state.withLock({ $0.results[number] }) else { throw Self.missing(number) }
    return found
  }

  func remove(_ number: UInt64) throws {
    let removed = state.withLock { $0.results.removeValue(forKey: number) }
    if removed == nil { throw Self.missing(number) }
  }

  private static func missing(_ number: UInt64) -> CallError {
    CallError(
      cause: "noResult",
      message: "result \(number) is not there; it was freed, or never given out.")
  }
}

@c @implementation
public func ot_abi_version() -> Int32 { Int32(OT_ABI_VERSION) }

@c @implementation
public func ot_result_fields(
  _ result: ot_result, _ fields: UnsafeMutablePointer<UnsafePointer<ot_field>?>?,
  _ count: UnsafeMutablePointer<Int>?, _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    guard let fields else { throw CallError.null("fields") }
    guard let count else { throw CallError.null("count") }
    let found = try ResultTable.shared.find(result).fields
    fields.pointee = UnsafePointer(found.baseAddress)
    count.pointee = found.count
    return Int32(OT_OK)
  }
}

@c @implementation
public func ot_result_free(
  _ result: ot_result, _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    try ResultTable.shared.remove(result)
    return Int32(OT_OK)
  }
}
