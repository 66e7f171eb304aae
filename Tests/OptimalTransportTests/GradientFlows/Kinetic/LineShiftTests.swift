import Foundation
import Testing

@testable import OptimalTransport

private func shifted(
  _ values: [Double], by cells: Double, _ ends: LineShift.Ends
) -> [Double] {
  let array = PaddedArray<Double>(repeating: 0, count: values.count)
  for i in values.indices { array[i] = values[i] }
  let scratch = LineShift.scratch(count: values.count)
  LineShift(cells: cells, count: values.count, ends: ends)(
    array, start: 0, count: values.count, ends: ends, scratch: scratch)
  return values.indices.map { array[$0] }
}

private func wave(_ n: Int, shift: Double = 0, waves: Double = 1) -> [Double] {
  (0..<n).map { 2 + cos(2 * .pi * waves * (Double($0) - shift) / Double(n)) }
}

@Suite struct `Shifts of lines` {
  @Test func `Shifts by whole cells are exact`() {
    let values = (0..<10).map { Double($0 * $0) }
    #expect(shifted(values, by: 3, .periodic) == (0..<10).map { values[($0 + 7) % 10] })
    #expect(shifted(values, by: -13, .periodic) == (0..<10).map { values[($0 + 3) % 10] })
    #expect(shifted(values, by: 0, .walls) == values)
  }

  @Test(arguments: [0.3, -2.7, 41.5, -0.01])
  func `A smooth wave moves with an error of eighth order`(cells: Double) {
    func error(_ n: Int) -> Double {
      let result = shifted(wave(n), by: cells * Double(n) / 32, .periodic)
      return zip(result, wave(n, shift: cells * Double(n) / 32)).map { abs($0 - $1) }.max()!
    }
    // The remainder of interpolation of degree 7: h^8 max |f^(8)| / 8! times the product of the
    // distances to the eight nodes, which is at most (7!!)^2 / 2^8 = 43.1 in the middle.
    let h = 2 * Double.pi / 32
    #expect(error(32) <= pow(h, 8) * 43.1 / 40320 + 1e-14)
    #expect(error(64) <= pow(h / 2, 8) * 43.1 / 40320 + 1e-14)
  }

  @Test func `Mass is kept to rounding and no value is negative, whatever the data`() {
    var generator = SeededGenerator(seed: 5)
    for ends in [LineShift.Ends.periodic, .walls] {
      for _ in 0..<200 {
        let n = Int.random(in: 1...40, using: &generator)
        let values = (0..<n).map { _ in
          let size = generator.uniform()
          return size < 0.3 ? 0 : size < 0.4 ? 1e-310 : pow(10, 8 * size - 4)
        }
        let result = shifted(values, by: 60 * generator.uniform() - 30, ends)
        let mass = values.reduce(0, +)
        #expect(result.allSatisfy { $0 >= 0 })
        // Each cell takes and gives once: a few roundings of the largest value, n times.
        #expect(abs(result.reduce(0, +) - mass) <= 1e-15 * Double(n) * mass)
      }
    }
  }

  @Test func `Mass that is kicked against a wall stays there`() {
    let values = [1.0, 2, 3, 4, 5]
    #expect(shifted(values, by: 2, .walls) == [0, 0, 1, 2, 12])
    #expect(shifted(values, by: -1, .walls) == [3, 3, 4, 5, 0])
    #expect(shifted(values, by: 1e300, .walls) == [0, 0, 0, 0, 15])
    #expect(shifted(values, by: -1e300, .walls) == [15, 0, 0, 0, 0])
  }

  @Test func `First and second moments move as those of an exact shift`() {
    let (n, s) = (64, 3.37)
    let values = (0..<n).map { exp(-pow((Double($0) - 28) / 5, 2) / 2) }
    let result = shifted(values, by: s, .walls)
    func moment(_ f: [Double], _ power: Double, _ centre: Double) -> Double {
      f.indices.reduce(0) { $0 + f[$1] * pow(Double($1) - centre, power) }
    }
    // Interpolation of degree 7 keeps moments up to order 7; the tails, at 5 deviations, are 1e-7
    // in the wall's cells at most and nothing is cut where the bell is smooth.
    #expect(abs(moment(result, 1, 28 + s)) < 1e-5)
    #expect(abs(moment(result, 2, 28 + s) - moment(values, 2, 28)) < 1e-4)
  }

  @Test func `The spectral shift makes negative values at an edge and this one does not`() {
    let n = 64
    let values = (0..<n).map { $0 >= 20 && $0 < 40 ? 1.0 : 0 }
    let spectral = (0..<n).map { i in
      (0..<n).reduce(0) { sum, j in
        // The trigonometric interpolant of a unit value at j, half a cell to the right of it.
        let z = Double.pi * (Double(i - j) - 0.5) / Double(n)
        return sum + values[j] * sin(Double(n) * z) / (Double(n) * tan(z))
      }
    }
    let result = shifted(values, by: 0.5, .periodic)
    #expect(spectral.min()! < -0.05)
    #expect(result.min()! >= 0)
    // Both put the edges in the same place: half a cell each.
    #expect(zip(result, spectral).map { abs($0 - $1) }.max()! < 0.15)
  }
}
