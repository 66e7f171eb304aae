/// Coordinates x' = (x - origin) / scale in which two boxes together have size 1.
struct SharedFrame: Sendable {
  let origin: [Double]
  let scale: Double

  init(_ first: Box, _ second: Box) {
    let lower = zip(first.lower, second.lower).map { min($0, $1) }
    let upper = zip(first.upper, second.upper).map { max($0, $1) }
    origin = lower
    scale = zip(upper, lower).map { $0 - $1 }.max()!
  }

  /// The axes of a density's grid.
  func axes(of density: GridDensity) -> [GridAxis] {
    density.shape.indices.map { k in
      GridAxis(
        lower: (density.box.lower[k] - origin[k]) / scale,
        upper: (density.box.upper[k] - origin[k]) / scale, count: density.shape[k])
    }
  }

  /// origin.x at the cell centres.
  private func linear(_ axes: [GridAxis]) -> [Double] {
    outerSum(
      axes.indices.map { k in axes[k].centers.map { origin[k] * (origin[k] + scale * $0) } })
  }

  /// psi = scale^2 w + origin.x, whose gradient is the map in the original coordinates.
  func potential(_ w: [Double], _ axes: [GridAxis]) -> [Double] {
    zip(w, linear(axes)).map { scale * scale * $0 + $1 }
  }

  /// The conjugate of ``potential(_:_:)``, from u = w*: scale^2 u + origin.(y - origin).
  func conjugatePotential(_ u: [Double], _ axes: [GridAxis]) -> [Double] {
    let constant = origin.reduce(0) { $0 + $1 * $1 }
    return potential(u, axes).map { $0 - constant }
  }

  /// The inverse of ``potential(_:_:)``.
  func scaled(_ psi: [Double], _ axes: [GridAxis]) -> [Double] {
    zip(psi, linear(axes)).map { ($0 - $1) / (scale * scale) }
  }

  /// alpha = scale^2 (|x'|^2 - 2 w) for the cost |x - y|^2; the same for beta.
  func kantorovichPotential(_ w: [Double], _ axes: [GridAxis]) -> [Double] {
    let squares = outerSum(axes.map { axis in axis.centers.map { $0 * $0 } })
    return zip(squares, w).map { scale * scale * ($0 - 2 * $1) }
  }

  /// Points, d numbers each, in the original coordinates.
  func matrix(_ points: borrowing ScratchArray<Double>, _ d: Int) -> Matrix {
    let elements = (0..<points.count).map { origin[$0 % d] + scale * points[$0] }
    return Matrix(uncheckedRows: points.count / d, columns: d, elements: elements)
  }
}
