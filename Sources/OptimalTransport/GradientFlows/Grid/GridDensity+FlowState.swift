/// Flows change the densities of the cells; the box and its cells stay.
extension GridDensity: FlowState {
  /// The densities.
  public var numbers: [Double] { values }

  /// - Throws: as ``init(shape:box:values:)``.
  public func replacing(numbers: [Double]) throws(TransportError) -> GridDensity {
    try GridDensity(shape: shape, box: box, values: numbers)
  }

  /// The integral of |rho - other|, twice the mass out of place.
  public func distance(to other: GridDensity) -> Double {
    precondition(shape == other.shape, "states of one run share a grid")
    var sum = CompensatedSum()
    for cell in values.indices { sum.add(abs(values[cell] - other.values[cell])) }
    return sum.value * cellVolume
  }
}
