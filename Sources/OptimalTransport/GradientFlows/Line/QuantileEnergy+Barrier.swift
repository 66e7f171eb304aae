import Foundation

// The barrier -sum w_i log(D_i - w_i / cap) that keeps cells below the cap.
extension QuantileEnergy {
  /// Whether a cap is set.
  var isCapped: Bool { leastWidths[0] > 0 }

  /// The barrier; infinite where a cell is full.
  func barrier(_ nodes: [Double]) -> Double {
    masses.indices.map { i in
      let room = nodes[i + 1] - nodes[i] - leastWidths[i]
      return room > 0 ? -masses[i] * log(room) : .infinity
    }.reduce(0, +)
  }

  func addBarrierGradient(_ nodes: [Double], times factor: Double, to result: inout [Double]) {
    for i in masses.indices {
      let force = factor * masses[i] / (nodes[i + 1] - nodes[i] - leastWidths[i])
      result[i] += force
      result[i + 1] -= force
    }
  }

  func addBarrierHessian(
    _ nodes: [Double], times factor: Double, to result: inout TridiagonalMatrix
  ) {
    for i in masses.indices {
      let room = nodes[i + 1] - nodes[i] - leastWidths[i]
      let stiffness = factor * masses[i] / (room * room)
      result.add(stiffness, -stiffness, stiffness, at: i)
    }
  }
}
