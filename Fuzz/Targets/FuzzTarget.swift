import Foundation
import OptimalTransport
import TransportIO

/// What is fed: a reader of files, the parser of formulas, or the C interface.
enum FuzzTarget: String, CaseIterable {
  case npy, npz, csv, png, pgm, json, cost, plan, potentials, map, path, prior, expression
  case flow, checkpoint
  case interface

  /// Set once, before the first input.
  nonisolated(unsafe) static var chosen = FuzzTarget.npy

  /// Everything that reads files of this kind. What it throws is the answer asked for; a trap, a
  /// fault that the address sanitizer sees, or a run without end is the failure.
  func run(_ bytes: [UInt8]) {
    switch self {
    case .interface:
      var call = InterfaceCall(bytes)
      call.run()
    case .expression: Self.parse(String(decoding: bytes, as: UTF8.self))
    default:
      let file = Self.scratch(bytes, ending: ending)
      for read in readers { _ = try? read(file) }
    }
  }

  private var ending: String {
    switch self {
    case .npy, .csv, .png, .pgm, .json: rawValue
    case .prior, .flow: "json"
    default: "npz"
    }
  }

  private var readers: [(String) throws -> Any] {
    switch self {
    case .npy:
      [
        { try MeasureFile.load($0, as: .points) }, { try MeasureFile.load($0, as: .density) },
        { try FieldFile.load($0) }, { try FieldFile.loadMatrix($0) },
        { try MaskFile.load($0, shape: [2, 3]) },
      ]
    case .npz: [{ try MeasureFile.load($0) }, { try FieldFile.load($0) }, Self.readAll]
    case .csv:
      [{ try MeasureFile.load($0) }, { try FieldFile.load($0) }, { try FieldFile.loadMatrix($0) }]
    case .png, .pgm: [{ try ImageFile.loadImage($0) }, { try MeasureFile.load($0) }]
    case .json: [{ try MeasureFile.load($0) }]
    case .cost: [{ try CostFile.load($0) }]
    case .plan: [{ try PlanFile.load($0) }]
    case .potentials: [{ try PotentialsFile.load($0) }]
    case .map, .path: [Self.readAll]
    case .prior: [{ try PriorFile.load($0, dimension: 2) }]
    case .flow: [{ try FlowFile.load($0) }]
    case .checkpoint: [{ try FlowCheckpointFile.load($0) }]
    case .expression, .interface: []
    }
  }

  private static func readAll(_ file: String) throws -> Any {
    let archive = try NPZArchive(path: file)
    return archive.keys.map { try? archive.array($0) }
  }

  private static func parse(_ text: String) {
    guard let list = try? Expression.list(text, variables: .coordinates(2, hasTime: true)) else {
      return
    }
    for formula in list {
      let values = [Double](repeating: 0.5, count: formula.variables.count)
      _ = formula.evaluate(values)
      for index in values.indices { _ = formula.derivative(at: index).evaluate(values) }
    }
  }

  /// One file, written anew for each input, in memory where the system has such a folder.
  private static func scratch(_ bytes: [UInt8], ending: String) -> String {
    let folder =
      FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    let file = "\(folder)/fuzz-\(getpid()).\(ending)"
    guard let handle = fopen(file, "wb") else { fatalError("cannot write \(file)") }
    fwrite(bytes, 1, bytes.count, handle)
    fclose(handle)
    return file
  }
}
