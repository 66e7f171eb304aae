import Foundation
import OptimalTransport
import Testing

@testable import TransportPlots

@Suite struct HTMLReportTests {
  private let hostile = "<script>alert('x')</script> & \"y\""
  private let result = CertifiedResult(
    name: "simplex <b>", value: 0.25, distance: 0.5,
    certificate: Certificate(
      upperBound: 0.25, lowerBound: 0.25 - 1e-15, marginalError: 0, dualInfeasibility: 1e-17),
    termination: .converged, iterations: 42, seconds: 0.125)

  private func report() throws -> String {
    let figure = try Fake.figure(title: hostile)
    return try HTMLReport(
      title: hostile, introduction: [hostile],
      sections: [
        HTMLReport.Section(
          heading: hostile, prose: [hostile],
          figures: [HTMLReport.CaptionedFigure(figure, caption: hostile)], results: [result],
          command: "ot solve 'a & b.png' <c>")
      ]
    ).html()
  }

  @Test func everyTextIsEscaped() throws {
    let html = try report()
    #expect(!html.contains("<script"))
    #expect(!html.contains("<b>") && !html.contains("<c>"))
    #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;"))
    #expect(html.contains("ot solve &#39;a &amp; b.png&#39; &lt;c&gt;"))
  }

  @Test func theFileNeedsNothingElse() throws {
    let html = try report()
    #expect(html.hasPrefix("<!DOCTYPE html>"))
    #expect(html.contains("src=\"data:image/svg+xml;base64,"))
    #expect(!html.contains("http") && !html.contains("url(") && !html.contains("@import"))
  }

  @Test func theTableHoldsEveryNumberAndWhatItSays() throws {
    let html = try report()
    for name in [
      "value", "distance", "upperBound", "lowerBound", "gap", "relativeGap", "marginalError",
      "dualInfeasibility", "termination", "iterations", "seconds",
    ] {
      #expect(html.contains("<th scope=\"row\">\(name)</th>"))
    }
    #expect(html.components(separatedBy: "<td class=\"meaning\">").count == 12)
    #expect(html.contains("<td>converged</td>") && html.contains("<td>42</td>"))
  }

  @Test func aSolutionBecomesAResultWithItsDistance() throws {
    let solution = TransportSolution(
      plan: try Fake.plan([1], [1]), potentials: try KantorovichPotentials(alpha: [4], beta: [0]),
      certificate: Certificate(
        upperBound: 4, lowerBound: 4, marginalError: 0, dualInfeasibility: 0),
      termination: .converged, iterations: 1, seconds: 0)
    let squared = CertifiedResult(name: "m", solution: solution, cost: .squaredEuclidean)
    #expect(squared.value == 4 && squared.distance == 2)
    #expect(CertifiedResult(name: "m", solution: solution, cost: .cosine).distance == nil)
  }
}
