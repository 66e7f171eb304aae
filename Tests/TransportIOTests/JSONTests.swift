import OptimalTransport
import Testing

@testable import TransportIO

@Suite("Measures in JSON")
struct JSONTests {
  private func load(_ text: String) throws -> any Measure {
    try MeasureFile.measure(json: FileContents(text))
  }

  @Test("points and densities are read")
  func pointsAndDensities() throws {
    let cloud = try #require(
      try load(#"{"points":[[0,1],[2,3]],"weights":[0.5,1.5]}"#) as? PointCloud)
    #expect(try cloud == PointCloud(points: Matrix([[0, 1], [2, 3]]), weights: [0.5, 1.5]))
    let grid = try #require(
      try load(#"{"density":[[1,2,3],[4,5,6]],"box":[[0,2],[-1,1]]}"#) as? GridDensity)
    let box = try Box(lower: [0, -1], upper: [2, 1])
    #expect(try grid == GridDensity(shape: [2, 3], box: box, values: [1, 2, 3, 4, 5, 6]))
    #expect(try (load(#"{"density":[1,2]}"#) as? GridDensity)?.shape == [2])
    #expect(try (load(#"{"density":[[[1],[2]]]}"#) as? GridDensity)?.shape == [1, 2, 1])
  }

  @Test("Gaussians and mixtures are read")
  func gaussians() throws {
    let gaussian = try #require(
      try load(#"{"gaussian":{"mean":[0,1],"covariance":[[2,0],[0,1]]}}"#) as? Gaussian)
    #expect(try gaussian == Gaussian(mean: [0, 1], covariance: Matrix([[2, 0], [0, 1]])))
    let line = try #require(try load(#"{"gaussian":{"mean":3,"covariance":4}}"#) as? Gaussian)
    #expect(try line == Gaussian(mean: 3, variance: 4))
    let mixture = try #require(
      try load(
        #"{"mixture":[{"weight":1,"mean":0,"covariance":1},{"weight":2,"mean":[1],"covariance":2}]}"#
      )
        as? GaussianMixture)
    #expect(mixture.weights == [1, 2] && mixture.components[1].mean == [1])
    let even = try #require(
      try load(#"{"mixture":[{"mean":0,"covariance":1},{"mean":1,"covariance":2}]}"#)
        as? GaussianMixture)
    #expect(even.weights == [0.5, 0.5])
  }

  @Test("tabulated laws are read")
  func laws() throws {
    let density = try #require(
      try load(#"{"law":{"density":[1,3],"support":[0,4]}}"#) as? GridDensity)
    #expect(density.box.upper == [4] && density.mass == 8)
    let cumulative = try #require(
      try load(#"{"law":{"cdf":[0,0.25,1],"support":[0,4]}}"#) as? GridDensity)
    #expect(cumulative.values == [0.125, 0.375] && cumulative.mass == 1)
    let quantiles = try #require(try load(#"{"law":{"quantile":[1,2,5]}}"#) as? PointCloud)
    #expect(try quantiles == PointCloud(line: [1, 2, 5]))
  }

  @Test(
    "errors give the path of keys",
    arguments: [
      (#"{"points":[[0,1],[2,"a"]]}"#, "f: points[1][1] is not a number."),
      (#"{"points":[[0,1],[2]]}"#, "f: row 1 has the wrong shape: expected 2 values, found 1."),
      (#"{"density":[[1,2],[3]]}"#, "f: density: list 1 has 1 entries, the first has 2."),
      (#"{"density":[1,[3]]}"#, "f: density[1] is not a number."),
      (#"{"density":[]}"#, "f: shape has the wrong shape"),
      (#"{"gauss":{}}"#, "f: the file: the key 'gauss' is none of gaussian, mixture, law,"),
      (#"{}"#, "f: the file: it needs exactly one of the keys"),
      (#"{"points":[[1]],"box":[[0,1]]}"#, "f: the file: the key 'box' does not go with 'points'"),
      (#"{"gaussian":{"mean":[0]}}"#, "f: gaussian has no key 'covariance'."),
      (#"{"gaussian":{"mean":"a","covariance":1}}"#, "f: gaussian.mean is not a list in brackets."),
      (
        #"{"mixture":[{"mean":0,"covariance":1},{"mean":0}]}"#,
        "f: mixture[1] has no key 'covariance'."
      ),
      (
        #"{"mixture":[{"wieght":1}]}"#,
        "f: mixture[0]: the key 'wieght' is none of weight, mean, covariance."
      ),
      (
        #"{"gaussian":{"mean":[0,1],"covariance":[[1,2],[2,1]]}}"#,
        "f: covariance is not symmetric positive"
      ),
      (#"{"mixture":[]}"#, "f: components is empty"),
      (
        #"{"mixture":[{"mean":0,"covariance":-1}]}"#,
        "f: mixture[0]: covariance is not symmetric positive"
      ),
      (
        #"{"mixture":[{"mean":0,"covariance":1},{"weight":1,"mean":0,"covariance":1}]}"#,
        "f: mixture has the wrong shape: expected a weight for every component, or for none"
      ),
      (
        #"{"law":{"density":"exp(-x)","support":[0,1]}}"#,
        "f: law.density is not a list in brackets."
      ),
      (#"{"law":{"density":[1]}}"#, "f: law: a law given by its density needs a support [a, b]."),
      (
        #"{"law":{"cdf":[0,0.5,0.4],"support":[0,1]}}"#,
        "f: law.cdf[2] is 0.4; expected at least 0.5"
      ),
      (#"{"law":{"quantile":[1],"support":[0,1]}}"#, "f: law: a law given by its quantiles has no"),
      (#"{"points":[[1e999]]}"#, "f: "), ("[1]", "f: the file is not an object in braces."),
      ("", "f: it is not JSON ("), ("{", "f: it is not JSON ("),
      ("nonsense", "f: it is not JSON ("),
    ])
  func errors(text: String, expected: String) {
    let found = message { _ = try load(text) }
    #expect(found.hasPrefix(expected), "\(found)")
  }

  @Test("brackets nested without end are refused")
  func deepNesting() {
    let text = #"{"density":"# + String(repeating: "[", count: 100_000)
    #expect(throws: TransportError.self) { try load(text) }
  }
}
