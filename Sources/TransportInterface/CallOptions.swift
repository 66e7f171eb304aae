import COptimalTransport
import Dispatch
import OptimalTransport

/// The options of a call, and its callback.
struct CallOptions {
  private enum Value {
    case number(Double)
    case text(String)
  }

  private var values: [String: Value] = [:]
  private let progress: ot_progress?
  private let context: UnsafeMutableRawPointer?

  /// - Throws: `CallError` for a name that is none of `known`, or given twice.
  init(_ pointer: UnsafePointer<ot_call>?, known: [String]) throws(CallError) {
    let call = pointer?.pointee ?? ot_call()
    (progress, context) = (call.progress, call.context)
    guard call.option_count > 0 else { return }
    guard let options = call.options else { throw .null("options") }
    for option in UnsafeBufferPointer(start: options, count: call.option_count) {
      guard let bytes = option.name else { throw .null("the name of an option") }
      let name = String(cString: bytes)
      guard known.contains(name) else {
        throw CallError(
          cause: "unknownOption",
          message: "there is no option \(name); known are \(known.joined(separator: ", ")).")
      }
      guard values[name] == nil else {
        throw CallError(cause: "repeatedOption", message: "the option \(name) is given twice.")
      }
      values[name] = option.text.map { .text(String(cString: $0)) } ?? .number(option.number)
    }
  }

  func number(_ name: String) throws(CallError) -> Double? {
    switch values[name] {
    case nil: return nil
    case .number(let number): return number
    case .text(let text):
      throw CallError(cause: "option", message: "\(name) is '\(text)'; expected a number.")
    }
  }

  func integer(_ name: String) throws(CallError) -> Int? {
    guard let number = try number(name) else { return nil }
    guard let integer = Int(exactly: number), integer >= 0 else {
      throw CallError(
        cause: "option", message: "\(name) is \(number); expected a whole number, 0 or more.")
    }
    return integer
  }

  func text(_ name: String) throws(CallError) -> String? {
    switch values[name] {
    case nil: return nil
    case .text(let text): return text
    case .number(let number):
      throw CallError(cause: "option", message: "\(name) is \(number); expected a text.")
    }
  }

  /// One of an enumeration's cases by its raw value.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String
  ) throws(CallError) -> Choice? {
    guard let text = try text(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw CallError(cause: "option", message: "\(name) is '\(text)'; expected one of \(all).")
    }
    return choice
  }

  /// Runs a solver. With a callback it runs as a task of its own, which the callback can cancel.
  func run<Value>(_ body: @escaping (ProgressHandler?) throws -> Value) throws -> Value {
    guard let progress else { return try body(nil) }
    let work = WatchedWork(body: body, progress: progress, context: context)
    let end = DispatchSemaphore(value: 0)
    Task.detached(priority: Task.currentPriority) {
      work.run()
      end.signal()
    }
    end.wait()
    return try work.result!.get()
  }
}

/// A solver that one task runs while the thread that called waits.
private final class WatchedWork<Value>: @unchecked Sendable {
  private let body: (ProgressHandler?) throws -> Value
  private let progress: ot_progress
  private let context: UnsafeMutableRawPointer?
  private(set) var result: Result<Value, any Error>?

  init(
    body: @escaping (ProgressHandler?) throws -> Value, progress: @escaping ot_progress,
    context: UnsafeMutableRawPointer?
  ) {
    (self.body, self.progress, self.context) = (body, progress, context)
  }

  func run() {
    result = Result {
      try body { [progress, context] report in
        let answer = report.stage.withCString {
          progress(context, $0, report.fraction, Int64(report.iterations))
        }
        if answer != 0 { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }
  }
}
