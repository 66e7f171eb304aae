/// Where the splitting starts.
struct FlowStart {
  /// At the time nodes, data at both ends.
  let density: PaddedArray<Double>
  /// phi at the time centres.
  let potential: PaddedArray<Double>

  /// Calls `body` with each face's index, its density r and its grad phi, both zero at walls; from
  /// several threads, each with faces of its own.
  func forFaces(
    _ grid: StaggeredGrid, _ body: (_ face: Int, _ r: Double, _ slope: Double) -> Void
  ) {
    grid.forTimes(grid.timeSteps) { range in
      let mean = PaddedArray<Double>(repeating: 0, count: grid.cells)
      let r = PaddedArray<Double>(repeating: 0, count: grid.cells)
      let slope = PaddedArray<Double>(repeating: 0, count: grid.cells)
      for k in range {
        grid.timeMean(density, k, into: mean)
        for axis in 0..<grid.dimension {
          r.fill(0..<grid.cells, with: 0)
          slope.fill(0..<grid.cells, with: 0)
          grid.faces.addMeans(axis: axis, of: mean.slab(0), to: r.slab(0))
          grid.faces.addGradient(axis: axis, of: potential.slab(k * grid.cells), to: slope.slab(0))
          let start = grid.start(axis, k)
          for c in 0..<grid.cells { body(start + c, r[c], slope[c]) }
        }
      }
    }
  }

  /// m = r grad phi.
  func momentum(_ grid: StaggeredGrid) -> PaddedArray<Double> {
    let result = grid.faceArray()
    forFaces(grid) { face, r, slope in result[face] = r * slope }
    return result
  }
}
