import Foundation

/// An upper bound of W2^2 between two densities constant in cells that is close where mass moves by
/// less than a cell.
///
/// Between mu and rho the densities (1 - t) mu + t rho move by one momentum m with -div m = rho -
/// mu, so by Benamou and Brenier
/// ```
/// W2^2 <= int |m|^2 int_0^1 dt / ((1 - t) mu + t rho) = sum over cells of |m|^2 / L(mu, rho),   L(a, b) = (a - b) / log(a / b).
/// ```
/// m is linear in each cell along each axis, between fluxes through its faces (the space of Raviart
/// and Thomas), so that all is exact. The fluxes are K grad phi, -div(K grad phi) = mu - rho, K the
/// harmonic means of L beside the faces. What rounding leaves of mu - rho + div m, e in L1, takes
/// no longer way than the box's diagonal D: W2 <= root(sum) + D root(e / 2).
///
/// Against W2^2 it is off by a part of the order of the displacement's derivative, and infinite
/// where mass enters a vacuum.
struct MomentumBound: Sendable {
  /// At least W2^2.
  let square: Double

  /// phi stops here; the conductance of what holds it where nothing conducts, as a part of the
  /// greatest.
  private static let (tolerance, iterationLimit, anchor) = (1e-9, 60, 1e-13)

  init(_ lift: PeriodicLift, from before: [Double], onto after: [Double]) {
    let axes = lift.axes
    let volume = axes.reduce(1) { $0 * $1.step }
    let means = zip(before, after).map(Self.logarithmicMean)
    guard means.indices.allSatisfy({ means[$0] > 0 || before[$0] == after[$0] }) else {
      square = .infinity
      return
    }
    let faces = axes.indices.map { lift.faces(along: $0) }
    let conductances = axes.indices.map { k in
      means.indices.map { j -> Double in
        guard let next = faces[k].next(j), means[j] > 0, means[next] > 0 else { return 0 }
        return 2 / (1 / means[j] + 1 / means[next])
      }
    }
    let anchor = Self.anchor * (means.max() ?? 0) / axes.reduce(1) { max($0, $1.step * $1.step) }
    let cells = CellOperator(
      shape: axes.map(\.count), masses: means.map { _ in anchor * volume },
      faces: axes.indices.map { k in
        conductances[k].map { $0 * volume / (axes[k].step * axes[k].step) }
      }, isClosed: lift.isPeriodic)
    let cycle = Multigrid(cells)
    let phi = ConjugateGradients.solve(
      zip(before, after).map { ($0 - $1) * volume }, tolerance: Self.tolerance,
      iterationLimit: Self.iterationLimit, preconditioner: { cycle($0) }, product: { cells($0) }
    ).solution
    var (sum, rest) = (CompensatedSum(), zip(before, after).map { $0 - $1 })
    for (k, axis) in axes.enumerated() {
      let flux = phi.indices.map { j in
        faces[k].next(j).map { conductances[k][j] * (phi[j] - phi[$0]) / axis.step } ?? 0
      }
      for j in flux.indices {
        let (low, high) = (faces[k].before(j).map { flux[$0] } ?? 0, flux[j])
        rest[j] -= (high - low) / axis.step
        let square = (low * low + low * high + high * high) / 3
        if square > 0 { sum.add(square / means[j]) }
      }
    }
    let lost = rest.reduce(0) { $0 + abs($1) } * volume
    let diagonal = zip(axes, lift.isPeriodic).reduce(0) { sum, axis in
      let side = (axis.0.upper - axis.0.lower) / (axis.1 ? 2 : 1)
      return sum + side * side
    }
    let root = (sum.value * volume).squareRoot() + (diagonal * lost / 2).squareRoot()
    square = root.isFinite ? root * root : .infinity
  }

  /// (a - b) / log(a / b), zero where one is.
  static func logarithmicMean(_ a: Double, _ b: Double) -> Double {
    guard a > 0, b > 0 else { return 0 }
    let t = (a - b) / (a + b)
    // log(a / b) = 2 atanh t = 2 (t + t^3 / 3 + ...).
    return abs(t) < 1e-4 ? (a + b) / 2 * (1 - t * t / 3) : (a - b) / log(a / b)
  }
}

/// The cells beside the faces across one axis.
struct AxisFaces: Sendable {
  fileprivate let count: Int
  fileprivate let stride: Int
  fileprivate let isPeriodic: Bool

  /// The cell after j; nil beyond a wall.
  func next(_ j: Int) -> Int? {
    if j / stride % count + 1 < count { return j + stride }
    return isPeriodic ? j - (count - 1) * stride : nil
  }

  /// The cell before j; nil beyond a wall.
  func before(_ j: Int) -> Int? {
    if j / stride % count > 0 { return j - stride }
    return isPeriodic ? j + (count - 1) * stride : nil
  }
}

extension PeriodicLift {
  /// The faces across an axis.
  func faces(along k: Int) -> AxisFaces {
    AxisFaces(
      count: axes[k].count, stride: axes[(k + 1)...].reduce(1) { $0 * $1.count },
      isPeriodic: isPeriodic[k])
  }
}
