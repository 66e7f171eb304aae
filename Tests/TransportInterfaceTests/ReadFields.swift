import COptimalTransport
import Testing

/// The fields of a result by name, copied.
struct ReadFields {
  private(set) var numbers: [String: Double] = [:]
  private(set) var texts: [String: String] = [:]
  private(set) var arrays: [String: [Double]] = [:]
  private(set) var integers: [String: [Int64]] = [:]
  private(set) var shapes: [String: [Int]] = [:]

  /// Reads all fields, and frees the result.
  init(freeing result: ot_result) {
    var (first, count): (UnsafePointer<ot_field>?, Int) = (nil, 0)
    #expect(ot_result_fields(result, &first, &count, nil) == Int32(OT_OK))
    for field in UnsafeBufferPointer(start: first, count: count) { add(field) }
    #expect(ot_result_free(result, nil) == Int32(OT_OK))
  }

  private mutating func add(_ field: ot_field) {
    let name = String(cString: field.name!)
    let shape = Array(UnsafeBufferPointer(start: field.shape, count: field.rank))
    let count = shape.reduce(1, *)
    switch Int(field.kind) {
    case OT_NUMBER: numbers[name] = field.number
    case OT_TEXT: texts[name] = String(cString: field.text!)
    case OT_DOUBLES: arrays[name] = Array(UnsafeBufferPointer(start: field.doubles, count: count))
    default: integers[name] = Array(UnsafeBufferPointer(start: field.integers, count: count))
    }
    if field.rank > 0 { shapes[name] = shape }
  }
}

/// Arrays and texts that stay where they are as long as this does.
final class LentArrays {
  private var blocks: [UnsafeMutableRawPointer] = []

  deinit { for block in blocks { block.deallocate() } }

  func array(_ values: [Double], _ shape: [Int]) -> ot_array {
    ot_array(
      data: UnsafePointer(copy(values)), shape: UnsafePointer(copy(shape)), rank: shape.count)
  }

  func pointer(_ values: [Double], _ shape: [Int]) -> UnsafePointer<ot_array> {
    UnsafePointer(copy([array(values, shape)]))
  }

  func text(_ text: String) -> UnsafePointer<CChar> { UnsafePointer(copy(Array(text.utf8CString))) }

  private func copy<Element: BitwiseCopyable>(_ values: [Element]) -> UnsafeMutablePointer<Element>
  {
    let block = UnsafeMutablePointer<Element>.allocate(capacity: max(1, values.count))
    block.initialize(from: values, count: values.count)
    blocks.append(UnsafeMutableRawPointer(block))
    return block
  }
}
