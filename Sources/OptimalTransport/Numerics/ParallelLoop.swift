import Dispatch
import Foundation

/// Parallel loops over disjoint ranges; all of the library's threads start here.
enum ParallelLoop {
  /// The number of threads a loop may use; tests lower it to compare.
  @TaskLocal static var threadCount = max(1, ProcessInfo.processInfo.activeProcessorCount)

  /// Calls `body` on ranges that cover 0..<count, from several threads.
  ///
  /// `grain` is the least number of indices worth a thread of its own; a call costs about 2 us.
  /// `body` may write only to what belongs to its own range.
  static func run(count: Int, grain: Int = 1, _ body: (Range<Int>) -> Void) {
    let pieces = min(threadCount * 4, count / max(grain, 1))
    guard threadCount > 1, pieces > 1 else {
      if count > 0 { body(0..<count) }
      return
    }
    withoutActuallyEscaping(body) { body in
      let shared = SharedBody(body: body)
      DispatchQueue.concurrentPerform(iterations: pieces) { piece in
        shared.body(count * piece / pieces..<count * (piece + 1) / pieces)
      }
    }
  }

  /// The list f(0), ..., f(count - 1), computed in parallel.
  static func map<Element>(
    count: Int, grain: Int = 1, _ f: (Int) -> Element
  ) -> [Element] {
    [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      let target = SharedPointer(base: buffer.baseAddress)
      run(count: count, grain: grain) { range in
        guard let base = target.base else { return }
        for i in range { (base + i).initialize(to: f(i)) }
      }
      initialized = count
    }
  }
}

/// Unchecked because `run` hands each thread a range of its own and returns after all have ended.
private struct SharedBody: @unchecked Sendable {
  let body: (Range<Int>) -> Void
}

/// Unchecked because `map` has each thread initialise the elements of its own range only.
private struct SharedPointer<Element>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>?
}

extension ParallelLoop {
  /// The concatenation of the lists that `body` makes of ranges covering 0..<count, in order.
  static func chunkedMap<Element>(
    count: Int, grain: Int = 1, _ body: (Range<Int>) -> [Element]
  ) -> [Element] {
    let pieces = max(1, min(threadCount * 4, count / max(grain, 1)))
    let lists = map(count: pieces) { piece in
      body(count * piece / pieces..<count * (piece + 1) / pieces)
    }
    return Array(lists.joined())
  }
}
