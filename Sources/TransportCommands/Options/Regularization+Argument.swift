import OptimalTransport

extension Regularization {
  /// Reads the value of `--epsilon`: eps itself, `0.01`, or a share of the median cost, `1%`.
  ///
  /// - Throws: `UsageError`.
  init(argument: String) throws {
    let isShare = argument.hasSuffix("%")
    guard let number = Double(isShare ? argument.dropLast() : argument[...]), number > 0,
      number.isFinite
    else {
      throw UsageError(
        description: "Epsilon must be a finite number above 0 in units of the cost, as in 0.01, "
          + "or a share of the median cost, as in 1%.")
    }
    self = isShare ? .shareOfMedian(number / 100) : .absolute(number)
  }

  /// What it was given as, for a table.
  var meaning: String {
    switch self {
    case .absolute: "as given, in units of the cost"
    case .shareOfMedian(let share): "\(Self.percent(share)) of the median cost"
    }
  }

  /// "1%", "0.1%".
  static func percent(_ share: Double) -> String {
    // Shares come from percentages, so that the ninth digit is rounding.
    let value = (share * 100 * 1e9).rounded() / 1e9
    return (value == value.rounded() && value < 1e6 ? "\(Int(value))" : "\(value)") + "%"
  }
}
