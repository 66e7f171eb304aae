/// Order statistics without a full sort.
enum Selection {
  /// The median; the mean of the two middle values for an even count. O(n) on average (Hoare's
  /// quickselect with the median of three).
  static func median(_ values: [Double]) -> Double {
    precondition(!values.isEmpty, "no values, no median")
    var values = values
    return values.withUnsafeMutableBufferPointer { median($0) }
  }

  private static func median(_ values: UnsafeMutableBufferPointer<Double>) -> Double {
    let count = values.count
    let upper = select(values, rank: count / 2)
    if count % 2 == 1 { return upper }
    var lower = values[0]
    for k in 0..<count / 2 { lower = max(lower, values[k]) }
    return lower / 2 + upper / 2
  }

  /// Moves the value of that rank to its place, smaller ones before it.
  private static func select(
    _ values: UnsafeMutableBufferPointer<Double>, rank: Int
  ) -> Double {
    var (low, high) = (0, values.count - 1)
    while low < high {
      let pivot = medianOfThree(values[low], values[(low + high) / 2], values[high])
      var (i, j) = (low, high)
      while i <= j {
        while values[i] < pivot { i += 1 }
        while values[j] > pivot { j -= 1 }
        if i <= j {
          values.swapAt(i, j)
          i += 1
          j -= 1
        }
      }
      if rank <= j { high = j } else if rank >= i { low = i } else { return values[rank] }
    }
    return values[rank]
  }

  private static func medianOfThree(_ a: Double, _ b: Double, _ c: Double) -> Double {
    max(min(a, b), min(max(a, b), c))
  }
}
