import Foundation
import OptimalTransport
import Testing

@testable import TransportIO

@Suite("Fields in files")
struct FieldFileTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func array(_ shape: [Int]) -> NumericArray {
    NumericArray(
      uncheckedShape: shape, values: (0..<shape.reduce(1, *)).map { Double($0) * 0.5 })
  }

  @Test(
    "an array of shape grid + d is a field on that grid",
    arguments: [[4, 1], [2, 3, 2], [2, 2, 3, 3]])
  func grids(shape: [Int]) throws {
    let path = folder.file("f.npy")
    try NPYFile.save(array(shape), to: path)
    guard case .grid(let field) = try FieldFile.load(path) else { throw Unexpected() }
    #expect(field.shape == Array(shape.dropLast()) && field.box == .unit(shape.count - 1))
    // The last axis holds the components, so the order is kept.
    #expect(field.vectors.elements == array(shape).values)
  }

  @Test("n numbers are a field on the line, on the box that is asked for")
  func line() throws {
    let path = folder.file("f.npy")
    try NPYFile.save(NumericArray([1.0, 2, 3]), to: path)
    let box = try Box(lower: [-1], upper: [2])
    guard case .grid(let field) = try FieldFile.load(path, box: box) else { throw Unexpected() }
    #expect(field.shape == [3] && field.box == box && field.vectors.elements == [1, 2, 3])
  }

  @Test("an archive holds a field with its box, or points with values")
  func archives() throws {
    let path = folder.file("f.npz")
    let corners = NumericArray(try Matrix([[0, 2], [1, 5]]))
    try NPZFile.save([.init("field", array([2, 3, 2])), .init("box", corners)], to: path)
    guard case .grid(let field) = try FieldFile.load(path) else { throw Unexpected() }
    #expect(try field.box == Box(lower: [0, 1], upper: [2, 5]))
    try NPZFile.save(
      [
        .init("points", array([3, 2])), .init("values", array([3, 2])),
        .init("weights", NumericArray([1.0, 2, 0])),
      ], to: path)
    guard case .samples(let samples) = try FieldFile.load(path) else { throw Unexpected() }
    #expect(samples.base.weights == [1, 2, 0] && samples.values == samples.base.points)
  }

  @Test("a table names its columns, in any order")
  func tables() throws {
    let path = try folder.write("f.csv", "v2,x1,weight,x2,v1\n4,1,0.5,2,3\n8,5,0.5,6,7\n")
    guard case .samples(let samples) = try FieldFile.load(path) else { throw Unexpected() }
    #expect(samples.base.points.elements == [1, 2, 5, 6])
    #expect(samples.values.elements == [3, 4, 7, 8] && samples.base.weights == [0.5, 0.5])
  }

  @Test("matrices come from three formats")
  func matrices() throws {
    let matrix = try Matrix([[1, 2, 3], [4, 5, 6]])
    try NPYFile.save(NumericArray(matrix), to: folder.file("m.npy"))
    try NPZFile.save([.init("matrix", NumericArray(matrix))], to: folder.file("m.npz"))
    _ = try folder.write("m.csv", "1,2,3\n4,5,6\n")
    for name in ["m.npy", "m.npz", "m.csv"] {
      #expect(try FieldFile.loadMatrix(folder.file(name)) == matrix)
    }
  }

  @Test("results read back as NumPy would read them")
  func results() throws {
    let field = try VectorField(shape: [3, 4], box: Box(lower: [0, 0], upper: [3, 2])) { x in
      [x[1] + x[0], x[0] * x[1]]
    }
    let parts = try HelmholtzDecomposition(of: field, boundary: .noFlux)
    try FieldFile.save(parts, to: folder.file("h.npz"))
    let helmholtz = try NPZArchive(path: folder.file("h.npz"))
    #expect(helmholtz.keys == ["solenoidal", "gradient", "potential", "harmonic", "box"])
    let gradient = try helmholtz.requiredArray("gradient")
    #expect(gradient.shape == [3, 4, 2] && gradient.values == parts.gradient.vectors.elements)
    #expect(try helmholtz.requiredArray("potential").shape == [3, 4])
    #expect(try helmholtz.requiredArray("box").values == [0, 3, 0, 2])
    let factors = try PolarFactorizer().factor(SampledField(field))
    try FieldFile.save(factors, to: folder.file("p.npz"))
    let polar = try NPZArchive(path: folder.file("p.npz"))
    guard case .permutation(let indices) = factors.rearrangement else { throw Unexpected() }
    #expect(try polar.requiredArray("permutation").values == indices.map(Double.init))
    #expect(try polar.requiredArray("sigma").shape == [12, 2])
    let matrix = try MatrixPolar(Matrix([[1, 2], [3, 4], [5, 6]]))
    try FieldFile.save(matrix, to: folder.file("m.npz"))
    let read = try NPZArchive(path: folder.file("m.npz"))
    #expect(try read.requiredArray("isometry").shape == [3, 2])
    #expect(try read.requiredArray("left").shape == [3, 3])
  }

  @Test("what is no field is refused with the way out")
  func refusals() throws {
    let path = folder.file("f.npy")
    try NPYFile.save(array([4, 3]), to: path)
    #expect(message { _ = try FieldFile.load(path) }.contains("is not a field on a grid"))
    try NPYFile.save(NumericArray(uncheckedShape: [], values: [1]), to: path)
    #expect(message { _ = try FieldFile.load(path) }.contains("is not a field on a grid"))
    try NPYFile.save(NumericArray([1.0, .nan]), to: path)
    #expect(message { _ = try FieldFile.load(path) }.contains("vectors[1] is nan"))
    #expect(message { _ = try FieldFile.loadMatrix(path) }.hasPrefix("\(path): matrix[1] is nan"))
    try NPYFile.save(array([2, 2, 2]), to: path)
    #expect(
      message { _ = try FieldFile.load(path, box: .unit(3)) }.contains("box has the wrong shape"))
    for text in ["1,2,3,4\n", "x1,x2,v1\n1,2,3\n", "x1,v2\n1,2\n", "x1,v1,u\n1,2,3\n"] {
      let table = try folder.write("f.csv", text)
      #expect(message { _ = try FieldFile.load(table) }.contains("Name the columns"))
    }
    let table = try folder.write("g.csv", "x1,v1\n1,2\n")
    #expect(message { _ = try FieldFile.load(table, box: .unit(1)) }.contains("Leave --box out"))
    #expect(message { _ = try FieldFile.loadMatrix(table) }.contains("a matrix holds numbers only"))
    try NPZFile.save([.init("x", array([2]))], to: folder.file("f.npz"))
    #expect(
      message { _ = try FieldFile.load(folder.file("f.npz")) }.contains(
        "either 'field' or 'points'"))
    #expect(message { _ = try FieldFile.load("f.txt") }.contains(".npy, .npz, .csv"))
  }

  private struct Unexpected: Error {}
}
