import OptimalTransport
import Testing
import TransportIO

@testable import TransportPlots

/// What the pictures of the tour say about where mass goes.
@Suite struct TourFigureTests {
  private func circle(_ mean: [Double], variance: Double) throws -> Gaussian {
    try Gaussian(mean: mean, covariance: Matrix([[variance, 0], [0, variance]]))
  }

  @Test func arrowsOfGaussiansEndAtTheImagesUnderTheMap() throws {
    // T(x) = (3, 0) + 2 x: the centre goes by (3, 0), and the point (1, 0) by (4, 0), to (5, 0).
    let figure = try Figure.gaussians(
      source: circle([0, 0], variance: 1), target: circle([3, 0], variance: 4))
    #expect(figure.script.contains("\n0.0 0.0 3.0 0.0\n"))
    #expect(figure.script.contains("\n1.0 0.0 4.0 0.0\n"))
  }

  @Test func gaussiansInSpaceAreRefused() throws {
    let solid = try Gaussian(mean: [0, 0, 0], covariance: Matrix.identity(3))
    #expect(throws: TransportError.self) {
      try Figure.gaussians(source: solid, target: circle([0, 0], variance: 1))
    }
  }

  @Test func particlesOfAPushforwardStandAtTheirImages() throws {
    let measure = try Gaussian(mean: -1, variance: 0.36)
    guard
      case .branches(let law, _) = try pushforward(
        of: measure, by: PushforwardMap("x^2", for: measure)
      ).law
    else {
      Issue.record("a Gaussian on the line has branches")
      return
    }
    let range = law.sourceBulk(outside: 1e-4)
    let picture = PushforwardPicture(
      law: law, branches: law.branches,
      image: try law.discretized(shape: [50], box: Box(lower: [0], upper: [20])),
      source: range.lower...range.upper)
    for branch in law.branches {
      let threads = picture.followed(branch, within: 0...20)
      #expect(!threads.isEmpty)
      for thread in threads {
        #expect(thread.x >= branch.lower && thread.x <= branch.upper)
        // The source is cut where 1e-4 of its mass is left, which shifts a quantile at the outermost
        // particle, where the density is above 0.02, by 5e-3 at most, and its image by 2 |x| as much.
        #expect(abs(thread.y - thread.x * thread.x) < 2 * abs(thread.x) * 5e-3)
      }
    }
  }

  @Test func aPlanAddsArrowsToThePotentialsOfItsSource() throws {
    let box = try Box(lower: [0, 0], upper: [1, 1])
    let grid = try GridDensity(shape: [2, 2], box: box, values: [1, 1, 1, 1])
    let potentials = try KantorovichPotentials(alpha: [0, 1, 2, 3], beta: [0, 1, 2, 3])
    let plan = try TransportPlan(
      rowCount: 4, columnCount: 4, rows: [0, 1, 2, 3], columns: [1, 2, 3, 0],
      mass: [0.25, 0.25, 0.25, 0.25])
    let bare = try Figure.potentials(potentials, source: grid, target: grid)
    let full = try Figure.potentials(potentials, source: grid, target: grid, plan: plan)
    #expect(!bare.script.contains("with vectors") && full.script.contains("with vectors"))
    // The first cell's mass goes up by half the box.
    #expect(full.script.contains("\n0.25 0.25 0.0 0.5\n"))
  }

  @Test func arrowsBetweenPointsAreSplitAtTheirHeads() throws {
    let (a, b) = (
      try PointCloud(points: Matrix([[0, 0]])), try PointCloud(points: Matrix([[1, 2]]))
    )
    let plan = try TransportPlan(rowCount: 1, columnCount: 1, rows: [0], columns: [0], mass: [1])
    let script = try Figure.points(source: a, target: b, plan: plan).script
    #expect(script.contains("vectors head") && script.contains("vectors nohead"))
    #expect(script.contains("0.0 0.0 1.0 2.0"))
  }

  @Test func wallsAreBoxesOfTheirOwn() throws {
    #expect(Film.runs([true, true, false, true]) == [0..<2, 3..<4] && Film.runs([false]).isEmpty)
    let box = try Box(lower: [0, 0], upper: [2, 4])
    let frame = try GridDensity(shape: [2, 4], box: box, values: [1, 1, 1, 1, 0, 0, 1, 1])
    let film = try Film(
      DensityPath(times: [0, 1], frames: [frame, frame]),
      walls: [false, false, false, false, true, true, false, false])
    // Cells (1, 0) and (1, 1): the box about (1.5, 1) that reaches 0.5 and 1.
    #expect(try Figure.filmStrip(film).script.contains("\n1.5 1.0 0.5 1.0\n"))
  }
}
