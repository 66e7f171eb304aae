import Testing

@testable import OptimalTransport

@Suite struct NestedOrderTests {
  @Test("each cell comes once", arguments: [[1], [7], [5, 8], [3, 4, 6]])
  func once(shape: [Int]) {
    var places: [Int] = []
    NestedOrder(shape: shape).forEach { places.append($0) }
    #expect(places.sorted() == Array(0..<shape.reduce(1, *)))
  }

  @Test("cells that come within a block of four by four stay within it")
  func near() {
    var places: [Int] = []
    NestedOrder(shape: [16, 16]).forEach { places.append($0) }
    for block in 0..<16 {
      let cells = places[block * 16..<block * 16 + 16].map { ($0 / 16, $0 % 16) }
      #expect(cells.map(\.0).max()! - cells.map(\.0).min()! == 3)
      #expect(cells.map(\.1).max()! - cells.map(\.1).min()! == 3)
    }
  }
}
