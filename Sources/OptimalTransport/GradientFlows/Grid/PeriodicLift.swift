/// A box some of whose axes close on themselves, cut open: beyond its ends along these come the
/// cells of the other end again.
///
/// Densities repeat; of a potential u that carries one onto another u - |x|^2 / 2 does, as grad u
/// goes on by a period when x does. So transforms, images of cells and bounds are those of a box
/// with margins, of which the middle is kept, and mass that leaves through one end enters by the
/// other to rounding.
struct PeriodicLift: Sendable {
  let axes: [GridAxis]
  let isPeriodic: [Bool]
  /// |x|^2 / 2 at the cell centres.
  private let halfSquares: [Double]

  init(axes: [GridAxis], periodicAxes: Set<Int>) {
    self.axes = axes
    isPeriodic = axes.indices.map(periodicAxes.contains)
    halfSquares = Self.halfSquares(axes)
  }

  /// The axes that close.
  var periodicAxes: Set<Int> { Set(isPeriodic.indices.filter { isPeriodic[$0] }) }

  /// Whether no axis closes, so that all here is as it was.
  var isTrivial: Bool { !isPeriodic.contains(true) }

  /// What transforms and fields expand in along each axis.
  var bases: [AxisBasis] { isPeriodic.map { $0 ? .periodic : .cosine } }

  /// The margins, in cells of each axis, that hold all places that grad u sends the box to: the
  /// greatest difference quotient of u - |x|^2 / 2 says how far that is, and with `most` a part of
  /// the period is enough.
  func margins(_ u: [Double], most: Double) -> [Int] {
    if isTrivial { return axes.map { _ in 0 } }
    let p = zip(u, halfSquares).map { $0 - $1 }
    var (result, stride) = (axes.map { _ in 0 }, 1)
    for k in axes.indices.reversed() {
      let n = axes[k].count
      if isPeriodic[k] {
        let rise = p.indices.reduce(0.0) { rise, j in
          let next = j / stride % n + 1 < n ? j + stride : j - (n - 1) * stride
          return max(rise, abs(p[next] - p[j]))
        }
        let cells = min(rise / (axes[k].step * axes[k].step), most * Double(n))
        result[k] = Int(cells.rounded(.up)) + Self.stencil
      }
      stride *= n
    }
    return result
  }

  /// Margins for what looks at neighbours alone.
  var stencils: [Int] { isPeriodic.map { $0 ? Self.stencil : 0 } }

  /// The farthest neighbour that any formula takes.
  private static let stencil = 3

  /// The axes with margins.
  func axes(_ margins: [Int]) -> [GridAxis] {
    zip(axes, margins).map { axis, margin in
      let length = Double(margin) * axis.step
      return margin == 0
        ? axis
        : GridAxis(
          lower: axis.lower - length, upper: axis.upper + length, count: axis.count + 2 * margin)
    }
  }

  /// A density, or anything else that repeats, with margins.
  func repeated(_ values: [Double], _ margins: [Int]) -> [Double] {
    if isTrivial { return values }
    let rules = zip(axes, margins).map { axis, margin in
      let (n, start) = (axis.count, -margin)
      return AxisStencils(
        count: n, rows: (start..<n + margin).map { ((($0 % n) + n) % n, [1]) })
    }
    return AxisStencils.apply(rules, to: values)
  }

  /// A potential u with margins.
  func lifted(_ u: [Double], _ margins: [Int]) -> [Double] {
    if isTrivial { return u }
    let periodic = repeated(zip(u, halfSquares).map { $0 - $1 }, margins)
    return zip(periodic, Self.halfSquares(axes(margins))).map { $0 + $1 }
  }

  /// What lies within the margins.
  func middle(_ values: [Double], _ margins: [Int]) -> [Double] {
    if isTrivial { return values }
    let rules = zip(axes, margins).map { axis, margin in
      AxisStencils(
        count: axis.count + 2 * margin, rows: (0..<axis.count).map { ($0 + margin, [1]) })
    }
    return AxisStencils.apply(rules, to: values)
  }

  private static func halfSquares(_ axes: [GridAxis]) -> [Double] {
    outerSum(axes.map { axis in axis.centers.map { $0 * $0 / 2 } })
  }
}

// What a step does with potentials.
extension PeriodicLift {
  /// The conjugate of u at the cell centres.
  ///
  /// Nobody goes farther than half a period, as the way round the other side is shorter.
  func conjugate(_ u: [Double]) -> [Double] {
    let margins = margins(u, most: 0.5)
    return LegendreTransform(source: axes(margins), target: axes)(lifted(u, margins))
  }

  /// The masses of a density in the images of the cells under grad u: exact for a density that is
  /// linear in cells, as what is thin must not see the quadrature of what is not.
  func imageMasses(_ density: [Double], under u: [Double]) -> [Double] {
    let reach = margins(u, most: 2)
    let (near, far) = (axes(stencils), axes(reach))
    let (potential, repeated) = (lifted(u, stencils), repeated(density, reach))
    if axes.count == 1 {
      let mass = ImageMass(axes: near, density: CumulativeMass(repeated, axes: far))
      return middle(mass(potential), stencils)
    }
    let volume = axes.reduce(1) { $0 * $1.step }
    let cells = TiltedCells(masses: repeated.map { $0 * volume }, shape: far.map(\.count))
    return middle(PolygonMass(axes: near, target: far, cells: cells)(potential), stencils)
  }

  /// grad u at the cell centres, cells x d.
  func gradient(_ u: [Double]) -> Matrix {
    let near = axes(stencils)
    let values = GradientAtCenters(axes: near, target: near)(lifted(u, stencils))
    let d = axes.count
    let all = values.slice(from: 0, count: values.count)
    let columns = (0..<d).map { k in
      middle(stride(from: k, to: all.count, by: d).map { all[$0] }, stencils)
    }
    return Matrix(
      uncheckedRows: halfSquares.count, columns: d,
      elements: halfSquares.indices.flatMap { j in columns.map { $0[j] } })
  }
}
