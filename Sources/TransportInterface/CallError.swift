import COptimalTransport
import OptimalTransport

/// What is wrong with a call itself: a null pointer, a size, a name.
struct CallError: Error {
  let cause: String
  let message: String

  static func null(_ argument: String) -> CallError {
    CallError(cause: "null", message: "\(argument) is null; give a pointer.")
  }
}

/// Runs the body of a C function: errors become a status and words.
func enter(_ error: UnsafeMutablePointer<ot_error>?, _ body: () throws -> Int32) -> Int32 {
  // The first bytes say that there is nothing to read; the rest may stay as it was.
  error?.pointee.status = 0
  error?.pointee.cause.0 = 0
  error?.pointee.message.0 = 0
  do {
    return try body()
  } catch let wrong as CallError {
    return report(wrong.cause, wrong.message, Int32(OT_USAGE), to: error)
  } catch let wrong as TransportError {
    // The label of an enum's only child is the name of the case.
    let cause = Mirror(reflecting: wrong).children.first?.label ?? "data"
    return report(cause, wrong.description, Int32(OT_DATA), to: error)
  } catch let wrong {
    return report("internal", "\(wrong)", Int32(OT_USAGE), to: error)
  }
}

private func report(
  _ cause: String, _ message: String, _ status: Int32, to error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  guard let error else { return status }
  error.pointee.status = status
  withUnsafeMutableBytes(of: &error.pointee.cause) { write(cause, into: $0) }
  withUnsafeMutableBytes(of: &error.pointee.message) { write(message, into: $0) }
  return status
}

/// As many whole characters as fit before the final zero.
private func write(_ text: String, into bytes: UnsafeMutableRawBufferPointer) {
  var room = bytes.count - 1
  var kept: [UInt8] = []
  for character in text {
    let next = Array(String(character).utf8)
    guard next.count <= room else { break }
    kept += next
    room -= next.count
  }
  bytes.copyBytes(from: kept)
  bytes[kept.count] = 0
}
