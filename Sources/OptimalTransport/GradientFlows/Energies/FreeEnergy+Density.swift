import Foundation

extension FreeEnergy {
  /// F of a density that is constant in the cells of a box: V at their centres, U and fields as
  /// ``GridFlow`` takes them.
  ///
  /// Infinite above a cap. Complexity: O(N log N).
  /// - Throws: `nonFinite` for V or U, `notApplicable` for a U that is not even in each coordinate.
  public func value(of density: GridDensity) throws(TransportError) -> Double {
    let (local, field) = (try drift(on: density), try pairPotential(of: density))
    var sum = CompensatedSum()
    for (j, rho) in density.values.enumerated() {
      sum.add((local[j] + field[j] / 2) * rho + diffusion(rho))
    }
    return sum.value * density.cellVolume
  }

  /// dF/drho at the cells: V + U * rho + s phi + theta (log rho + 1) + theta m rho^(m-1) / (m - 1).
  ///
  /// The flow is rho_t = div(rho grad(dF/drho)); at a minimum it is constant where rho > 0. Where
  /// rho is zero it is -infinity under entropy and fast diffusion. The cap adds nothing, though its
  /// pressure holds mass where rho meets it.
  /// - Throws: as ``value(of:)-(GridDensity)``.
  public func firstVariation(at density: GridDensity) throws(TransportError) -> [Double] {
    let (local, field) = (try drift(on: density), try pairPotential(of: density))
    return density.values.enumerated().map { local[$0] + field[$0] + pressurePotential($1) }
  }

  /// dF/drho in the cells of a profile on the line, V and U at their middles.
  ///
  /// Complexity: O(n^2) with an interaction.
  /// - Throws: `nonFinite` for V or U; `notApplicable` for a field, whose walls a profile does not
  ///   know.
  public func firstVariation(at profile: QuantileProfile) throws(TransportError) -> [Double] {
    let middles = (0..<profile.count).map { (profile.nodes[$0] + profile.nodes[$0 + 1]) / 2 }
    var result = zip(profile.densities, middles).map { rho, x in
      pressurePotential(rho) + potentialSum([x])
    }
    for term in terms {
      switch term {
      case .interaction(let kernel):
        for i in result.indices {
          // A cell meets itself at the mean distance of its two halves.
          result[i] += zip(middles, profile.masses).enumerated().reduce(0) { sum, cell in
            let (j, (y, mass)) = cell
            let width = profile.nodes[j + 1] - profile.nodes[j]
            return sum + mass * kernel.value([i == j ? width / 4 : middles[i] - y])
          }
        }
      case .electricField:
        throw .notApplicable(
          method: "first variation at a profile",
          reason: "the field depends on walls that a profile does not know",
          remedy: "Take it at the density on a grid.")
      default: break
      }
    }
    try checkFinite(result, argument: "first variation")
    return result
  }

  private func potentialSum(_ point: [Double]) -> Double {
    terms.reduce(0) { sum, term in
      if case .potential(let v) = term { sum + v.value(point) } else { sum }
    }
  }

  private func drift(on density: GridDensity) throws(TransportError) -> [Double] {
    let centers = density.centers
    let values = ParallelLoop.map(count: density.count, grain: 256) { j in
      potentialSum(centers.row(j))
    }
    try checkFinite(values, argument: "potential at the cell centres")
    return values
  }

  /// U * rho + s phi.
  private func pairPotential(of density: GridDensity) throws(TransportError) -> [Double] {
    let axes = GridAxis.all(shape: density.shape, box: density.box)
    var result = [Double](repeating: 0, count: density.count)
    for term in terms {
      let part: [Double]
      switch term {
      case .interaction(let kernel):
        part = try GridConvolution(axes: axes, kernel: kernel.value)(density.values)
      case .electricField(let field):
        let bases = axes.map { _ in AxisBasis.cosine }
        part = try GridElectricField(field, axes: axes, bases: bases)(density.values)
      default: continue
      }
      for j in result.indices { result[j] += part[j] }
    }
    return result
  }

  /// The diffusions' and the cap's part of F, per volume.
  private func diffusion(_ rho: Double) -> Double {
    terms.reduce(0) { sum, term in
      switch term {
      case .entropy(let theta): sum + (rho > 0 ? theta * rho * log(rho) : 0)
      case .power(let m, let theta): sum + theta * pow(rho, m) / (m - 1)
      case .congestion(let cap): rho <= cap ? sum : .infinity
      default: sum
      }
    }
  }

  /// The derivative of the diffusions' part.
  private func pressurePotential(_ rho: Double) -> Double {
    terms.reduce(0) { sum, term in
      switch term {
      case .entropy(let theta): sum + theta * (log(rho) + 1)
      case .power(let m, let theta): sum + theta * m / (m - 1) * pow(rho, m - 1)
      default: sum
      }
    }
  }
}
