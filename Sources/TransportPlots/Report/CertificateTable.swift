import OptimalTransport

/// The table of certificates: a row for each number, with what it proves, and a column for each
/// result.
struct CertificateTable {
  let results: [CertifiedResult]

  var html: String {
    let head = results.map { "<th scope=\"col\">\(escaped($0.name))</th>" }.joined()
    let body = Self.rows.map { row in
      let cells = results.map { "<td>\(escaped(row.entry($0)))</td>" }.joined()
      return "<tr><th scope=\"row\">\(row.name)</th>\(cells)"
        + "<td class=\"meaning\">\(escaped(row.meaning))</td></tr>\n"
    }
    return """
      <div class="wide"><table>
      <thead><tr><th scope="col"></th>\(head)<th scope="col" class="meaning">what it says</th></tr></thead>
      <tbody>
      \(body.joined())</tbody>
      </table></div>

      """
  }

  private struct Row: Sendable {
    let name: String
    let meaning: String
    let entry: @Sendable (CertifiedResult) -> String

    init(
      _ name: String, _ meaning: String, _ entry: @escaping @Sendable (CertifiedResult) -> String
    ) {
      self.name = name
      self.meaning = meaning
      self.entry = entry
    }
  }

  private static let rows = [
    Row("value", "the transport cost of the result, in the units of the cost") {
      typeset($0.value, digits: 9)
    },
    Row("distance", "the Wasserstein distance, value^(1/p), where the cost defines one") {
      $0.distance.map { typeset($0, digits: 9) } ?? "none"
    },
    Row("upperBound", "the cost of a plan with the exact marginals: the optimum is not above it") {
      typeset($0.certificate.upperBound, digits: 9)
    },
    Row("lowerBound", "the dual value of feasible potentials: the optimum is not below it") {
      typeset($0.certificate.lowerBound, digits: 9)
    },
    Row("gap", "upperBound − lowerBound: the most by which the cost can exceed the optimum") {
      scientific($0.certificate.gap)
    },
    Row("relativeGap", "the gap as a part of the larger bound: so many digits are proved") {
      scientific($0.certificate.relativeGap)
    },
    Row("marginalError", "mass the solver's plan misplaced, before it was rounded to be exact") {
      scientific($0.certificate.marginalError)
    },
    Row("dualInfeasibility", "the most by which the solver's prices broke α + β ≤ c, before repair")
    {
      scientific($0.certificate.dualInfeasibility)
    },
    Row("termination", "why the solver stopped") { $0.termination.rawValue },
    Row("iterations", "steps of the solver, in its own units") { "\($0.iterations)" },
    Row("seconds", "wall-clock time, certificate included") { typeset($0.seconds, digits: 3) },
  ]
}
