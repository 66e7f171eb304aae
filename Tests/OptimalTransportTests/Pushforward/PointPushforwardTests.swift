import Foundation
import Testing

@testable import OptimalTransport

@Suite("Push-forward of points")
struct PointPushforwardTests {
  @Test("points move, weights stay, and the dimension may change")
  func points() throws {
    let cloud = try PointCloud(
      points: Matrix([[1, 2], [3, 4], [1, 2]]), weights: [0, 0x1p-1060, 2])
    let map = try VectorMap(from: 2, to: 3) { [$0[0] + $0[1], $0[0] * $0[1], $0[1]] }
    let image = try cloud.pushforward(by: map)
    #expect(image.points == (try Matrix([[3, 2, 2], [7, 12, 4], [3, 2, 2]])))
    #expect(image.weights == cloud.weights)
    let one = try PointCloud(line: [3]).pushforward(by: VectorMap(ScalarMap { $0 * $0 }))
    #expect(one.points.elements == [9] && one.weights == [1])
  }

  @Test("points without an image are named")
  func undefined() throws {
    let cloud = try PointCloud(line: [1, -1])
    #expect {
      try cloud.pushforward(by: VectorMap(ScalarMap { log($0) }))
    } throws: {
      guard case .nonFinite("image of point", 1, _)? = $0 as? TransportError else { return false }
      return true
    }
    #expect(throws: TransportError.self) {
      try cloud.pushforward(by: VectorMap(from: 2, to: 2) { $0 })
    }
    #expect(throws: TransportError.self) {
      try cloud.pushforward(by: VectorMap(from: 1, to: 2) { $0 })
    }
  }

  @Test("an affine map on a grid is interpolated exactly, up to the walls and beyond")
  func affine() throws {
    let box = try Box(lower: [-1, 0], upper: [1, 3])
    let grid = try GridDensity(shape: [4, 5], box: box, values: [Double](repeating: 1, count: 20))
    let images = (0..<20).map { i in
      let x = grid.centers.row(i)
      return [2 * x[0] - x[1] + 1, x[0] + 3 * x[1]]
    }
    let map = try GridMap(shape: [4, 5], box: box, images: Matrix(images))
    let cloud = try PointCloud(
      points: Matrix([[0, 1], [-1, 0], [1, 3], [0.99, 2.9], [2, -1]]))
    let pushed = try cloud.pushforward(by: map)
    for i in 0..<cloud.count {
      let x = cloud.points.row(i)
      #expect(abs(pushed.points[i, 0] - (2 * x[0] - x[1] + 1)) < 1e-14)
      #expect(abs(pushed.points[i, 1] - (x[0] + 3 * x[1])) < 1e-14)
    }
  }

  @Test("a smooth map is interpolated at second order, one cell is a translation")
  func smooth() throws {
    func error(_ n: Int) throws -> Double {
      let grid = try GridDensity(shape: [n], values: [Double](repeating: 1, count: n))
      let map = try GridMap(
        shape: [n], box: .unit(1), images: Matrix(grid.axis(0).map { [sin(3 * $0)] }))
      return (0...100).map {
        abs(map.interpolated(at: [Double($0) / 100])[0] - sin(0.03 * Double($0)))
      }.max()!
    }
    #expect(try error(20) / error(40) > 3.5)
    let one = try GridMap(shape: [1], box: .unit(1), images: Matrix([[2]]))
    #expect(one.interpolated(at: [0.75]) == [2.25])
  }
}
