/// What a step moved, and how good it is.
extension DualGridStep {
  /// W2(mu, rho) along the gradient: the root of the sum over the cells of what is carried of |x -
  /// grad(x)|^2.
  var distance: Double { squaredDistance.squareRoot() }

  /// The square of ``distance``.
  var squaredDistance: Double {
    let moves = zip(images.elements, problem.centers.elements).map { $0 - $1 }
    let d = problem.axes.count
    let carried = carriage.from
    var sum = CompensatedSum()
    for i in carried.indices where carried[i] > 0 {
      sum.add(carried[i] * moves[(i * d)..<(i * d + d)].reduce(0) { $0 + $1 * $1 })
    }
    return sum.value * problem.cellVolume
  }

  /// The gradient at the cell centres, cells x d.
  private var images: Matrix {
    let values = GradientAtCenters(axes: problem.axes, target: problem.axes)(potential)
    return Matrix(
      uncheckedRows: before.count, columns: problem.axes.count,
      elements: values.slice(from: 0, count: values.count))
  }

  /// How far apart the bounds are of min over rho of W2^2(rho, mu) / 2 + tau F(rho), over densities
  /// constant in each cell and with U * rho held at ``field``: rho misses the minimum by no more.
  ///
  /// Above: a plan between mu and rho along the gradient (`SplatPlan`), and F(rho). Below: the dual
  /// value of a feasible pair of multilinear functions (`DensityBracket`), whose minimum over rho
  /// is exact. Both are O(h^2) off, h the sides of the `parts` that cells are cut into.
  func gap(parts: Int) -> Double { max(0, upperBound(parts) - lowerBound(parts)) }

  private func upperBound(_ parts: Int) -> Double {
    let (from, onto) = (nodes(carriage.from, parts), nodes(carriage.onto, parts))
    let plan = SplatPlan(
      source: from.fine, images: partImages(parts), masses: from.fineMasses, target: from.fine,
      targetMasses: onto.fineMasses)
    return plan.cost / 2 + timeStep * problem.frozenEnergy(density, field: field)
  }

  func nodes(_ density: [Double], _ parts: Int) -> NodeGrid {
    NodeGrid(AscentSide(axes: problem.axes, density: density), parts: parts)
  }

  /// The images of the centres of parts: cells move as they are.
  private func partImages(_ parts: Int) -> ScratchArray<Double> {
    let (images, d) = (images, problem.axes.count)
    let shape = problem.axes.map { $0.count * parts }
    let result = ScratchArray<Double>(uninitialized: shape.reduce(d, *))
    for part in 0..<shape.reduce(1, *) {
      var (rest, cell, stride) = (part, 0, 1)
      for k in shape.indices.reversed() {
        let (axis, i) = (problem.axes[k], rest % shape[k])
        rest /= shape[k]
        cell += i / parts * stride
        stride *= axis.count
        let place = (Double(i % parts) + 0.5) / Double(parts) - 0.5
        result[part * d + k] = place * axis.step
      }
      for k in 0..<d { result[part * d + k] += images[cell, k] }
    }
    return result
  }
}
