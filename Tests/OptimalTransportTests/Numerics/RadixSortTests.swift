import Testing

@testable import OptimalTransport

@Suite struct RadixSortTests {
  /// Values of every kind a Double has, in runs, clusters and at both ends of the range.
  static let lists: [[Double]] = {
    var generator = SeededGenerator(seed: 7)
    func list(_ count: Int, _ f: (Double) -> Double) -> [Double] {
      (0..<count).map { _ in f(generator.uniform()) }
    }
    return [
      [], [3], [2, 1], [0.0, -0.0, 0.0, -0.0, -1, 1],
      [1e308, -1e308, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 0, 1e-300, -1e-300],
      list(1000) { $0 - 0.5 },
      list(1000) { ($0 * 7).rounded() },
      list(5000) { 1e9 + $0 },
      // One outlier leaves the cluster few leading bits: its runs are long and sorted once more.
      list(5000) { 1 + $0 * 1e-9 } + [-1e300, 1e300],
      // On the linear scale many numbers share a value.
      list(400) { $0 * 8 } + list(3000) { 1 + $0 * 0.002 },
      list(200_000) { ($0 * 4e5).rounded() },
      list(5000) { ($0 - 0.5) / ($0 * $0 * $0) },
      list(300) { $0 }.sorted(), list(300) { $0 }.sorted(by: >),
    ]
  }()

  @Test(arguments: lists.indices)
  func `the numbers increase and equal numbers keep their order`(_ index: Int) {
    let list = Self.lists[index]
    let sorted = RadixSort.sort(list)
    let expected = list.indices.sorted { list[$0] == list[$1] ? $0 < $1 : list[$0] < list[$1] }
    #expect(sorted.indices.array.map(Int.init) == expected)
    #expect(sorted.values.array == expected.map { list[$0] })
  }

  @Test func `gathering and restoring undo each other`() {
    let list = Self.lists[5]
    let order = RadixSort.sort(list)
    let gathered = order.gathered(list, scale: 2)
    #expect(order.restored(gathered) == list.map { $0 * 2 })
  }

  @Test func `a double-double balance of a million terms keeps every digit`() {
    var balance = DoubleDouble(0)
    for _ in 0..<1_000_000 { balance = balance + 0.1 }
    for _ in 0..<1_000_000 { balance = balance - 0.1 }
    #expect(abs(balance.high) < 1e-20)
  }
}
