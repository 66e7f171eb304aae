import OptimalTransport
import Testing

@testable import TransportIO

@Suite("Files of measures, costs and solutions")
struct MeasureFileTests {
  @Test("each ending leads to its format, in any case of letters")
  func endings() throws {
    let folder = try Folder()
    let picture = try folder.write("a.PNG", Fixtures.bytes("png-grey8"))
    #expect(try MeasureFile.load(picture) is GridDensity)
    #expect(try MeasureFile.load(folder.write("a.pgm", "P2 1 1 9 3")) is GridDensity)
    #expect(try MeasureFile.load(folder.write("a.csv", "1,2\n")) is PointCloud)
    #expect(try MeasureFile.load(folder.write("a.json", #"{"points":[[1]]}"#)) is PointCloud)
    let cloud = try folder.write("c.npz", Fixtures.bytes("npz-deflated"))
    #expect(try (MeasureFile.load(cloud) as? PointCloud)?.weights == [0.25, 0.25, 0.5])
    let grid = try folder.write("g.npz", Fixtures.bytes("npz-grid"))
    let density = try #require(try MeasureFile.load(grid) as? GridDensity)
    #expect(
      density.shape == [2, 3] && density.box.lower == [0, -1] && density.box.upper == [2, 1])
  }

  @Test("an array is read as it is asked to be")
  func interpretations() throws {
    let folder = try Folder()
    let path = try folder.write("a.npy", Fixtures.bytes("npy-<f8"))
    let cloud = try #require(try MeasureFile.load(path, as: .points) as? PointCloud)
    #expect(cloud.count == 2 && cloud.dimension == 3)
    let density = try #require(try MeasureFile.load(path, as: .density) as? GridDensity)
    #expect(density.values == [0, 1, 2, 3, 4, 5])
    let histogram = try #require(try MeasureFile.load(path, as: .weights) as? GridDensity)
    #expect(abs(histogram.mass - 15) < 15 * 1e-15 * 6)
    #expect(
      message { _ = try MeasureFile.load(path) }
        == "\(path): an .npy file does not say what its numbers mean. "
        + "Pass --as points, --as density or --as weights.")
  }

  @Test("what cannot be a measure is refused with the way out")
  func refusals() throws {
    let folder = try Folder()
    let odd = folder.file("measure.dat")
    #expect(
      message { _ = try MeasureFile.load(odd) }
        == "\(odd): its name does not tell its format. "
        + "Give a file that ends in .png, .pgm, .csv, .npz, .npy, .json.")
    let absent = folder.file("absent.csv")
    #expect(
      message { _ = try MeasureFile.load(absent) }
        == "\(absent): No such file or directory; "
        + "check the spelling of the path, and that its folder exists")
    #expect(message { _ = try MeasureFile.load("a\0.csv") }.contains("no file has this name"))
    let plan = try folder.write("p.npz", Fixtures.bytes("npz-plan"))
    #expect(
      message { _ = try MeasureFile.load(plan) }
        == "\(plan): it needs either 'points' or 'density'; the keys found are "
        + "'rows', 'cols', 'mass', 'shape'. "
        + "Save a cloud as points[, weights], or a grid as density[, box].")
    let empty = try folder.write("e.npy", Fixtures.bytes("npy-empty"))
    #expect(
      message { _ = try MeasureFile.load(empty, as: .points) }.hasPrefix(
        "\(empty): points is empty"))
    let scalar = try folder.write("s.npy", Fixtures.bytes("npy-scalar"))
    for interpretation in Interpretation.allCases {
      #expect(throws: TransportError.self) { try MeasureFile.load(scalar, as: interpretation) }
      #expect(throws: TransportError.self) { try MeasureFile.load(empty, as: interpretation) }
    }
  }

  @Test("saved clouds and densities read back")
  func saving() throws {
    let folder = try Folder()
    let cloud = try PointCloud(points: Matrix([[0.1, 2], [3, 4]]), weights: [1, 0])
    for name in ["c.npz", "c.csv"] {
      try MeasureFile.save(cloud, to: folder.file(name))
      #expect(try MeasureFile.load(folder.file(name)) as? PointCloud == cloud)
    }
    let box = try Box(lower: [0, -1], upper: [2, 1])
    let density = try GridDensity(shape: [2, 3], box: box, values: [1, 2, 3, 4, 5, 6])
    try MeasureFile.save(density, to: folder.file("d.npz"))
    #expect(try MeasureFile.load(folder.file("d.npz")) as? GridDensity == density)
    try MeasureFile.save(density, to: folder.file("d.png"))
    #expect(try ImageFile.loadImage(folder.file("d.png")).levels.max() == 255)
    #expect(message { try MeasureFile.save(cloud, to: "c.png") }.contains(".npz, .csv"))
    let line = try GridDensity(shape: [2], values: [1, 2])
    #expect(message { try MeasureFile.save(line, to: "l.png") }.contains("1 axis"))
  }

  @Test("costs are read dense and sparse")
  func costs() throws {
    let folder = try Folder()
    let text = try CostFile.load(folder.write("c.csv", "1,2,3\n4,5,6\n"))
    #expect(text.rows == 2 && text.columns == 3 && text.cost(1, 2) == 6)
    let array = try CostFile.load(folder.write("c.npy", Fixtures.bytes("npy-fortran")))
    #expect(array.cost(1, 0) == 3)
    let large = try CostFile.load(folder.write("c.npz", Fixtures.bytes("npz-large")))
    #expect(large.rows == 300)
    let members: [NPZFile.Member] = [
      .init("rows", NumericArray([0, 1]), as: .int64), .init("cols", NumericArray([1, 0])),
      .init("cost", NumericArray([7.0, 8])), .init("shape", NumericArray([2, 2]), as: .int64),
    ]
    try NPZFile.save(members, to: folder.file("s.npz"))
    let sparse = try CostFile.load(folder.file("s.npz"))
    #expect(sparse.cost(0, 1) == 7 && sparse.cost(0, 0) == .infinity && !sparse.allowsEveryPair)
    try NPZFile.save(Array(members.dropLast()), to: folder.file("t.npz"))
    #expect(message { _ = try CostFile.load(folder.file("t.npz")) }.contains("no key 'shape'"))
    #expect(throws: TransportError.self) { try CostFile.load(folder.write("n.csv", "a\n1\n")) }
    #expect(throws: TransportError.self) { try CostFile.load("c.png") }
  }

  @Test("plans and potentials read back, and are checked")
  func solutions() throws {
    let folder = try Folder()
    let plan = try TransportPlan(
      rowCount: 2, columnCount: 3, rows: [0, 1], columns: [2, 0], mass: [0.25, 0])
    try PlanFile.save(plan, to: folder.file("p.npz"))
    #expect(try PlanFile.load(folder.file("p.npz")) == plan)
    let numpy = try PlanFile.load(folder.write("n.npz", Fixtures.bytes("npz-plan")))
    #expect(numpy.columns == [1, 0] && numpy.rowCount == 2)
    let potentials = try KantorovichPotentials(alpha: [1, -2], beta: [0.1])
    try PotentialsFile.save(potentials, to: folder.file("q.npz"))
    #expect(try PotentialsFile.load(folder.file("q.npz")) == potentials)
    #expect(message { _ = try PlanFile.load(folder.file("q.npz")) }.contains("no key 'rows'"))

    func refusal(rows: [Double], shape: [Int]) -> String {
      message {
        try NPZFile.save(
          [
            .init("rows", NumericArray(rows)), .init("cols", NumericArray([0])),
            .init("mass", NumericArray([1.0])), .init("shape", NumericArray(shape)),
          ], to: folder.file("r.npz"))
        _ = try PlanFile.load(folder.file("r.npz"))
      }
    }
    #expect(refusal(rows: [0], shape: [1, 1]) == "none")
    #expect(refusal(rows: [0.5], shape: [1, 1]).contains("rows[0] is 0.5; expected an integer"))
    #expect(refusal(rows: [.nan], shape: [1, 1]).contains("rows[0] is nan"))
    #expect(refusal(rows: [1], shape: [1, 1]).contains("plan rows[0] is 1.0"))
    #expect(refusal(rows: [0], shape: [1, 1 << 60]).contains("a number of atoms from 1 to"))
    #expect(refusal(rows: [0], shape: [0, 1]).contains("shape[0] is 0.0"))
    #expect(refusal(rows: [0], shape: [1]).contains("2 integers, m and n"))
  }
}
