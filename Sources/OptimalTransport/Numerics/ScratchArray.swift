/// Storage of fixed size without bounds checks in release builds, for inner loops.
///
/// Unsafe inside: the pointer is owned by this value alone, allocated for `count` elements in `init`
/// and freed in `deinit`; every index must lie in 0..<count, which debug builds check. The element
/// type is trivial, so there is nothing to destroy.
struct ScratchArray<Element: BitwiseCopyable>: ~Copyable {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(repeating value: Element, count: Int) {
    self.base = .allocate(capacity: max(count, 1))
    self.count = count
    base.initialize(repeating: value, count: count)
  }

  /// Elements that must be written before they are read.
  init(uninitialized count: Int) {
    self.base = .allocate(capacity: max(count, 1))
    self.count = count
  }

  init(_ elements: [Element]) {
    self.base = .allocate(capacity: max(elements.count, 1))
    self.count = elements.count
    elements.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { base.initialize(from: start, count: source.count) }
    }
  }

  deinit { base.deallocate() }

  subscript(index: Int) -> Element {
    @inline(__always) get {
      assert(index >= 0 && index < count)
      return base[index]
    }
    @inline(__always) nonmutating set {
      assert(index >= 0 && index < count)
      base[index] = newValue
    }
  }

  /// A copy of the first `length` elements from `start`.
  func slice(from start: Int, count length: Int) -> [Element] {
    assert(start >= 0 && start + length <= count)
    return Array(UnsafeBufferPointer(start: base + start, count: length))
  }

  /// A copy of all elements.
  var array: [Element] { slice(from: 0, count: count) }
}
