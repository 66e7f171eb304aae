import Foundation
import Testing

@testable import TransportPlots

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct MathMLTests {
  private func inside(_ notation: String) -> String {
    String(
      MathML(notation).element.dropFirst("<math display=\"block\"><mrow>".count)
        .dropLast("</mrow></math>".count))
  }

  @Test func lettersNumbersAndOperatorsAreToldApart() {
    #expect(inside("ξ = 2.5 x") == "<mi>ξ</mi><mo>=</mo><mn>2.5</mn><mi>x</mi>")
    #expect(inside("a-b") == "<mi>a</mi><mo>−</mo><mi>b</mi>")
    #expect(inside("∂ < &") == "<mo>∂</mo><mo>&lt;</mo><mo>&amp;</mo>")
  }

  @Test func indicesBindTheNextAtomOrGroup() {
    #expect(inside("x_i^2") == "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>")
    #expect(
      inside("e^{-C}") == "<msup><mi>e</mi><mrow><mo>−</mo><mi>C</mi></mrow></msup>")
    #expect(inside("f′") == "<msup><mi>f</mi><mo>′</mo></msup>")
    #expect(inside("W_2^2") == inside("W^2_2"))
  }

  @Test func sumsAndNamedOperatorsHaveTheirIndicesBelow() {
    #expect(inside("∑_i") == "<munder><mo>∑</mo><mi>i</mi></munder>")
    #expect(
      inside(#"\op{min}_x"#)
        == "<munder><mo rspace=\"0.17em\">min</mo><mi>x</mi></munder>")
    // An integral's stand beside it.
    #expect(inside("∫_0^1") == "<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>")
  }

  @Test func fractionsWordsAndSpaces() {
    #expect(
      inside(#"\frac{1}{x y}"#)
        == "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>x</mi><mi>y</mi></mrow></mfrac>")
    #expect(inside(#"\text{in <a>}"#) == "<mtext>in &lt;a&gt;</mtext>")
    #expect(inside(#"x\quad y"#) == "<mi>x</mi><mspace width=\"1em\"></mspace><mi>y</mi>")
  }

  @Test(arguments: [
    #"\frac{\frac{1}{2}}{x_{i_j}} |a|^{1/2} ⟨C + ε \op{log} P, P⟩"#, "", "{}", "a_b^c_d",
  ])
  func everyFormulaIsWellFormed(_ notation: String) {
    #expect(XMLParser(data: Data(MathML(notation).element.utf8)).parse())
  }
}
