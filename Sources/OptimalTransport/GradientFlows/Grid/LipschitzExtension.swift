/// The greatest function at the nodes of a grid that rises by no more than h_k^2 from one node to
/// the next along axis k, and is no greater than q at the anchors (McShane 1934): q there where q
/// is no steeper.
struct LipschitzExtension {
  let values: [Double]

  /// - Parameters:
  ///   - anchors: at least one.
  ///   - shape: nodes along each axis, the last the first again where it is periodic.
  init(
    _ q: [Double], anchors: [Bool], shape: [Int], steps: [Double], isPeriodic: [Bool]
  ) {
    var (result, stride) = (zip(q, anchors).map { $1 ? $0 : .infinity }, 1)
    for k in shape.indices.reversed() {
      let (n, rise) = (shape[k], steps[k] * steps[k])
      for line in 0..<q.count / n {
        let first = line / stride * stride * n + line % stride
        // What goes round the end comes a second time.
        for _ in 0..<(isPeriodic[k] ? 2 : 1) {
          for i in 1..<n {
            let j = first + i * stride
            result[j] = min(result[j], result[j - stride] + rise)
          }
          if isPeriodic[k] { result[first] = min(result[first], result[first + (n - 1) * stride]) }
          for i in (0..<n - 1).reversed() {
            let j = first + i * stride
            result[j] = min(result[j], result[j + stride] + rise)
          }
          if isPeriodic[k] { result[first + (n - 1) * stride] = result[first] }
        }
      }
      stride *= n
    }
    values = result
  }
}
