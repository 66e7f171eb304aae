extension GridCost {
  /// How far the costs reach, for those who scale them.
  struct Extent: Sendable {
    /// The greatest cost.
    let greatest: Double
    /// Along each axis, the greatest difference between the costs of neighbouring source cells to one target cell.
    let steps: [Double]

    init(axes: [Matrix]) {
      greatest = axes.reduce(0) { $0 + ($1.elements.max() ?? 0) }
      steps = axes.map { axis in
        zip(axis.elements.dropFirst(axis.columns), axis.elements).reduce(0) {
          max($0, abs($1.0 - $1.1))
        }
      }
    }
  }
}
