import OptimalTransport
import Testing

@testable import TransportIO

@Suite("Measures at increasing times")
struct PathFileTests {
  private let times = [0, 0.25, 1]

  @Test("densities, what moves them and sampled paths are written as documented")
  func densities() throws {
    let folder = try Folder()
    let path = try DensityPath(
      times: times,
      frames: (1...3).map { k in
        try GridDensity(shape: [2, 3], values: (0..<6).map { Double($0 * k) })
      })
    let field = try VectorField(shape: [2, 3]) { [$0[0], -$0[1]] }
    let motion = PathFile.Motion(
      times: [0.125, 0.625], momentum: [field, field], velocity: [field, field],
      potential: [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0]])
    let samples = try (0..<4).map { k in try Matrix(times.map { [Double(k), $0] }) }
    try PathFile.save(path, motion: motion, samples: samples, to: folder.file("p.npz"))
    let archive = try NPZArchive(path: folder.file("p.npz"))
    #expect(try archive.requiredArray("times").values == times)
    let density = try archive.requiredArray("density")
    #expect(
      density.shape == [3, 2, 3] && density.values[6..<12].elementsEqual([0, 2, 4, 6, 8, 10]))
    #expect(try archive.requiredArray("box").shape == [2, 2])
    #expect(try archive.requiredArray("centerTimes").values == [0.125, 0.625])
    for key in ["momentum", "velocity"] {
      #expect(try archive.requiredArray(key).shape == [2, 2, 3, 2])
    }
    let potential = try archive.requiredArray("potential")
    #expect(potential.shape == [2, 2, 3] && potential.values[6] == 5)
    let paths = try archive.requiredArray("paths")
    #expect(paths.shape == [4, 3, 2] && paths.values[8..<10].elementsEqual([1, 0.25]))
  }

  @Test("atoms keep their masses; Gaussians are their moments")
  func others() throws {
    let folder = try Folder()
    let clouds = try times.map { try PointCloud(points: Matrix([[$0], [1]]), weights: [2, 3]) }
    try PathFile.save(clouds, times: times, to: folder.file("c.npz"))
    let cloud = try NPZArchive(path: folder.file("c.npz"))
    #expect(cloud.keys == ["times", "points", "weights"])
    #expect(try cloud.requiredArray("points").shape == [3, 2, 1])
    #expect(try cloud.requiredArray("weights").values == [2, 3])
    let gaussians = try times.map {
      try Gaussian(mean: [$0, 0], covariance: Matrix([[1 + $0, 0], [0, 1]]))
    }
    try PathFile.save(gaussians, times: times, to: folder.file("g.npz"))
    let gaussian = try NPZArchive(path: folder.file("g.npz"))
    #expect(gaussian.keys == ["times", "mean", "covariance"])
    #expect(try gaussian.requiredArray("covariance").shape == [3, 2, 2])
    #expect(try gaussian.requiredArray("covariance").values[8] == 2)
  }

  @Test("what does not fit is refused, and leaves no file")
  func refusals() throws {
    let folder = try Folder()
    let clouds = try [1, 2].map { try PointCloud(points: Matrix((0..<$0).map { [Double($0)] })) }
    #expect(throws: TransportError.self) {
      try PathFile.save(clouds, times: [0, 1], to: folder.file("c.npz"))
    }
    #expect(throws: TransportError.self) {
      try PathFile.save([clouds[0]], times: [0, 1], to: folder.file("c.npz"))
    }
    #expect(throws: TransportError.self) {
      try PathFile.save([PointCloud](), times: [], to: folder.file("c.npz"))
    }
    #expect(try folder.names.isEmpty)
  }

  @Test("a mask marks entries that are not zero, and bright pixels, with row 0 at the top")
  func masks() throws {
    let folder = try Folder()
    let array = try NumericArray(shape: [2, 3], values: [0, 1, 0, 0, -2, 0])
    _ = try folder.write("m.npy", array.npy(as: .float64))
    #expect(
      try MaskFile.load(folder.file("m.npy"), shape: [2, 3]) == [
        false, true, false, false, true, false,
      ])
    // Two columns and one row more: cell (x, y) is row 1 - y, column x.
    let image = try GreyImage(width: 3, height: 2, levels: [9, 0, 0, 0, 4, 5])
    for name in ["m.png", "m.pgm"] {
      try ImageFile.save(image, to: folder.file(name))
      #expect(
        try MaskFile.load(folder.file(name), shape: [3, 2]) == [
          false, true, false, false, true, false,
        ])
    }
    #expect(throws: TransportError.self) { try MaskFile.load(folder.file("m.npy"), shape: [3, 2]) }
    #expect(throws: TransportError.self) { try MaskFile.load(folder.file("m.gif"), shape: [3, 2]) }
    #expect(throws: TransportError.self) { try MaskFile.load(folder.file("n.npy"), shape: [3, 2]) }
  }
}
