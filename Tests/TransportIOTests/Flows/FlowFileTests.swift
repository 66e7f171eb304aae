import Foundation
import OptimalTransport
import Testing

@testable import TransportIO

@Suite("Flows in JSON")
struct FlowFileTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func load(_ text: String) throws -> FlowFile {
    try FlowFile.load(folder.write("f.json", text))
  }

  /// The parts of a flow that is written out.
  private func parts(
    _ text: String
  ) throws -> (energy: FreeEnergy, space: FlowSpace, start: any Measure) {
    guard case .written(let energy, let space, let start) = try load(text).content else {
      throw TransportError.emptyInput(argument: "parts")
    }
    return (energy, space, start)
  }

  /// A flow with one part replaced.
  private static func flow(
    energy: String = #"{"entropy": 1}"#, space: String = #"{"line": {"cells": 20}}"#,
    start: String = #"{"gaussian": {"mean": 0, "covariance": 1}}"#, rest: String = ""
  ) -> String {
    #"{"energy": \#(energy), "space": \#(space), "start": \#(start), "#
      + #""timeStep": 0.1, "duration": 1\#(rest)}"#
  }

  @Test("all parts are read")
  func everything() throws {
    let text = Self.flow(
      energy: """
        {"potential": "x^2/2 + y", "entropy": 0.5, "power": {"exponent": 2, "temperature": 3},
         "interaction": [{"quadratic": 1}, {"formula": "exp(-r)"}], "cap": 4}
        """,
      space: #"{"grid": {"cells": [4, 6], "box": [[-1, 1], [0, 3]]}}"#,
      start: #"{"formula": "1 + 0*x", "mass": 2}"#,
      rest: #", "frames": 5, "adaptive": 1e-3, "secondOrder": false, "title": "All of it""#)
    let (file, found) = (try load(text), try parts(text))
    #expect(file.title == "All of it" && found.energy.terms.count == 6)
    #expect(
      found.energy.equation
        == "rho_t = div(rho grad(V + U1 * rho + U2 * rho)) + 0.5 lap rho + 3.0 lap rho^2.0,  "
        + "rho <= 4.0,  V = x^2/2 + y,  U1 = 1.0 |z|^2/2,  U2 = exp(-r) at r = |z|")
    guard case .grid(let grid) = found.space else { return #expect(Bool(false)) }
    #expect(try grid == FlowGrid(shape: [4, 6], box: Box(lower: [-1, 0], upper: [1, 3])))
    let start = try #require(found.start as? GridDensity)
    // Mass 2 on an area of 6, uniform.
    #expect(start.values.allSatisfy { abs($0 - 1.0 / 3) < 1e-15 })
    #expect(
      file.schedule
        == FlowSchedule(
          timeStep: 0.1, duration: 1, frames: 5, adaptive: 1e-3, isSecondOrder: false))
  }

  @Test("one count stands for all axes; a file's name is its title")
  func defaults() throws {
    let text = Self.flow(
      space: #"{"grid": {"cells": 8, "box": [[0, 1], [0, 1], [0, 1]]}}"#,
      start: #"{"formula": "z"}"#)
    let file = try load(text)
    #expect(file.title == "f" && file.schedule.frames == 20 && file.schedule.adaptive == nil)
    #expect(try (parts(text).start as? GridDensity)?.shape == [8, 8, 8])
  }

  @Test("a periodic box takes entropic steps, or those of the dual by name")
  func periodic() throws {
    func isEntropic(_ method: String) throws -> Bool? {
      let text = Self.flow(
        space: #"{"grid": {"cells": 4, "box": [[0, 1]], "boundary": "periodic"\#(method)}}"#,
        start: #"{"formula": "x"}"#)
      guard case .grid(let grid) = try parts(text).space else { return nil }
      return grid.isPeriodic ? grid.isEntropic : nil
    }
    #expect(try isEntropic("") == true)
    #expect(try isEntropic(#", "method": "dual""#) == false)
  }

  @Test("a start from a file beside the flow's")
  func startFromFile() throws {
    let density = try GridDensity(shape: [3], values: [1, 2, 3])
    try MeasureFile.save(density, to: folder.file("start.npz"))
    #expect(try parts(Self.flow(start: #""start.npz""#)).start as? GridDensity == density)
  }

  @Test("a formula on the line is a law between its walls")
  func law() throws {
    let found = try parts(
      Self.flow(
        space: #"{"line": {"cells": 20, "walls": [0, 2]}}"#, start: #"{"formula": "x", "mass": 3}"#)
    )
    let law = try #require(found.start as? LineLaw)
    // The density x on [0, 2] has the mean 4/3; quadrature is exact but for rounding.
    #expect(abs(law.mean[0] - 4.0 / 3) < 1e-12 && law.mass == 3)
  }

  @Test("a flow that the library has ready, by name")
  func ready() throws {
    let file = try load(#"{"flow": "doubleWell", "temperature": 0.5, "frames": 3}"#)
    guard case .ready(let flow) = file.content else { return #expect(Bool(false)) }
    #expect(flow.name == "doubleWell" && flow.equation.contains("0.5 lap rho"))
    #expect(file.schedule.duration == flow.duration && file.schedule.frames == 3)
    for name in ReadyFlow.names { _ = try load(#"{"flow": "\#(name)"}"#) }
  }

  @Test("another text has another fingerprint")
  func fingerprint() throws {
    let one = try load(Self.flow()).fingerprint
    #expect(try load(Self.flow()).fingerprint == one)
    #expect(try load(Self.flow(energy: #"{"entropy": 2}"#)).fingerprint != one)
  }

  @Test(
    "errors give the path of keys and a way out",
    arguments: [
      (#"{}"#, "has no key 'space'"),
      (#"{"energie": {}}"#, "the file: the key 'energie' is none of energy, space, start,"),
      (flow(energy: #"{}"#), "energy: it has no terms; give one of potential, entropy,"),
      (flow(energy: #"{"entropy": "hot"}"#), "energy.entropy is not a number. Write for example"),
      (flow(energy: #"{"entropy": -1}"#), "energy: entropy: temperature is -1.0; expected"),
      (flow(energy: #"{"heat": 1}"#), "energy: the key 'heat' is none of potential, entropy,"),
      (flow(energy: #"{"cap": 0}"#), "energy: cap: cap is 0.0; expected a positive, finite"),
      (
        flow(energy: #"{"power": {"exponent": 1}}"#), "energy: power: exponent is 1.0; expected m >"
      ),
      (
        flow(energy: #"{"power": {"exponent": 0.2}}"#), "energy: power: exponent is 0.2; expected m"
      ),
      (flow(energy: #"{"power": 2}"#), "energy.power is not an object in braces"),
      (
        flow(energy: #"{"potential": "x^^2"}"#),
        "energy: potential: the expression goes wrong at column 3"
      ),
      (flow(energy: #"{"potential": "y"}"#), "energy: potential: the expression goes wrong"),
      (
        flow(energy: #"{"potential": {"quadratic": 1, "center": [0, 1]}}"#),
        "energy.potential: center has not 1 coordinate"
      ),
      (
        flow(energy: #"{"interaction": {"quadratic": 1, "powers": [2, 1]}}"#),
        "energy.interaction: it needs exactly one of the keys quadratic, powers,"
      ),
      (
        flow(energy: #"{"interaction": [{"powers": [1, 2]}]}"#),
        "energy.interaction[0]: powers: attraction is 1.0; expected a power above 2.0"
      ),
      (flow(energy: #"{"interaction": {"powers": [1]}}"#), "powers are two"),
      (flow(space: #"{"line": {}}"#), "space.line has no key 'cells'"),
      (flow(space: #"{"line": {"cells": 1}}"#), "space.line: cells is 1; expected 2 or more"),
      (flow(space: #"{"line": {"cells": 2.5}}"#), "space.line: cells is 2.5; expected a whole"),
      (
        flow(space: #"{"line": {"cells": 20, "walls": [1, 0]}}"#),
        "space.line: walls is [1.0, 0.0]; expected [a, b] with a below b"
      ),
      (flow(space: #"{"torus": {}}"#), "space: the key 'torus' is none of line, grid"),
      (
        flow(
          space: #"{"grid": {"cells": 4, "box": [[0, 1]], "method": "dual", "exits": "x"}}"#),
        "space.grid: method dual has no walls"
      ),
      (
        flow(space: #"{"grid": {"cells": 4, "box": [[0, 1]], "walkingSpeed": 1}}"#),
        "space.grid: walkingSpeed needs exits"
      ),
      (#"{"flow": "doubleWall"}"#, "flow is 'doubleWall'; the flows are ornsteinUhlenbeck,"),
      (
        #"{"flow": "doubleWell", "mass": 1}"#,
        "the key 'mass' is none of flow, title, duration, frames, temperature, center, cells"
      ),
      (#"{"flow": "doubleWell", "temperature": -1}"#, "doubleWell: temperature is -1.0"),
      (flow(space: #"{"grid": {"cells": 0, "box": [[0, 1]]}}"#), "space.grid: cells are [0]"),
      (flow(space: #"{"grid": {"cells": [4], "box": [[1, 0]]}}"#), "space.grid: box: "),
      (flow(start: #"{"gauss": {}}"#), "start: the key 'gauss' is none of gaussian,"),
      (flow(start: #"{"formula": "x"}"#), "start: the line has no walls. Give the line walls"),
      (
        flow(start: #"{"gaussian": {"mean": [0, 0], "covariance": [[1, 0], [0, 1]]}}"#),
        "start has 2 coordinates, and the space 1. Give both as many."
      ),
      (
        flow(
          space: #"{"line": {"cells": 20, "walls": [0, 1]}}"#, start: #"{"formula": "sin("}"#),
        "start: the formula goes wrong at column"
      ),
      (
        flow(
          space: #"{"grid": {"cells": 4, "box": [[-1, 1]]}}"#, start: #"{"formula": "x"}"#),
        "start: values[0] is -0.75; masses must be >= 0"
      ),
      (flow(rest: #", "frames": 0"#), "the file: frames is 0; expected 1 or more"),
      (flow(rest: #", "secondOrder": 1"#), "secondOrder is not true or false"),
      (flow(rest: #", "adaptive": -1"#), "adaptive is -1.0; expected a number above 0"),
    ])
  func refusals(text: String, expected: String) {
    let found = message { _ = try load(text) }
    #expect(found.contains(expected), "\(found)")
    #expect(found.hasPrefix(folder.file("f.json")))
  }

  @Test("times must be positive, and steps not without end")
  func times() {
    for (step, duration, expected) in [
      ("0", "1", "timeStep is 0.0; expected a number above 0"),
      ("0.1", "-1", "duration is -1.0; expected a number above 0"),
      ("1e-300", "1", "duration 1.0 takes more than 1e9 steps of 1e-300"),
    ] {
      let text = Self.flow().replacingOccurrences(
        of: #""timeStep": 0.1, "duration": 1"#,
        with: #""timeStep": \#(step), "duration": \#(duration)"#)
      let found = message { _ = try load(text) }
      #expect(found.contains(expected), "\(found)")
    }
  }

  @Test("a start that is not there is a file error")
  func missingStart() {
    let found = message { _ = try load(Self.flow(start: #""none.npz""#)) }
    #expect(found.contains("/none.npz: No such file"))
  }
}
