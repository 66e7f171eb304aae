import Foundation
import OptimalTransport
import Testing

@testable import TransportPlots

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct EscapingTests {
  @Test func noQuoteAndNoLineEndIsLeftInside() {
    #expect(quoted("it's\n`x`\r\u{2028}\\") == "'it\u{2019}s `x`  \\'")
    #expect(!quoted("a\u{0}b\u{85}c").unicodeScalars.contains { $0.value < 32 || $0.value == 0x85 })
  }

  /// Each title would create the file `marker` if gnuplot took a part of it for a command.
  @Test(arguments: [
    "'; system(\"touch marker\"); '", "`touch marker`", "\"; system('touch marker'); \"",
    "x\n!touch marker\n", "x\nEOD\nsystem 'touch marker'\n", "\\", "'", "''", "{/Bold x} ^_&@",
    "@x \\\"`touch marker`\\\"", "<script>touch marker</script> & \"é\" 質",
  ])
  func aTitleIsDrawnAndNeverRun(title: String) throws {
    let folder = try TemporaryFolder()
    let marker = folder.path("m")
    let hostile = title.replacingOccurrences(of: "marker", with: marker)
    let svg = try Fake.figure(title: hostile).render(as: .svg)
    #expect(!FileManager.default.fileExists(atPath: marker))
    #expect(XMLParser(data: svg).parse())
    #expect(!String(decoding: svg, as: UTF8.self).contains("<script>touch"))
  }

  @Test func markupInATitleStaysText() throws {
    let svg = try Fake.figure(title: "a_b^{2} {/Bold c}").render(as: .svg)
    #expect(String(decoding: svg, as: UTF8.self).contains("a_b^{2} {/Bold c}"))
  }

  @Test func longTextIsCutToItsRoom() {
    let long = String(repeating: "x", count: 10_000)
    #expect(fitted(long, width: 600, fontSize: 15).count < 120)
    #expect(fitted("short", width: 600, fontSize: 15) == "short")
  }

  @Test func numbersAreTypeset() {
    #expect(typeset(0.34213) == "0.34213")
    #expect(typeset(-2.5e-13, digits: 2) == "−2.5·10⁻¹³")
    #expect(scientific(3e24) == "3.0·10²⁴")
    #expect(scientific(0) == "0")
    #expect(typeset(.infinity) == "∞")
    #expect(distanceName(2) == "W₂" && distanceName(1.5) == "W_1.5")
  }
}
