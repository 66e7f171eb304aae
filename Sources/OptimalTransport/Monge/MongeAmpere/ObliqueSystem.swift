/// The equations of a plane problem whose target is a convex polygon Q.
///
/// To those of the cells, with u on one layer of ghost cells as further unknowns, come
/// ```
/// H(grad psi) = 0 at the centre of each boundary face,   H(y) = max over edges of nu . y - d,
/// ```
/// over the edges of Q whose outer normal nu faces along that of the box, which is what makes the
/// condition oblique; the difference across the face and the mean of those along it give grad psi
/// to second order. At the four corners the mixed difference is continued linearly. Source:
/// Benamou, Froese and Oberman 2014, with ghosts in place of one-sided differences.
struct ObliqueSystem: MongeAmpereEquations {
  let cells: MongeAmpereSystem<CenteredScheme>
  let target: ConvexPolygon
  let layout: GhostLayout

  var grid: PotentialGrid { cells.grid }

  /// What weighs a face's equation as its share of the boundary against a cell's of the box.
  private func faceScale(_ face: GhostLayout.Face) -> Double {
    let h = grid.steps[face.across]
    let side = h * Double(grid.shape[face.across])
    return 1 / (grid.slopes[face.across] * (h * side).squareRoot())
  }

  func sides(_ u: [Double]) -> (roots: [Double], ratios: [Double])? {
    guard var (roots, ratios) = cells.sides(u) else { return nil }
    for face in layout.faces {
      let (value, _, scale) = condition(face, u)
      roots.append(value * scale / 2)
    }
    for (cell, step) in layout.corners {
      let ghost = u[layout.index(cell.x + step.x, cell.y + step.y)]
      let continued = layout.corner(cell, step).reduce(0) { $0 + $1.weight * u[$1.index] }
      roots.append((ghost - continued) * cornerScale / 2)
    }
    ratios += [Double](repeating: 0, count: layout.faceCount + 4)
    return roots.allSatisfy(\.isFinite) ? (roots, ratios) : nil
  }

  private var cornerScale: Double {
    1 / (grid.steps[0] * grid.steps[1] * (grid.slopes[0] * grid.slopes[1]).squareRoot())
  }

  /// H at a face with the normal that it is taken at, and the scale of its equation.
  private func condition(
    _ face: GhostLayout.Face, _ u: [Double]
  ) -> (value: Double, normal: SIMD2<Double>, scale: Double) {
    var image = SIMD2<Double>.zero
    for (index, weights) in gradient(face) { image += u[index] * weights }
    for k in 0..<2 { image[k] += grid.baseImages[k][face.cell[k]] }
    let half = Double(face.step[face.across]) * grid.steps[face.across] / 2
    image[face.across] += half * grid.slopes[face.across]
    let outward = SIMD2(Double(face.step.x), Double(face.step.y))
    let (value, normal) = target.distance(image, facing: outward)
    return (value, normal, faceScale(face) / (normal * outward).sum())
  }

  /// grad u at a face's centre as a sum of values of u.
  private func gradient(_ face: GhostLayout.Face) -> [(index: Int, weights: SIMD2<Double>)] {
    var result: [(Int, SIMD2<Double>)] = []
    func add(_ ghost: Bool, _ shift: Int, _ weight: Double, axis: Int) {
      var cell = ghost ? face.cell &+ face.step : face.cell
      cell[face.along] += shift
      var weights = SIMD2<Double>.zero
      weights[axis] = weight
      result.append((layout.index(cell.x, cell.y), weights))
    }
    let across = Double(face.step[face.across]) / grid.steps[face.across]
    add(true, 0, across, axis: face.across)
    add(false, 0, -across, axis: face.across)
    for ghost in [true, false] {
      for shift in [1, -1] {
        add(ghost, shift, Double(shift) / (4 * grid.steps[face.along]), axis: face.along)
      }
    }
    return result
  }

  func derivative(
    _ u: [Double], ratios: [Double], constant: Double
  ) -> (matrix: StencilMatrix, scales: [Double]) {
    let (matrix, scales) = cells.derivative(u, ratios: ratios, constant: constant)
    var row = grid.count
    func write(_ entries: [(Int, Double)]) {
      for (entry, (column, value)) in entries.enumerated() {
        matrix.columns[row * matrix.width + entry] = Int32(column)
        matrix.values[row * matrix.width + entry] = value
      }
      row += 1
    }
    for face in layout.faces {
      let (_, normal, scale) = condition(face, u)
      write(gradient(face).map { ($0.index, scale * ($0.weights * normal).sum()) })
    }
    for (cell, step) in layout.corners {
      let ghost = layout.index(cell.x + step.x, cell.y + step.y)
      let others = layout.corner(cell, step).map { ($0.index, -cornerScale * $0.weight) }
      write([(ghost, cornerScale)] + others)
    }
    return (matrix, scales)
  }

  /// w holds L v - a at the cells and the scaled slopes of v across the faces; the Laplacian takes
  /// these as fluxes.
  func inverseLaplacian() -> ([Double]) -> (step: [Double], constant: Double) {
    let poisson = grid.laplacian
    let faces = layout.faces
    return { w in
      var right = w.prefix(grid.count).map { -$0 }
      var slopes: [Double] = []
      for (number, face) in faces.enumerated() {
        let slope = w[grid.count + number] / faceScale(face)
        slopes.append(slope)
        right[face.cell.x * layout.columns + face.cell.y] +=
          slope / (grid.slopes[face.across] * grid.steps[face.across])
      }
      let constant = -right.reduce(0, +) / Double(grid.count)
      var step = poisson.solve(right)
      for (slope, face) in zip(slopes, faces) {
        let cell = step[face.cell.x * layout.columns + face.cell.y]
        step.append(cell + slope * grid.steps[face.across])
      }
      for (number, corner) in layout.corners.enumerated() {
        step.append(w[grid.count + layout.faceCount + number] / cornerScale)
        let continued = layout.corner(corner.cell, corner.step)
          .reduce(0) { $0 + $1.weight * step[$1.index] }
        step[step.count - 1] += continued
      }
      return (step, constant)
    }
  }

  /// The images of the cell centres, cells x 2.
  func images(_ u: [Double]) -> [Double] {
    let values = ScratchArray(u)
    let result = ScratchArray<Double>(uninitialized: 2 * grid.count)
    grid.forEachCell { cell, index in
      let image = cells.scheme.cell(cell, index, values).image
      result[2 * cell] = image.x
      result[2 * cell + 1] = image.y
    }
    return result.array
  }

  /// u with its ghosts on a finer grid, by cubics along each axis.
  func interpolated(_ u: [Double], to finer: ObliqueSystem) -> [Double] {
    let (m, n) = (layout.rows, layout.columns)
    let padded = (-1...m).flatMap { i in (-1...n).map { u[layout.index(i, $0)] } }
    let (rows, columns) = (finer.layout.rows, finer.layout.columns)
    let fine = GridResampling.paddedCubics(
      padded, shape: [m, n], finer: [rows, columns])
    var result = [Double](repeating: 0, count: finer.layout.count)
    for i in -1...rows {
      for j in -1...columns {
        result[finer.layout.index(i, j)] = fine[(i + 1) * (columns + 2) + j + 1]
      }
    }
    return result
  }
}

extension ObliqueSystem {
  init(_ problem: MongeAmpereProblem, _ polygon: ConvexPolygon) {
    let grid = problem.grid
    layout = GhostLayout(rows: grid.shape[0], columns: grid.shape[1])
    cells = MongeAmpereSystem(
      scheme: CenteredScheme(grid, ghosts: layout), logSource: problem.logSource,
      target: problem.logTarget)
    target = polygon
  }
}
