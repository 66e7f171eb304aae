// Times the Hopf-Lax formula on squares of 256 to 4096 cells along a side: the time a cell does not
// grow with the grid, nor with the time that the solution runs.
//
//     swift run -c release HopfLaxTimes

import OptimalTransport

/// The least of three wall-clock times of one forward solution, in seconds.
func seconds(_ initial: [Double], _ n: Int, time: Double) throws -> Double {
  let clock = ContinuousClock()
  return try (0..<3).map { _ in
    try clock.measure {
      _ = try HopfLax().forward(initial, shape: [n, n], box: .unit(2), time: time)
    } / .seconds(1)
  }.min()!
}

/// A number with so many decimals.
func fixed(_ value: Double, _ decimals: Int) -> String {
  let scale = (0..<decimals).reduce(1) { product, _ in 10 * product }
  let whole = Int((value * Double(scale)).rounded())
  let rest = String(whole % scale)
  return "\(whole / scale)." + String(repeating: "0", count: decimals - rest.count) + rest
}

print("| cells | data | t | seconds | ns a cell |")
print("| --- | --- | --- | --- | --- |")
for n in [256, 512, 1024, 2048, 4096] {
  var state: UInt64 = 1
  let rough = (0..<n * n).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }
  let bowl = (0..<n * n).map { cell in
    let (x, y) = (Double(cell / n) / Double(n), Double(cell % n) / Double(n))
    return (x - 0.3) * (x - 0.3) - (y - 0.6) * (y - 0.6) / 3
  }
  for (name, initial) in [("random", rough), ("saddle", bowl)] {
    for time in [1e-6, 1] {
      let found = try seconds(initial, n, time: time)
      let perCell = fixed(found * 1e9 / Double(n * n), 1)
      print("| \(n)^2 | \(name) | \(time) | \(fixed(found, 4)) | \(perCell) |")
    }
  }
}
