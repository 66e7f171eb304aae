import COptimalTransport
import OptimalTransport

/// The named parts of a result, in memory that stays where it is until the result is freed.
///
/// Written by one thread before anyone else knows of it, and only read afterwards.
final class ResultFields: @unchecked Sendable {
  private(set) var fields: UnsafeMutableBufferPointer<ot_field> = .init(start: nil, count: 0)
  private var list: [ot_field] = []
  private var memory: [UnsafeMutableRawPointer] = []

  deinit {
    fields.deallocate()
    for block in memory { block.deallocate() }
  }

  /// A number.
  func add(_ name: String, _ number: Double) {
    append(name, OT_NUMBER) { $0.number = number }
  }

  /// A text.
  func add(_ name: String, text: String) {
    let words = copy(Array(text.utf8CString))
    append(name, OT_TEXT) { $0.text = UnsafePointer(words) }
  }

  /// An array; a list unless it has a shape.
  func add(_ name: String, _ values: [Double], shape: [Int]? = nil) {
    let numbers = copy(values)
    append(name, OT_DOUBLES, shape: shape ?? [values.count]) { $0.doubles = UnsafePointer(numbers) }
  }

  /// A list of indices.
  func add(_ name: String, integers: [Int]) {
    let numbers = copy(integers.map(Int64.init))
    append(name, OT_INTEGERS, shape: [integers.count]) { $0.integers = UnsafePointer(numbers) }
  }

  /// No more parts: their pointers hold from now on.
  func seal() {
    fields = .allocate(capacity: list.count)
    _ = fields.initialize(from: list)
  }

  private func append<Kind: BinaryInteger>(
    _ name: String, _ kind: Kind, shape: [Int] = [], _ fill: (inout ot_field) -> Void
  ) {
    var field = ot_field()
    field.name = UnsafePointer(copy(Array(name.utf8CString)))
    field.kind = Int32(kind)
    field.shape = UnsafePointer(copy(shape))
    field.rank = shape.count
    fill(&field)
    list.append(field)
  }

  private func copy<Element: BitwiseCopyable>(_ values: [Element]) -> UnsafeMutablePointer<Element>
  {
    let block = UnsafeMutablePointer<Element>.allocate(capacity: max(1, values.count))
    block.initialize(from: values, count: values.count)
    memory.append(UnsafeMutableRawPointer(block))
    return block
  }
}
