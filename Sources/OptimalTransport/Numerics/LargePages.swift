import Foundation

/// Asks the kernel to back large blocks by large pages, which it fills in one go, not 4 KiB a fault.
///
/// Writing to fresh memory otherwise costs more than most loops over it. Only advice: where it is
/// not taken, or there is none to give, nothing changes.
enum LargePages {
  private static let pageSize = 2 << 20

  /// Room for `count` elements, to be freed by `deallocate`; large blocks start on a large page.
  static func allocate<Element: BitwiseCopyable>(_ count: Int) -> UnsafeMutablePointer<Element> {
    let bytes = max(count, 1) * MemoryLayout<Element>.stride
    if bytes < 2 * pageSize { return .allocate(capacity: max(count, 1)) }
    let base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: pageSize)
    advise(base, bytes)
    return base.bindMemory(to: Element.self, capacity: count)
  }

  /// Advises large pages for a list under construction.
  static func advise<Element>(_ buffer: UnsafeMutableBufferPointer<Element>) {
    guard let base = buffer.baseAddress else { return }
    advise(UnsafeMutableRawPointer(base), buffer.count * MemoryLayout<Element>.stride)
  }

  /// Advises for the large pages that lie wholly within a block.
  private static func advise(_ base: UnsafeMutableRawPointer, _ bytes: Int) {
    #if os(Linux)
      let start = base.alignedUp(toMultipleOf: pageSize)
      let end = (base + bytes).alignedDown(toMultipleOf: pageSize)
      if end > start { madvise(start, end - start, Int32(MADV_HUGEPAGE)) }
    #endif
  }
}
