/// What a step moved, and how good it is.
extension FrontStep {
  /// W2(mu, rho) along grad w: the root of sum_j rho_j |y_j - grad w(y_j)|^2.
  var distance: Double { squaredDistance.squareRoot() }

  /// The square of ``distance``.
  var squaredDistance: Double {
    let moves = zip(images.elements, problem.centers.elements).map { $0 - $1 }
    let d = problem.axes.count
    var sum = CompensatedSum()
    for i in density.indices where density[i] > 0 {
      sum.add(density[i] * moves[(i * d)..<(i * d + d)].reduce(0) { $0 + $1 * $1 })
    }
    return sum.value * problem.cellVolume
  }

  /// grad w at the cell centres, cells x d.
  private var images: Matrix {
    let values = GradientAtCenters(axes: problem.axes, target: problem.axes)(potential)
    return Matrix(
      uncheckedRows: before.count, columns: problem.axes.count,
      elements: values.slice(from: 0, count: values.count))
  }

  /// How far apart the bounds are of min over rho of W2^2(rho, mu) / 2 + tau F(rho), over densities
  /// constant in each cell and with U * rho held at ``field``: rho misses the minimum by no more.
  ///
  /// Above: a plan between mu and rho along grad u (`SplatPlan`), and F(rho). Below: the dual value
  /// of a feasible pair of multilinear functions (`DensityBracket`), whose minimum over rho is
  /// exact. Both are O(h^2) off, h the sides of the `parts` that cells are cut into.
  func gap(parts: Int) -> Double { max(0, upperBound(parts) - lowerBound(parts)) }

  private func upperBound(_ parts: Int) -> Double {
    let (mu, rho) = (nodes(before, parts), nodes(density, parts))
    let plan = SplatPlan(
      source: rho.fine, images: partImages(parts), masses: rho.fineMasses, target: mu.fine,
      targetMasses: mu.fineMasses)
    return plan.cost / 2 + timeStep * problem.frozenEnergy(density, field: field)
  }

  private func lowerBound(_ parts: Int) -> Double {
    let (mu, rho) = (nodes(before, parts), nodes(density, parts))
    let w = AxisStencils.apply(
      problem.axes.map { .centersToNodes($0.count, parts: parts) }, to: potential)
    let conjugate = LegendreTransform(source: mu.nodes, target: mu.nodes)
    let psi = conjugate(rho.restricted(w), .exact)
    let chi = conjugate(mu.restricted(psi), .exact)
    let means = AxisStencils.apply(
      problem.axes.map { .nodesToCells($0.count, parts: parts) }, to: chi)
    let answer = problem.answer(
      to: means, halfSquares: problem.meanHalfSquares, timeStep: timeStep, field: field)
    return mu.integral(psi) / 2 + timeStep * answer.minimum
  }

  private func nodes(_ density: [Double], _ parts: Int) -> NodeGrid {
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
