/// One number a cell of a grid, row-major: the sum over k of terms[k][i_k].
func outerSum(_ terms: [[Double]]) -> [Double] {
  var result = [0.0]
  for term in terms { result = result.flatMap { sum in term.map { sum + $0 } } }
  return result
}
