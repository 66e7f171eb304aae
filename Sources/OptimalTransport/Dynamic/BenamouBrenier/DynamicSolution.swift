/// A density on its way from a source to a target, with the momentum that carries it and the
/// potential that proves it optimal; see ``BenamouBrenier``.
public struct DynamicSolution: Sendable {
  /// What was known after some iterations.
  public struct TracePoint: Sendable, Equatable {
    /// Iterations on the finest grid.
    public let iteration: Int
    /// The least upper bound of W2^2 so far.
    public let upperBound: Double
    /// The greatest lower bound so far.
    public let lowerBound: Double
  }

  /// rho at the N + 1 time nodes: nonnegative, with the data at both ends.
  public let path: DensityPath
  /// m at the N time centres, for each axis: N x cells, row-major, each number that of the face
  /// above its cell along the axis. The last face of a line is the wall (zero), or on a periodic
  /// axis the face to the first cell.
  public let momentum: [[Double]]
  /// phi at the N time centres (k + 1/2) / N, N x cells: feasible for the dual.
  public let potential: [[Double]]
  /// phi at time 0: phi^{1/2} + tau H(phi^{1/2}) / 2.
  public let initialPotential: [Double]
  /// phi at time 1: phi^{N-1/2} - tau H(phi^{N-1/2}) / 2.
  public let finalPotential: [Double]
  /// The action of the path, half of the certificate's upper bound.
  public let action: Double
  /// Bounds of twice the least action of the discrete problem, in units of |x - y|^2.
  public let certificate: Certificate
  /// How well the equations hold.
  public let residuals: DynamicResiduals
  /// Why the solver stopped.
  public let termination: Termination
  /// Iterations on the finest grid.
  public let iterations: Int
  /// The time taken.
  public let seconds: Double
  /// The bounds as they were found, on the finest grid.
  public let trace: [TracePoint]
  /// What holds at the faces of the box.
  public let sides: HelmholtzDecomposition.Boundary
  /// Cells that nothing entered; phi means nothing there.
  public internal(set) var obstacles: Obstacles?
  /// zeta at the time centres, N x cells; empty without growth.
  public internal(set) var growthRate: [[Double]] = []

  /// The number of time steps N.
  public var timeSteps: Int { potential.count }

  /// u = grad phi at the cell centres at time (k + 1/2) / N: the mean of the differences across the
  /// two faces along each axis, at a wall or an obstacle the one there is.
  public func velocity(at centre: Int) -> VectorField {
    let (shape, box, phi) = (path.shape, path.box, potential[centre])
    let space = FreeSpace(
      shape: shape, steps: zip(box.sides, shape).map { $0 / Double($1) },
      isPeriodic: sides == .periodic, isBlocked: obstacles?.isBlocked)
    var elements = [Double](repeating: 0, count: phi.count * shape.count)
    for c in phi.indices {
      for k in shape.indices {
        let slopes = space.faces(of: c, axis: k).map { low, high in
          (phi[high] - phi[low]) / space.steps[k]
        }
        if !slopes.isEmpty {
          elements[c * shape.count + k] = slopes.reduce(0, +) / Double(slopes.count)
        }
      }
    }
    return VectorField(
      uncheckedShape: shape, box: box,
      vectors: Matrix(uncheckedRows: phi.count, columns: shape.count, elements: elements))
  }
}
