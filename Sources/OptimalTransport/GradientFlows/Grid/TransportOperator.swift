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
        if i + 1 == n {
          guard isPeriodic[k] else { return 0 }
          let mean = (mobility[j] + mobility[j - i * stride]) / 2
          return mean * inverse * volume / Self.closedBend(potential, j, axes[k], stride)
        }
        let mean = (mobility[j] + mobility[j + stride]) / 2
        return mean * inverse * volume / Self.bend(potential, j, i, n, stride, inverse)
      }
    }
    let least = Self.least * max(masses.max()!, most * volume)
    cells = CellOperator(shape: shape, masses: masses.map { max($0, least) }, faces: faces,
      isClosed: isPeriodic)
  }

  /// The mean of u_kk in the two cells beside the face behind cell j.
  @inline(__always)
  private static func bend(
    _ u: [Double], _ j: Int, _ i: Int, _ n: Int, _ stride: Int, _ inverse: Double
  ) -> Double {
    guard i > 0, i + 2 < n else { return 1 }
    let rise = u[j + 2 * stride] - u[j + stride] - u[j] + u[j - stride]
    return min(max(rise / 2 * inverse, leastBend), mostBend)
  }

  /// The mean of u_kk beside the face between the last cell and the first, where u goes on as |x|^2
  /// / 2 plus what repeats.
  private static func closedBend(
    _ u: [Double], _ last: Int, _ axis: GridAxis, _ stride: Int
  ) -> Double {
    let n = axis.count
    guard n > 3 else { return 1 }
    let first = last - (n - 1) * stride
    func periodic(_ i: Int) -> Double {
      let x = axis.center(i)
      return u[first + i * stride] - x * x / 2
    }
    let rise = periodic(1) - periodic(0) - periodic(n - 1) + periodic(n - 2)
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
