/// Blow-up: an attraction gathers mass in a point in finite time, after which no density is left to
/// find.
extension GridDensity {
  /// Whether a step from `before` to this density went on gathering mass that now stands, more than
  /// half of it, in a block of 3 cells along each axis: what goes on in there is below the grid.
  ///
  /// Grids of no more than four such blocks along every axis are too coarse to tell.
  func hasGathered(from before: GridDensity) -> Bool {
    guard shape.contains(where: { $0 > 12 }), mass > 0 else { return false }
    let share = greatestBlockMass / mass
    return share > 0.5 && share > before.greatestBlockMass / before.mass
  }

  /// The greatest mass in a block of 3 cells along each axis.
  private var greatestBlockMass: Double {
    var (sums, stride) = (values, 1)
    for n in shape.reversed() {
      let old = sums
      for j in sums.indices {
        let i = j / stride % n
        if i > 0 { sums[j] += old[j - stride] }
        if i + 1 < n { sums[j] += old[j + stride] }
      }
      stride *= n
    }
    return (sums.max() ?? 0) * cellVolume
  }
}

extension FreeEnergy {
  /// Whether masses may attract each other.
  var mayGather: Bool {
    terms.contains {
      switch $0 {
      case .interaction: true
      case .electricField(let field): field.strength < 0
      default: false
      }
    }
  }
}
