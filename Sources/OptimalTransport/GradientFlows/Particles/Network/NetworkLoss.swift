/// F of a network, its gradient, and the Gauss-Newton matrix in the space of the samples.
struct NetworkLoss: Sendable {
  private let extended: Matrix
  private let outputs: [Double]
  private let activation: Activation
  let ridge: Double
  /// The inner products of the extended inputs.
  private let inputGram: Matrix

  init(_ flow: NeuralNetworkFlow) {
    extended = flow.data.extended
    outputs = flow.data.outputs
    activation = flow.activation
    ridge = flow.ridge
    inputGram = extended * extended.transposed
  }

  /// The number of samples m.
  var samples: Int { outputs.count }

  /// What the samples see of a network.
  func view(_ neurons: Matrix) -> NetworkView {
    let (m, n, p) = (samples, neurons.rows, neurons.columns - 1)
    let inner = Matrix(
      uncheckedRows: n, columns: p, elements: (0..<n).flatMap { neurons.row($0).dropFirst() })
    var values = extended * inner.transposed
    var slopes = values
    var residuals = outputs.map { -$0 }
    for s in 0..<m {
      var sum = 0.0
      for i in 0..<n {
        let (value, slope) = activation(values[s, i])
        values[s, i] = value
        slopes[s, i] = neurons[i, 0] * slope
        sum += neurons[i, 0] * value
      }
      residuals[s] += sum / Double(n)
    }
    return NetworkView(values: values, slopes: slopes, residuals: residuals)
  }

  /// F.
  func value(_ view: NetworkView, _ neurons: Matrix) -> Double {
    compensatedDot(view.residuals, view.residuals) / (2 * Double(samples))
      + ridge / 2 * neurons.squaredFrobeniusNorm / Double(neurons.rows)
  }

  /// N times dF/dtheta: the gradient of F in the metric of the particles.
  func gradient(_ view: NetworkView, _ neurons: Matrix) -> Matrix {
    var result = pulledBack(view.residuals.map { $0 / Double(samples) }, view)
    for k in result.elements.indices { result.elements[k] += ridge * neurons.elements[k] }
    return result
  }

  /// N times the transposed Jacobian of f times one number a sample.
  func pulledBack(_ u: [Double], _ view: NetworkView) -> Matrix {
    let (n, p) = (view.values.columns, extended.columns)
    let weighted = Matrix(uncheckedRows: 1, columns: u.count, elements: u)
    let first = weighted * view.values
    let rest = view.slopes.transposed * extended.scalingRows(by: u)
    var result = Matrix(repeating: 0, rows: n, columns: p + 1)
    for i in 0..<n {
      result[i, 0] = first[0, i]
      for k in 0..<p { result[i, k + 1] = rest[i, k] }
    }
    return result
  }

  /// The Jacobian of f times a direction.
  func pushed(_ direction: Matrix, _ view: NetworkView) -> [Double] {
    let (n, p) = (direction.rows, extended.columns)
    let inner = Matrix(
      uncheckedRows: n, columns: p, elements: (0..<n).flatMap { direction.row($0).dropFirst() })
    let turned = extended * inner.transposed
    return (0..<samples).map { s in
      var sum = 0.0
      for i in 0..<n {
        sum += view.values[s, i] * direction[i, 0] + view.slopes[s, i] * turned[s, i]
      }
      return sum / Double(n)
    }
  }

  /// N times the Jacobian times its transpose, m x m.
  func gram(_ view: NetworkView) -> Matrix {
    var result = view.values * view.values.transposed
    let slopes = view.slopes * view.slopes.transposed
    let scale = 1 / Double(view.values.columns)
    for k in result.elements.indices {
      result.elements[k] =
        scale * (result.elements[k] + slopes.elements[k] * inputGram.elements[k])
    }
    return result
  }

  /// |(x_s, 1)|^2.
  var squaredInputs: [Double] { (0..<samples).map { inputGram[$0, $0] } }
  var curvatureBound: Double? { activation.curvatureBound }
}

/// sigma(z_si), a_i sigma'(z_si) and f(x_s) - y_s of one network.
struct NetworkView {
  let values: Matrix
  let slopes: Matrix
  let residuals: [Double]
}
