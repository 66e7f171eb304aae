/// Both bounds of a ``DensityBracket`` for densities of mass 1 in a frame of size 1.
struct RefinedDual {
  let source: NodeGrid
  let target: NodeGrid
  /// psi at the source's nodes, before the conjugates.
  private let psi: [Double]

  /// - Parameter psi: at the source's cell centres.
  init(_ source: AscentSide, _ target: AscentSide, psi: [Double], parts: Int) {
    self.source = NodeGrid(source, parts: parts)
    self.target = NodeGrid(target, parts: parts)
    self.psi = Self.interpolated(psi, self.source, onto: self.target)
  }

  /// The difference from the potential that maps box onto box, which is exact between constant
  /// densities and has slopes along axes of one cell, is what the cubics interpolate.
  private static func interpolated(
    _ psi: [Double], _ source: NodeGrid, onto target: NodeGrid
  ) -> [Double] {
    let affine = AscentSide.affinePotential(
      at: source.cells.map(\.centers), source.cells, onto: target.cells)
    let rules = source.cells.map {
      AxisStencils.centersToNodes($0.count, parts: source.parts)
    }
    let difference = AxisStencils.apply(rules, to: zip(psi, affine).map { $0 - $1 })
    let nodal = AscentSide.affinePotential(
      at: source.nodes.map(\.centers), source.cells, onto: target.cells)
    return zip(difference, nodal).map { $0 + $1 }
  }

  var lower: Double {
    let chi = LegendreTransform(source: source.nodes, target: target.nodes)(
      source.restricted(psi), .exact)
    let biconjugate = LegendreTransform(source: target.nodes, target: source.nodes)(
      target.restricted(chi), .exact)
    return source.integral(biconjugate) + target.integral(chi)
  }

  var upper: Double {
    let (x, y) = (source.fine, target.fine)
    let plan = SplatPlan(
      source: x, images: images, masses: source.fineMasses, target: y,
      targetMasses: target.fineMasses)
    return zip(x, y).reduce(plan.cost) { sum, axes in
      let difference = axes.0.step - axes.1.step
      return sum + difference * difference / 12
    }
  }

  /// grad psi at the centres of the parts, d numbers each.
  private var images: ScratchArray<Double> {
    let (fine, d) = (source.fine, source.cells.count)
    let result = ScratchArray<Double>(uninitialized: fine.reduce(d) { $0 * $1.count })
    for k in 0..<d {
      let rules = (0..<d).map { AxisStencils.nodesToParts(fine[$0].count, slope: $0 == k) }
      let inverse = 1 / fine[k].step
      for (i, rise) in AxisStencils.apply(rules, to: psi).enumerated() {
        result[i * d + k] = rise * inverse
      }
    }
    return result
  }
}
