import Foundation

/// The conservative half of a mixed drift on a grid: rho_t = div(rho Q grad V), Q antisymmetric,
/// which carries mass along the level sets of V and keeps every density that V alone decides.
///
/// With g = exp(-V / theta), the current of g is theta Q grad g, the curl of g itself. Its fluxes
/// through faces are differences of g at the edges of cells, so they cancel in each cell to
/// rounding, and mass leaves cell i through a face at the rate
/// ```
/// r_i = (theta / (h_k g_i)) max(0, sum_l Q_kl (g_edge+l - g_edge-l) / h_l).
/// ```
/// What leaves is rho / g at the face, taken upwind with van Leer's limited slope, times the flux
/// of g: so Gibbs' density is a fixed point, densities stay positive and mass is kept, to rounding,
/// and smooth densities move to second order in h. Edges at the walls have no flux, so let the box
/// hold nearly all of g.
struct CirculatingDrift: Sendable {
  private let shape: [Int]
  private let strides: [Int]
  /// For each axis and cell, the rates up and down through the cell's upper face.
  private let upward: [[Double]]
  private let downward: [[Double]]
  /// g of each cell over that of the next along each axis, and the inverse: they compare rho / g.
  private let rises: [[Double]]
  private let falls: [[Double]]
  /// The greatest rate at which a cell loses mass.
  let greatestRate: Double

  /// - Throws: `nonFinite` for V at an edge so much below its neighbours that rates overflow.
  init(
    _ potential: ScalarPotential, rotation q: Matrix, temperature: Double, grid: GridDensity
  ) throws(TransportError) {
    let axes = GridAxis.all(shape: grid.shape, box: grid.box)
    shape = grid.shape
    var strides = [Int](repeating: 1, count: shape.count)
    for k in shape.indices.dropLast().reversed() { strides[k] = strides[k + 1] * shape[k + 1] }
    self.strides = strides
    let edges = EdgeRatios(potential, temperature: temperature, axes: axes, centers: grid.centers)
    var (upward, downward) = ([[Double]](), [[Double]]())
    let strideList = strides
    rises = axes.indices.map { k in edges.ratios(stride: strideList[k], sign: 1) }
    falls = axes.indices.map { k in edges.ratios(stride: strideList[k], sign: -1) }
    var losses = [Double](repeating: 0, count: grid.count)
    for k in axes.indices {
      var rates = (up: losses.map { _ in 0.0 }, down: losses.map { _ in 0.0 })
      for cell in 0..<grid.count where cell / strides[k] % shape[k] + 1 < shape[k] {
        let next = cell + strides[k]
        rates.up[cell] = max(0, edges.current(q, axis: k, from: cell, side: 1))
        rates.down[cell] = max(0, -edges.current(q, axis: k, from: next, side: -1))
        losses[cell] += rates.up[cell]
        losses[next] += rates.down[cell]
      }
      upward.append(rates.up)
      downward.append(rates.down)
    }
    try checkFinite(losses, argument: "rates of the circulating drift")
    (self.upward, self.downward) = (upward, downward)
    greatestRate = losses.max() ?? 0
  }

  /// The density after a time, by Heun's method in steps that keep it positive.
  func transport(_ density: [Double], over time: Double) -> [Double] {
    let count = max(1, Int((time * greatestRate / Self.courant).rounded(.up)))
    let step = time / Double(count)
    var result = density
    for _ in 0..<count {
      let twice = advanced(advanced(result, by: step), by: step)
      for cell in result.indices { result[cell] = (result[cell] + twice[cell]) / 2 }
    }
    return result
  }

  /// The part of its mass that a cell may lose in a step were its faces like its centre; limited
  /// slopes at most double it.
  private static let courant = 0.45

  private func advanced(_ density: [Double], by step: Double) -> [Double] {
    var result = density
    for k in shape.indices {
      for cell in 0..<density.count - strides[k] {
        let flux = step * flux(density, axis: k, from: cell)
        result[cell] -= flux
        result[cell + strides[k]] += flux
      }
    }
    return result
  }

  /// What passes a cell's upper face in unit time, upwards.
  private func flux(_ density: [Double], axis k: Int, from cell: Int) -> Double {
    let (stride, next) = (strides[k], cell + strides[k])
    let place = cell / stride % shape[k]
    if upward[k][cell] > 0 {
      let behind = place > 0 ? density[cell - stride] * falls[k][cell - stride] : density[cell]
      return upward[k][cell]
        * limited(behind, density[cell], density[next] * rises[k][cell])
    }
    guard downward[k][cell] > 0 else { return 0 }
    let behind = place + 2 < shape[k] ? density[next + stride] * rises[k][next] : density[next]
    return -downward[k][cell]
      * limited(behind, density[next], density[cell] * falls[k][cell])
  }

  /// The value at the face ahead of a cell, from those behind, in and ahead of it.
  private func limited(_ behind: Double, _ here: Double, _ ahead: Double) -> Double {
    let (below, above) = (here - behind, ahead - here)
    guard below * above > 0 else { return here }
    return here + below * above / (below + above)
  }
}
