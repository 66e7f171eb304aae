/// grad u at the corners of the cells of a grid, from u at the cell centres, second order.
///
/// It maps the box of the grid onto another box, faces to matching faces: on the faces the
/// component across is the other box's edge, and the components along are those half a cell inside.
/// Of the potential of a ``PowerCost``, the images are instead y - grad h*(grad beta(y)): with no
/// slope across the faces they go to themselves.
///
/// Unsafe inside: pointers live as long as the arrays that `withUnsafeBufferPointer` handed out;
/// corners lie in 0...n along each axis.
struct GradientCorners {
  let u: UnsafePointer<Double>
  let axes: [GridAxis]
  /// The edges of the other box.
  let lower: [Double]
  let upper: [Double]
  private let cost: PowerCost?

  init(_ u: UnsafePointer<Double>, axes: [GridAxis], target: [GridAxis]) {
    self.u = u
    self.axes = axes
    lower = target.map(\.lower)
    upper = target.map(\.upper)
    cost = nil
  }

  init(_ beta: UnsafePointer<Double>, axes: [GridAxis], cost: PowerCost) {
    u = beta
    self.axes = axes
    lower = axes.map { _ in 0 }
    upper = lower
    self.cost = cost
  }

  /// The image of corner i in one dimension.
  func point(_ i: Int) -> Double {
    let axis = axes[0]
    let slope =
      i == 0 ? lower[0] : i == axis.count ? upper[0] : (u[i] - u[i - 1]) / axis.step
    guard let cost else { return slope }
    return axis.lower + Double(i) * axis.step - cost.moveRatio(square: slope * slope) * slope
  }

  /// The images of the n_2 + 1 corners at place i of the first axis, in two dimensions.
  func row(_ i: Int, x: borrowing ScratchArray<Double>, y: borrowing ScratchArray<Double>) {
    let (n1, n2) = (axes[0].count, axes[1].count)
    let below = u + max(i - 1, 0) * n2
    let above = u + min(i, n1 - 1) * n2
    let (c1, c2) = (0.5 / axes[0].step, 0.5 / axes[1].step)
    for j in 0...n2 {
      let (a, b) = (max(j - 1, 0), min(j, n2 - 1))
      x[j] = c1 * ((above[a] - below[a]) + (above[b] - below[b]))
      y[j] = c2 * ((above[b] - above[a]) + (below[b] - below[a]))
    }
    (y[0], y[n2]) = (lower[1], upper[1])
    if i == 0 || i == n1 {
      let edge = i == 0 ? lower[0] : upper[0]
      for j in 0...n2 { x[j] = edge }
    }
    if let cost { move(i, x: x, y: y, cost) }
  }

  /// Replaces gradients by images.
  private func move(
    _ i: Int, x: borrowing ScratchArray<Double>, y: borrowing ScratchArray<Double>,
    _ cost: PowerCost
  ) {
    let place = axes[0].lower + Double(i) * axes[0].step
    for j in 0...axes[1].count {
      let ratio = cost.moveRatio(square: x[j] * x[j] + y[j] * y[j])
      x[j] = place - ratio * x[j]
      y[j] = axes[1].lower + Double(j) * axes[1].step - ratio * y[j]
    }
  }

  /// The images of the (n_2 + 1) x (n_3 + 1) corners at place i of the first axis, in three
  /// dimensions.
  func layer(
    _ i: Int, x: borrowing ScratchArray<Double>, y: borrowing ScratchArray<Double>,
    z: borrowing ScratchArray<Double>
  ) {
    let (n1, n2, n3) = (axes[0].count, axes[1].count, axes[2].count)
    let below = u + max(i - 1, 0) * n2 * n3
    let above = u + min(i, n1 - 1) * n2 * n3
    let (c1, c2, c3) = (0.25 / axes[0].step, 0.25 / axes[1].step, 0.25 / axes[2].step)
    for j in 0...n2 {
      let (a, b) = (max(j - 1, 0) * n3, min(j, n2 - 1) * n3)
      for k in 0...n3 {
        let (c, d) = (max(k - 1, 0), min(k, n3 - 1))
        let (p, q, r, s) = (below[a + c], below[a + d], below[b + c], below[b + d])
        let (e, f, g, h) = (above[a + c], above[a + d], above[b + c], above[b + d])
        let place = j * (n3 + 1) + k
        x[place] =
          i == 0 ? lower[0] : i == n1 ? upper[0] : c1 * ((e - p) + (f - q) + (g - r) + (h - s))
        y[place] =
          j == 0 ? lower[1] : j == n2 ? upper[1] : c2 * ((r - p) + (s - q) + (g - e) + (h - f))
        z[place] =
          k == 0 ? lower[2] : k == n3 ? upper[2] : c3 * ((q - p) + (s - r) + (f - e) + (h - g))
      }
    }
  }
}
