import Foundation
import OptimalTransport
import Testing

@testable import TransportIO

@Suite("Flows of positions and velocities in JSON")
struct PhaseFlowFileTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func space(_ space: String, start: String, energy: String = "") throws -> FlowSpace {
    let text =
      #"{\#(energy)"space": \#(space), "start": \#(start), "timeStep": 0.1, "duration": 1}"#
    guard
      case .written(_, let found, _) = try FlowFile.load(folder.write("f.json", text)).content
    else { throw TransportError.emptyInput(argument: "space") }
    return found
  }

  private static let grid =
    #""positions": 8, "velocities": 9, "period": [0, 2], "velocityLimit": 3"#
  private static let formula = #"{"formula": "exp(-v^2)*(2 + cos(x))"}"#
  private static let plane =
    #"{"gaussian": {"mean": [0, 0, 0, 0], "covariance": "#
    + "[[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]}}"

  @Test("a grid steps by splitting or with the kinetic cost")
  func methods() throws {
    for (words, isKinetic) in [("", false), (#", "method": "kineticCost", "friction": 1"#, true)] {
      guard
        case .phase(let phase) = try space(
          #"{"phase": {\#(Self.grid)\#(words)}}"#, start: Self.formula)
      else { return #expect(Bool(false)) }
      #expect(phase.shape == [8, 9] && phase.isKinetic == isKinetic)
      #expect(phase.equation.temperature == 1 && phase.box.lower == [0, -3])
    }
    #expect(throws: TransportError.self) {
      try space(
        #"{"phase": {\#(Self.grid), "method": "kineticCost", "coupling": 1}}"#,
        start: Self.formula)
    }
  }

  @Test("particles live in a box with cells or in open space with a softening")
  func particles() throws {
    guard
      case .phaseParticles(let open) = try space(
        #"{"phaseParticles": {"dimension": 2, "coupling": -1, "softening": 0.1}}"#,
        start: Self.plane)
    else { return #expect(Bool(false)) }
    #expect(open.box == nil && open.field == .open(softening: 0.1) && open.count == 2000)
    guard
      case .phaseParticles(let boxed) = try space(
        #"{"phaseParticles": {"dimension": 2, "count": 5, "box": [[0, 1], [0, 2]], "cells": 8}}"#,
        start: Self.plane)
    else { return #expect(Bool(false)) }
    #expect(boxed.field == .grid(shape: [8, 8]) && boxed.count == 5)
    for words in [
      #""dimension": 2"#, #""dimension": 2, "box": [[0, 1], [0, 1]]"#,
      #""dimension": 2, "box": [[0, 1], [0, 1]], "cells": 4, "softening": 1"#,
      #""dimension": 3, "softening": 0.1"#,
    ] {
      #expect(throws: TransportError.self) {
        try space(#"{"phaseParticles": {\#(words)}}"#, start: Self.plane)
      }
    }
  }

  @Test("Gaussians take a stiffness, a number or a matrix, and no formula")
  func gaussians() throws {
    let rest = #""friction": 1, "temperature": 2"#
    let start = #"{"gaussian": {"mean": [0, 1], "covariance": [[1, 0], [0, 1]]}}"#
    guard
      case .phaseGaussian(let oscillator) = try space(
        #"{"phaseGaussian": {"stiffness": 4, \#(rest)}}"#, start: start)
    else { return #expect(Bool(false)) }
    #expect(oscillator.stiffness[0, 0] == 4 && oscillator.temperature == 2)
    #expect(throws: TransportError.self) {
      try space(#"{"phaseGaussian": {"stiffness": 4, \#(rest)}}"#, start: Self.formula)
    }
    #expect(throws: TransportError.self) {
      try space(#"{"phaseGaussian": {"stiffness": [[4, 0]], \#(rest)}}"#, start: Self.plane)
    }
  }

  @Test("an energy has no place beside them")
  func energies() throws {
    #expect(throws: TransportError.self) {
      try space(
        #"{"phase": {\#(Self.grid)}}"#, start: Self.formula,
        energy: #""energy": {"entropy": 1}, "#)
    }
  }
}
