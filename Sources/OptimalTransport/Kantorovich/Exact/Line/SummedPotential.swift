/// A potential on sorted atoms, summed from its increments, and how large they were.
struct SummedPotential: ~Copyable {
  let values: ScratchArray<Double>
  /// The largest magnitude of a value.
  let largest: Double
  /// The sum of the magnitudes of the increments.
  let variation: Double
}
