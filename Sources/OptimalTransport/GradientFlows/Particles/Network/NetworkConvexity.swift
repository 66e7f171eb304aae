/// A lambda such that F of a network is lambda-convex in the ball d <= sqrt(2 h F) about a state,
/// in the metric of the particles.
///
/// All Theta with J(Theta) <= J(Theta_k) = h F lie in that ball, the minimum of J among them. The
/// Hessian of F is a square of the Jacobian plus blocks (1/m) sum_s r_s Hess(a sigma(z)) of norm at
/// most (1/m) sum_s |r_s| (|x_s| + c |a_i| |x_s|^2), c = max |sigma''|, x_s with its one. In the
/// ball |a_i| grows by sqrt(N) d at most, and |r_s| by d sqrt(1 + (rms a + d)^2 |x_s|^2). Only for
/// activations whose value and slope are at most one.
struct NetworkConvexity {
  /// lambda; nil where sigma has kinks.
  let bound: Double?

  init(_ loss: NetworkLoss, _ neurons: Matrix, _ view: NetworkView, timeStep: Double) {
    guard let curvature = loss.curvatureBound else {
      bound = nil
      return
    }
    let n = Double(neurons.rows)
    let radius = (2 * timeStep * loss.value(view, neurons)).squareRoot()
    let outer = (0..<neurons.rows).map { neurons[$0, 0] }
    let spread = (compensatedDot(outer, outer) / n).squareRoot() + radius
    let greatest = outer.reduce(0) { max($0, abs($1)) } + n.squareRoot() * radius
    var sum = CompensatedSum()
    for (residual, square) in zip(view.residuals, loss.squaredInputs) {
      let grown = abs(residual) + radius * (1 + spread * spread * square).squareRoot()
      sum.add(grown * (square.squareRoot() + curvature * greatest * square))
    }
    bound = loss.ridge - sum.value / Double(loss.samples)
  }
}
