/// A potential that satisfies the discrete Hamilton-Jacobi inequality, made of one that nearly
/// does.
///
/// At each inner time node and in each cell
/// ```
/// (phi^{k+1/2} - phi^{k-1/2}) / tau + (H(phi^{k-1/2}) + H(phi^{k+1/2})) / 2 <= 0
/// ```
/// holds after phi^{k+1/2} and all later ones have been lowered by tau times the largest violation:
/// constants change no gradient. Its dual value is a lower bound of every flow's action.
struct FeasiblePotential {
  /// phi at the time centres, feasible.
  let values: PaddedArray<Double>
  /// H(phi), which the repair does not change.
  let hamiltonian: PaddedArray<Double>
  /// The dual value.
  let value: Double
  /// By how much the repair has lowered it.
  let loss: Double
  /// The dual value with all terms taken positive.
  let magnitude: Double
  /// The largest violation before the repair.
  let violation: Double

  init(_ potential: PaddedArray<Double>, grid: StaggeredGrid, source: [Double], target: [Double]) {
    let energy = grid.hamiltonian(potential)
    let cells = grid.cells
    let violations = ParallelLoop.map(count: grid.timeSteps - 1, grain: 1 + 8192 / cells) { k in
      var largest = 0.0
      for c in k * cells..<(k + 1) * cells {
        let rate = (potential[c + cells] - potential[c]) * Double(grid.timeSteps)
        largest = max(largest, rate + 0.5 * (energy[c] + energy[c + cells]))
      }
      return largest
    }
    let repaired = potential.copy
    var shift = 0.0
    for (k, violation) in violations.enumerated() {
      shift += violation * grid.tau
      for c in (k + 1) * cells..<(k + 2) * cells { repaired[c] -= shift }
    }
    values = repaired
    hamiltonian = energy
    violation = violations.max() ?? 0
    loss = shift * target.compensatedSum() * grid.cellVolume
    (value, magnitude) = Self.dualValue(repaired, energy, grid, source, target)
  }

  /// phi at time zero: the first one, extrapolated by phi_t = -H.
  func initial(_ grid: StaggeredGrid) -> [Double] {
    (0..<grid.cells).map { values[$0] + grid.tau / 2 * hamiltonian[$0] }
  }

  /// phi at time one.
  func final(_ grid: StaggeredGrid) -> [Double] {
    let last = (grid.timeSteps - 1) * grid.cells
    return (last..<last + grid.cells).map { values[$0] - grid.tau / 2 * hamiltonian[$0] }
  }

  private static func dualValue(
    _ phi: PaddedArray<Double>, _ energy: PaddedArray<Double>, _ grid: StaggeredGrid,
    _ source: [Double], _ target: [Double]
  ) -> (Double, Double) {
    let last = (grid.timeSteps - 1) * grid.cells
    var (sum, magnitude) = (CompensatedSum(), 0.0)
    for c in 0..<grid.cells {
      let final = phi[last + c] - grid.tau / 2 * energy[last + c]
      let initial = phi[c] + grid.tau / 2 * energy[c]
      sum.add(target[c], times: final)
      sum.add(-source[c], times: initial)
      magnitude += target[c] * abs(final) + source[c] * abs(initial)
    }
    return (sum.value * grid.cellVolume, magnitude * grid.cellVolume)
  }
}
