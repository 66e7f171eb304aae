import Testing

@testable import OptimalTransport

@Suite struct FreeSpaceTests {
  @Test("neighbours and faces of a periodic and a walled plane")
  func neighbors() {
    let walled = FreeSpace(shape: [2, 3], steps: [1, 1], isPeriodic: false)
    #expect(walled.above == [[3, 4, 5, -1, -1, -1], [1, 2, -1, 4, 5, -1]])
    #expect(walled.below == [[-1, -1, -1, 0, 1, 2], [-1, 0, 1, -1, 3, 4]])
    #expect(walled.isOpen[1] == [true, true, false, true, true, false])
    let periodic = FreeSpace(shape: [1, 3], steps: [1, 1], isPeriodic: true)
    #expect(periodic.above == [[-1, -1, -1], [1, 2, 0]])
  }

  @Test("no face to a blocked cell is open, and pieces are what faces connect")
  func pieces() {
    // A wall across the middle of three by three cells.
    let space = FreeSpace(
      shape: [3, 3], steps: [1, 1], isPeriodic: false,
      isBlocked: (0..<9).map { (3..<6).contains($0) })
    #expect(space.pieces.map { $0.cells.sorted() } == [[0, 1, 2], [6, 7, 8]])
    #expect(space.isOpen[0].allSatisfy { !$0 })
    #expect(space.faces(of: 7, axis: 1).map { [$0.low, $0.high] } == [[6, 7], [7, 8]])
    for piece in space.pieces {
      for (cell, link) in zip(piece.cells.dropFirst(), piece.links) {
        let ends = [link.face, space.above[link.axis][Int(link.face)]]
        #expect(Set(ends) == [cell, link.parent])
      }
    }
  }
}
