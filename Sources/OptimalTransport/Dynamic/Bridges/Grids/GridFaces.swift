import Foundation

/// The faces between the cells of a grid, and the rates of jumps through them.
struct GridFaces {
  let shape: [Int]
  let box: Box

  private var count: Int { shape.reduce(1, *) }
  private func stride(_ k: Int) -> Int { shape[(k + 1)...].reduce(1, *) }
  private func width(_ k: Int) -> Double { box.sides[k] / Double(shape[k]) }

  /// Rates along an axis from the drift at the faces' centres.
  func rates(
    axis k: Int, diffusion: Double, drift: ([Double]) -> [Double]
  ) throws(TransportError) -> (up: [Double], down: [Double]) {
    let (step, h) = (stride(k), width(k))
    let centers = cellCenters(shape: shape, box: box)
    var result = zeros
    for i in 0..<count where i / step % shape[k] + 1 < shape[k] {
      var face = centers.row(i)
      face[k] += h / 2
      let velocity = drift(face)
      try check(velocity)
      add(&result, i, step, velocity[k] * h / diffusion, scale: diffusion / (h * h))
    }
    return result
  }

  /// Rates along an axis from the potential at the cells.
  func rates(
    axis k: Int, diffusion: Double, potential: [Double]
  ) -> (up: [Double], down: [Double]) {
    let (step, h) = (stride(k), width(k))
    var result = zeros
    for i in 0..<count where i / step % shape[k] + 1 < shape[k] {
      add(
        &result, i, step, (potential[i] - potential[i + step]) / diffusion,
        scale: diffusion / (h * h))
    }
    return result
  }

  private var zeros: (up: [Double], down: [Double]) {
    let zeros = [Double](repeating: 0, count: count)
    return (zeros, zeros)
  }

  private func add(
    _ rates: inout (up: [Double], down: [Double]), _ i: Int, _ step: Int, _ z: Double, scale: Double
  ) {
    rates.up[i] = scale * bernoulli(-z)
    rates.down[i + step] = scale * bernoulli(z)
  }

  private func check(_ velocity: [Double]) throws(TransportError) {
    guard velocity.count == shape.count else {
      throw .shapeMismatch(
        argument: "drift", expected: "\(shape.count) numbers a point", found: "\(velocity.count)")
    }
    try checkFinite(velocity, argument: "drift")
  }
}

/// z / (e^z - 1), 1 at 0, 0 from where e^z overflows.
private func bernoulli(_ z: Double) -> Double {
  // Near 0 the quotient is right too, but 0 / 0 is to be avoided.
  abs(z) < 1e-8 ? 1 - z / 2 : z > 800 ? 0 : z / expm1(z)
}
