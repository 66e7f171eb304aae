import Foundation
import OptimalTransport
import Testing

@testable import TransportPlots

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct HTMLReportTests {
  private let hostile = "<script>alert('x')</script> & \"y\""
  private let result = CertifiedResult(
    method: "simplex <b>", quantity: "cost & more",
    certificate: Certificate(
      upperBound: 0.25, lowerBound: 0.125, marginalError: 0, dualInfeasibility: 1e-17),
    termination: .converged, checked: "all of <it>", seconds: 0.125)

  private func section(_ result: CertifiedResult) throws -> HTMLReport.Section {
    HTMLReport.Section(
      heading: hostile, formulas: [MathML("x < y"), MathML("z")],
      figure: HTMLReport.CaptionedFigure(
        try Fake.figure(title: hostile), caption: hostile, description: "see " + hostile),
      prose: hostile, result: result, commands: ["ot solve 'a & b.png' <c>", "ot help"])
  }

  private func report() throws -> String {
    let bare = HTMLReport.Section(heading: "bare")
    let flow = CertifiedResult(
      method: "steps", quantity: "a step", gap: 1e-9, termination: .iterationLimit,
      checked: "each", seconds: 2)
    return try HTMLReport(
      title: hostile, introduction: [hostile], sections: [section(result), bare, section(flow)]
    ).html()
  }

  @Test func everyTextIsEscaped() throws {
    let html = try report()
    #expect(!html.contains("<script"))
    #expect(!html.contains("<b>C") || html.contains("<b>Certificate.</b>"))
    #expect(!html.contains("<c>") && !html.contains("<it>"))
    #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;"))
    #expect(html.contains("<code>ot solve &#39;a &amp; b.png&#39; &lt;c&gt;</code>"))
  }

  @Test func theFileNeedsNothingElse() throws {
    let html = try report()
    #expect(html.hasPrefix("<!DOCTYPE html>"))
    #expect(html.contains("src=\"data:image/svg+xml;base64,"))
    #expect(!html.contains("http") && !html.contains("url(") && !html.contains("@import"))
  }

  @Test func theFileIsWellFormed() throws {
    let parser = XMLParser(data: Data(try report().utf8))
    #expect(parser.parse(), "line \(parser.lineNumber): \(parser.parserError as Any)")
  }

  @Test func everyPictureSaysWhatIsSeen() throws {
    let html = try report()
    #expect(html.components(separatedBy: "<img ").count == 3)
    #expect(html.components(separatedBy: "alt=\"see &lt;script&gt;").count == 3)
  }

  @Test func theCertificateLineHoldsBoundsGapEndAndChecks() {
    #expect(
      result.html
        == "<p class=\"certificate\"><b>Certificate.</b> cost &amp; more: upper bound 0.25 · lower "
        + "bound 0.125 · gap 1.2·10⁻¹ · converged · checked: all of &lt;it&gt;.</p>\n")
    let flow = CertifiedResult(
      method: "steps", quantity: "a step", gap: 0, termination: .stalled, checked: "each",
      seconds: 2)
    #expect(
      flow.html.contains(
        "</b> a step: gap 0 · stalled, no step improved it further · checked: each.</p>"))
  }

  @Test func contentsAndTableLeadToEverySection() throws {
    let html = try report()
    for number in 1...3 {
      #expect(html.contains("<section id=\"section-\(number)\">"))
      #expect(html.contains("<li><a href=\"#section-\(number)\">"))
    }
    // A row for each section with a result, and none for the bare one.
    let table = try #require(html.components(separatedBy: "id=\"results\"").last)
    #expect(table.components(separatedBy: "<tr>").count == 4)
    #expect(table.contains("#section-1") && !table.contains("#section-2"))
    #expect(table.contains("<td>0.125</td>") && table.contains("<td>iterationLimit</td>"))
  }

  @Test func aReportWithoutResultsHasNoTable() throws {
    let sections = ["a", "b", "c"].map { HTMLReport.Section(heading: $0) }
    let html = try HTMLReport(title: "t", sections: sections).html()
    #expect(!html.contains("#results") && !html.contains("<table"))
  }
}
