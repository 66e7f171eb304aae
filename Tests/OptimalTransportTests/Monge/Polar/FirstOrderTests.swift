import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

/// h = id + e v has the polar factors grad psi = id + e grad p + O(e^2), sigma = id + e s + O(e^2),
/// for the Helmholtz parts of v = s + grad p (Brenier 1991, section 1.3).
@Suite("Helmholtz is polar factorisation to first order")
struct FirstOrderTests {
  typealias Pair = Oracles.HelmholtzPair

  /// v = grad phi + w / 2.
  private static func field(_ x: [Double]) -> [Double] {
    zip(Pair.gradient(x), Pair.solenoidal(x)).map { $0 + $1 / 2 }
  }

  private static func perturbation(_ e: Double) -> ContinuousPolarFactors.Map {
    ContinuousPolarFactors.Map(
      value: { x, y in
        let v = field([x, y])
        return (x + e * v[0], y + e * v[1])
      },
      jacobian: { x, y in
        // v = (-3 sin 2 pi x cos 2 pi y, -cos 2 pi x sin 2 pi y) / 4 pi.
        let (a, b) = (2 * Double.pi * x, 2 * Double.pi * y)
        let (cc, ss) = (cos(a) * cos(b), sin(a) * sin(b))
        return (1 - 1.5 * e * cc, 1.5 * e * ss, 0.5 * e * ss, 1 - 0.5 * e * cc)
      })
  }

  private func rootMeanSquare(_ a: Matrix, _ b: Matrix) -> Double {
    ((a - b).squaredFrobeniusNorm / Double(a.rows)).squareRoot()
  }

  @Test("the factors of id + e v leave the Helmholtz parts as e^2, over four e")
  func slope() throws {
    let n = 20
    let v = try VectorField(shape: [n, n], sampling: Self.field)
    let parts = try HelmholtzDecomposition(of: v, boundary: .noFlux, derivative: .spectral)
    let x = v.centers
    func moved(_ part: VectorField, _ e: Double) -> Matrix { x - part.vectors.scaled(by: -e) }
    var (gradients, sigmas): ([Double], [Double]) = ([], [])
    let sizes = [0.02, 0.04, 0.08, 0.16]
    for e in sizes {
      let factors = ContinuousPolarFactors(Self.perturbation(e), cells: n)
      #expect(factors.residual < 1e-12)
      let gradient = x.mapRows(factors.gradient)
      gradients.append(rootMeanSquare(gradient, moved(parts.gradient, e)))
      sigmas.append(rootMeanSquare(x.mapRows(factors.sigma), moved(parts.solenoidal, e)))
    }
    for errors in [gradients, sigmas] {
      #expect(errors[0] < sizes[0] * sizes[0])
      for (small, large) in zip(errors, errors.dropFirst()) {
        // For this v the next term of the expansion is e^2 / 10 of the last, at e up to 0.16.
        #expect(abs(log2(large / small) - 2) < 0.01)
      }
    }
  }

  @Test("the permutation of a sampled field is within a cell of the continuous factors")
  func permutation() throws {
    let (n, e) = (60, 0.3)
    let factors = ContinuousPolarFactors(Self.perturbation(e), cells: 24)
    #expect(factors.residual < 1e-10)
    let map = Self.perturbation(e)
    let field = try SampledField(
      VectorField(shape: [n, n]) {
        let h = map.value($0[0], $0[1])
        return [h.0, h.1]
      })
    let sampled = try PolarFactorizer().factor(field)
    let x = field.base.points
    let (sigma, gradient) = (x.mapRows(factors.sigma), x.mapRows(factors.gradient))
    // Rounding to the cells of a square lattice is off by cell / sqrt 6, root mean square.
    let cell = 1 / Double(n)
    #expect(rootMeanSquare(sampled.sigma, sigma) < cell / 2)
    #expect(rootMeanSquare(sampled.gradient, gradient) < cell / 2)
    #expect(rootMeanSquare(x, sigma) > cell && rootMeanSquare(x, gradient) > cell)
  }
}
