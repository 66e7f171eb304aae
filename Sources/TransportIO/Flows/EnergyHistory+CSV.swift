public import OptimalTransport

extension EnergyHistory {
  /// Writes a table with a row for the start and one a step; it appears whole or not at all.
  ///
  /// The columns are `time, energy, distance, slope, dissipation, gap, iterations`; `dissipation` is
  /// (F(x) - F(y)) / h of the step that ends there, to be compared with `slope`^2. Of the start all
  /// but the first two are nan.
  ///
  /// - Throws: `fileAccess`.
  public func save(to path: String) throws(TransportError) {
    var text = "time,energy,distance,slope,dissipation,gap,iterations\n"
    text += "0.0,\(initialEnergy),nan,nan,nan,nan,nan\n"
    for (step, descent) in zip(steps, descents) {
      text += "\(step.time),\(step.energy),\(step.distance),\(step.slope),\(descent),"
      text += "\(step.gap),\(step.iterations)\n"
    }
    try AtomicFile.write(Array(text.utf8), to: path)
  }
}
