import Testing

@testable import OptimalTransport

@Suite struct CertificateTests {
  private func certificate(
    _ upper: Double, _ lower: Double, resolution: Double = 0
  ) -> Certificate {
    Certificate(
      upperBound: upper, lowerBound: lower, marginalError: 0, dualInfeasibility: 0,
      resolution: resolution)
  }

  @Test func theGapIsTheDistanceOfTheBounds() {
    let certificate = certificate(3, 2)
    #expect(certificate.gap == 1)
    #expect(certificate.relativeGap == 1.0 / 3)
    #expect(certificate.holds(to: 0.34))
    #expect(!certificate.holds(to: 0.33))
  }

  @Test func boundsInTheWrongOrderByRoundingAreEqual() {
    let certificate = certificate(1, 1.0.nextUp)
    #expect(certificate.lowerBound == 1)
    #expect(certificate.gap == 0)
    #expect(self.certificate(0, 1e-17, resolution: 1e-16).lowerBound == 0)
  }

  @Test func boundsThatContradictEachOtherCertifyNothing() {
    let certificate = certificate(1, 2, resolution: 1e-15)
    #expect(certificate.lowerBound == 2)
    #expect(certificate.gap == 1)
    #expect(!certificate.holds(to: 1e-3))
  }

  @Test func whatADoubleCannotTellFromZeroCounts() {
    #expect(certificate(1e-18, -1e-18, resolution: 1e-16).holds(to: 1e-12))
    #expect(!certificate(1e-18, -1e-18).holds(to: 1e-12))
    #expect(certificate(0, 0).relativeGap == 0)
    #expect(!certificate(.infinity, 0).holds(to: 1))
    #expect(certificate(.infinity, 0).relativeGap == .infinity)
  }
}
