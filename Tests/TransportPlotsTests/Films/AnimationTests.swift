import Foundation
import OptimalTransport
import Testing

@testable import TransportPlots

@Suite struct AnimationTests {
  /// The number of pictures in a GIF: each has one graphic control extension.
  private func pictures(_ data: Data) -> Int {
    let bytes = [UInt8](data)
    return (0..<max(bytes.count - 3, 0)).count {
      bytes[$0] == 0x21 && bytes[$0 + 1] == 0xf9 && bytes[$0 + 2] == 4
    }
  }

  @Test(arguments: [[12], [5, 4], [3, 3, 2]])
  func aFilmBecomesAGIFWithAPictureAFrame(shape: [Int]) throws {
    let path = try FilmTests.path(shape, frames: 4)
    let data = try Animation.film(Film(path)).render()
    #expect(data.prefix(6) == Data("GIF89a".utf8))
    #expect(pictures(data) == 4)
  }

  @Test(arguments: [1, 2, 3])
  func cloudsBecomeAGIF(dimension: Int) throws {
    let clouds = try (0..<3).map { k in
      try PointCloud(
        points: Matrix((0..<5).map { i in (0..<dimension).map { Double(i * ($0 + 1) + k) } }))
    }
    let animation = try Animation.clouds(clouds, times: [0, 0.5, 1])
    #expect(animation.frames.count == 3)
    #expect(pictures(try animation.render()) == 3)
  }

  @Test func aTerminalThatIsMissingIsNamedWithAWayOut() throws {
    let animation = try Animation.film(Film(FilmTests.path([2, 2], frames: 2)))
    let error = #expect(throws: TransportError.self) {
      try animation.render(terminal: "cinema")
    }
    let message = error?.description ?? ""
    #expect(message.contains("cinema") && message.contains("install gnuplot-nox"))
  }

  @Test func filesAppearWholeOrNotAtAll() throws {
    let folder = try TemporaryFolder()
    let animation = try Animation.film(Film(FilmTests.path([2, 2], frames: 2)))
    try animation.write(to: folder.path("film.gif"))
    #expect(FileManager.default.fileExists(atPath: folder.path("film.gif")))
    #expect(throws: TransportError.self) { try animation.write(to: folder.path("film.png")) }
    #expect(throws: TransportError.self) { try animation.write(to: folder.path("none/film.gif")) }
    let broken = try Animation(frames: [
      Figure(
        title: "", caption: "", size: Figure.Size(width: 9, height: 9), script: "plot nonsense(x)")
    ])
    #expect(throws: TransportError.self) { try broken.write(to: folder.path("broken.gif")) }
    #expect(!FileManager.default.fileExists(atPath: folder.path("broken.gif")))
  }

  @Test func picturesOfOneSizeOnly() throws {
    #expect(throws: TransportError.self) { try Animation(frames: []) }
    let sizes = [8.0, 9.0].map {
      Figure(title: "", caption: "", size: Figure.Size(width: $0, height: 9), script: "")
    }
    #expect(throws: TransportError.self) { try Animation(frames: sizes) }
  }
}
