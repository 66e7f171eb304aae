/// Decimal numbers from bytes, correctly rounded.
///
/// Numbers of up to 15 digits and small exponents take the exact short way (Clinger 1990, How to Read
/// Floating Point Numbers Accurately, section 5): both m < 2^53 and 10^k, k <= 22, are Doubles, so that one
/// multiplication or division rounds once. All others go through the standard library.
enum DecimalNumber {
  private static let powers: [Double] = (0...22).map { k in
    (0..<k).reduce(1.0) { product, _ in product * 10 }
  }

  /// The finite number that `bytes[range]` spells in decimal; nil where it spells none.
  static func parse(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
    var place = range.lowerBound
    let end = range.upperBound
    var isNegative = false
    if place < end, bytes[place] == UInt8(ascii: "-") || bytes[place] == UInt8(ascii: "+") {
      isNegative = bytes[place] == UInt8(ascii: "-")
      place += 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0
    var hasPoint = false
    while place < end {
      let byte = bytes[place]
      if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else if byte >= 0x30, byte <= 0x39 {
        digits += 1
        if hasPoint { exponent -= 1 }
        mantissa = mantissa &* 10 &+ UInt64(byte &- 0x30)
      } else {
        break
      }
      place += 1
    }
    guard digits > 0 else { return nil }
    if place == end, digits <= 15, exponent >= -22 {
      let value = Double(mantissa) / powers[-exponent]
      return isNegative ? -value : value
    }
    guard place == end || isExponent(bytes, place..<end) else { return nil }
    let value = Double(String(decoding: bytes[range], as: UTF8.self))
    return value?.isFinite == true ? value : nil
  }

  /// Whether the bytes are `e`, a sign or none, and digits.
  private static func isExponent(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    var place = range.lowerBound
    guard bytes[place] | 0x20 == UInt8(ascii: "e") else { return false }
    place += 1
    if place < range.upperBound,
      bytes[place] == UInt8(ascii: "-") || bytes[place] == UInt8(ascii: "+")
    {
      place += 1
    }
    return place < range.upperBound
      && bytes[place..<range.upperBound].allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }
}
