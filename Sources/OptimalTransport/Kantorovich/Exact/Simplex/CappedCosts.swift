/// The costs a pivot sees: min(c_ij, cap), with forbidden pairs at the cap.
///
/// A plan that is optimal for the capped costs and moves nothing along capped pairs is optimal for
/// the true costs, since min(c, cap) <= c; and potentials feasible for the capped costs are feasible
/// for the true ones. So forbidden pairs and entries of 1e32 among ordinary ones need no infinite
/// or huge numbers in the tree, where they would swallow the digits of all others. The cap is
/// raised while capped pairs carry mass.
struct CappedCosts {
  let geometry: Geometry
  var cap: Double

  /// The greatest |c_ij| among pairs that are allowed, as far as it matters for raising the cap.
  let largest: Double

  init(_ geometry: Geometry) {
    self.geometry = geometry
    let spread = geometry.storedSpread
    largest = spread?.largest ?? .infinity
    guard let spread else {
      cap = .infinity
      return
    }
    if !geometry.allowsEveryPair {
      cap = spread.largest > 0 ? 4 * min(spread.largest, 1e6 * spread.typical) : 1
    } else {
      cap = spread.largest > 1e8 * spread.typical ? 1e4 * spread.typical : .infinity
    }
  }

  /// min(c_ij, cap).
  @inline(__always) func cost(_ i: Int, _ j: Int) -> Double { min(geometry.cost(i, j), cap) }

  /// Whether the pair costs more than the cap, or is forbidden.
  func isCapped(_ i: Int, _ j: Int) -> Bool { geometry.cost(i, j) > cap }

  /// Whether no allowed pair is capped.
  var coversAllowedPairs: Bool { cap >= largest }

  /// A higher cap. Beyond the largest cost it matters for forbidden pairs only.
  mutating func raise() {
    cap = coversAllowedPairs && geometry.allowsEveryPair ? .infinity : cap * 64
  }
}

extension Geometry {
  /// The largest and the median of the positive |c_ij| of a cost that is stored; nil for one that
  /// is computed, whose entries come from points and vary together.
  fileprivate var storedSpread: (largest: Double, typical: Double)? {
    let entries: [Double]
    switch storage {
    case .dense(let matrix): entries = matrix.elements
    case .sparse(let cost, _): entries = cost.values
    case .clouds, .closure: return nil
    }
    var largest = 0.0
    for value in entries { largest = max(largest, abs(value)) }
    // About a thousand entries at a stride prime to most shapes tell the median well enough.
    let stride = max(1, entries.count / 1021)
    var sample: [Double] = []
    for k in Swift.stride(from: 0, to: entries.count, by: stride) where entries[k] != 0 {
      sample.append(abs(entries[k]))
    }
    sample.sort()
    return (largest, sample.isEmpty ? largest : sample[sample.count / 2])
  }
}
