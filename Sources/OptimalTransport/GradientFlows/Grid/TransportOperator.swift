/// The second derivative of a JKO step's dual in the convex function u that carries a density,
/// -div(K grad) + c with K = density / u_kk along axis k.
struct TransportOperator: Sendable {
  private let cells: CellOperator

  /// u_kk is kept between these: beyond them are kinks.
  private static let (leastBend, mostBend) = (0.05, 20.0)
  /// What the vacuum conducts, as a part of the greatest K: with far less, potentials there run
  /// away from those of the mass beside it.
  private static let vacuum = 0.05
  /// What any other cell conducts.
  private static let least = 1e-12
  /// Conjugate gradients stop at this part of the residual: K itself is no better.
  private static let (tolerance, iterationLimit) = (1e-2, 30)

  /// - Parameters:
  ///   - masses: c integrated over each cell.
  ///   - density: in each cell.
  ///   - isVacuum: cells whose density is zero for good.
  init(
    lift: PeriodicLift, potential: [Double], masses: [Double], density: [Double], isVacuum: [Bool]
  ) {
    let (axes, isPeriodic) = (lift.axes, lift.isPeriodic)
    let (shape, volume) = (axes.map(\.count), axes.reduce(1) { $0 * $1.step })
    let most = density.max()!
    let mobility = zip(density, isVacuum).map { max($0, ($1 ? Self.vacuum : Self.least) * most) }
    let faces = axes.indices.map { k in
      let (n, stride) = (shape[k], shape[(k + 1)...].reduce(1, *))
      let inverse = 1 / (axes[k].step * axes[k].step)
      return ParallelLoop.map(count: potential.count, grain: 4096) { j -> Double in
        let i = j / stride % n
        guard i + 1 < n || isPeriodic[k] else { return 0 }
        let next = i + 1 < n ? j + stride : j - i * stride
        let mean = (mobility[j] + mobility[next]) / 2
        let isInside = i > 0 && i + 2 < n
        let bend =
          isInside
          ? Self.bend(potential, j, stride, inverse)
          : isPeriodic[k] ? Self.bendAround(potential, j, i, axes[k], stride) : 1
        return mean * inverse * volume / bend
      }
    }
    let least = Self.least * max(masses.max()!, most * volume)
    cells = CellOperator(
      shape: shape, masses: masses.map { max($0, least) }, faces: faces,
      isClosed: isPeriodic)
  }

  /// The mean of u_kk in the two cells beside the face behind cell j.
  @inline(__always)
  private static func bend(
    _ u: [Double], _ j: Int, _ stride: Int, _ inverse: Double
  ) -> Double {
    let rise = u[j + 2 * stride] - u[j + stride] - u[j] + u[j - stride]
    return min(max(rise / 2 * inverse, leastBend), mostBend)
  }

  /// The same around the ends of a closed axis, where u goes on as |x|^2 / 2 plus what repeats.
  private static func bendAround(
    _ u: [Double], _ j: Int, _ i: Int, _ axis: GridAxis, _ stride: Int
  ) -> Double {
    let n = axis.count
    func repeated(_ place: Int) -> Double {
      let cell = (place + n) % n
      let x = axis.center(cell)
      return u[j + (cell - i) * stride] - x * x / 2
    }
    let rise = repeated(i + 2) - repeated(i + 1) - repeated(i) + repeated(i - 1)
    return min(max(1 + rise / 2 / (axis.step * axis.step), leastBend), mostBend)
  }

  /// d with -div(K grad d) + c d = r, nearly.
  func solve(_ right: [Double]) -> [Double] {
    let cycle = Multigrid(cells)
    return ConjugateGradients.solve(
      right, tolerance: Self.tolerance, iterationLimit: Self.iterationLimit,
      preconditioner: { cycle($0) }, product: { cells($0) }
    ).solution
  }
}
