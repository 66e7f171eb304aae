import Foundation
public import OptimalTransport

extension FlowFile {
  private static let remedy =
    #"Write for example {"energy": {"potential": "x^2/2", "entropy": 1}, "space": {"line": {"cells": 100}}, "#
    + #""start": {"gaussian": {"mean": [1], "covariance": [[1]]}}, "timeStep": 0.1, "duration": 2}."#

  /// Reads a flow.
  ///
  /// - Throws: `fileAccess`; `malformedFile` with the path of keys to what is wrong; and what the
  ///   start's initialiser throws, with the file's path.
  public static func load(_ path: String) throws(TransportError) -> FlowFile {
    let contents = try FileContents.read(path)
    let description = try contents.json(FlowDescription.self, remedy: remedy)
    let folder = (path as NSString).deletingLastPathComponent
    let start = try contents.under("start") { () throws(TransportError) in
      try description.start.measure(on: description.space, folder: folder)
    }
    guard start.dimension == description.space.dimension else {
      throw contents.malformed(
        "start has \(count(start.dimension, "coordinate")), and the space "
          + "\(description.space.dimension)",
        "Give both as many.")
    }
    let name = (path as NSString).lastPathComponent as NSString
    return FlowFile(
      path: path, title: description.title ?? name.deletingPathExtension,
      energy: description.energy, space: description.space, start: start,
      schedule: description.schedule,
      fingerprint: String(Zlib.checksum(contents.bytes), radix: 16))
  }
}

extension FileContents {
  /// Runs `body`; its errors come out with the file's name and the key in them.
  fileprivate func under<Value>(
    _ key: String, _ body: () throws(TransportError) -> Value
  ) throws(TransportError) -> Value {
    do { return try body() } catch {
      switch error {
      case .notApplicable(_, let reason, let remedy):
        throw malformed("\(key): \(reason)", remedy)
      case .malformedExpression(_, let column, let reason, let remedy):
        throw malformed("\(key): the formula goes wrong at column \(column): \(reason)", remedy)
      default: throw error.inFile("\(path): \(key)")
      }
    }
  }
}

/// What the file says, its terms checked one by one.
struct FlowDescription: Decodable {
  let title: String?
  let energy: FreeEnergy
  let space: FlowSpace
  let start: StartDescription
  let schedule: FlowSchedule

  private static let keys = [
    "energy", "space", "start", "timeStep", "duration", "frames", "adaptive", "secondOrder",
    "title",
  ]

  init(from decoder: any Decoder) throws {
    let object = try JSONObject(decoder, allowing: Self.keys)
    title = try object.optional("title")
    space = try FlowSpace(object.object("space", allowing: FlowSpace.kinds))
    energy = try FreeEnergy(
      object.object("energy", allowing: FreeEnergy.keys), dimension: space.dimension,
      over: space.intervals)
    start = try object.value("start")
    schedule = try FlowSchedule(object)
  }
}

extension FlowSchedule {
  /// Reads the keys of time.
  fileprivate init(_ object: JSONObject) throws {
    self.init(
      timeStep: try object.positive("timeStep"), duration: try object.positive("duration"),
      frames: try object.optional("frames") ?? 20,
      adaptive: object.keys.contains("adaptive") ? try object.positive("adaptive") : nil,
      isSecondOrder: try object.optional("secondOrder") ?? false)
    guard frames >= 1 else {
      throw object.objection("frames is \(frames); expected 1 or more")
    }
    guard duration / timeStep < 1e9 else {
      throw object.objection("duration \(duration) takes more than 1e9 steps of \(timeStep)")
    }
  }
}
