import Foundation
public import OptimalTransport

extension FlowFile {
  fileprivate static let remedy =
    #"Write for example {"energy": {"potential": "x^2/2", "entropy": 1}, "space": {"line": {"cells": 100}}, "#
    + #""start": {"gaussian": {"mean": [1], "covariance": [[1]]}}, "timeStep": 0.1, "duration": 2}."#

  /// Reads a flow.
  ///
  /// - Throws: `fileAccess`; `malformedFile` with the path of keys to what is wrong; and what the
  ///   start's initialiser throws, with the file's path.
  public static func load(_ path: String) throws(TransportError) -> FlowFile {
    let name = (path as NSString).lastPathComponent as NSString
    return try FlowFile(
      FileContents.read(path), title: name.deletingPathExtension,
      folder: (path as NSString).deletingLastPathComponent, start: nil)
  }

  /// Reads a flow from the text of such a file.
  ///
  /// - Parameters:
  ///   - folder: what names of files in it are relative to.
  ///   - start: where the flow starts, in place of the text's `start`.
  /// - Throws: as ``load(_:)``; `malformedFile` for a text with a start of its own beside another.
  public init(
    json text: String, folder: String = "", start: (any Measure)? = nil
  ) throws(TransportError) {
    try self.init(
      FileContents(path: "flow", bytes: Array(text.utf8)), title: "flow", folder: folder,
      start: start)
  }

  private init(
    _ contents: FileContents, title: String, folder: String, start: (any Measure)?
  ) throws(TransportError) {
    let description = try contents.json(FlowDescription.self, remedy: Self.remedy)
    self.init(
      path: contents.path, title: description.title ?? title,
      content: try description.content(in: contents, folder: folder, start: start),
      schedule: description.schedule,
      fingerprint: String(Zlib.checksum(contents.bytes), radix: 16))
  }
}

extension FlowDescription {
  /// What flows; names of files are relative to the folder.
  fileprivate func content(
    in contents: FileContents, folder: String, start given: (any Measure)?
  ) throws(TransportError) -> FlowFile.Content {
    switch self.source {
    case .ready(let flow):
      guard given == nil else {
        throw contents.malformed(
          "the flow '\(flow.name)' has a start of its own", "Leave out the other.")
      }
      return .ready(flow)
    case .written(let energy, let space, let start):
      let measure = try self.start(start, given, on: space, in: contents, folder)
      guard measure.dimension == space.dimension else {
        throw contents.malformed(
          "start has \(count(measure.dimension, "coordinate")), and the space "
            + "\(space.dimension)",
          "Give both as many.")
      }
      return .written(energy, space.files(in: folder), start: measure)
    }
  }

  /// The start that the text says, or the one that is given beside it.
  private func start(
    _ description: StartDescription?, _ given: (any Measure)?, on space: FlowSpace,
    in contents: FileContents, _ folder: String
  ) throws(TransportError) -> any Measure {
    switch (description, given) {
    case (nil, let given?): return given
    case (let description?, nil):
      return try contents.under("start") { () throws(TransportError) in
        try description.measure(on: space, folder: folder)
      }
    case (nil, nil):
      throw contents.malformed("the file has no key 'start'", FlowFile.remedy)
    case (_?, _?):
      throw contents.malformed("it has a start beside the one that is given", "Leave out either.")
    }
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
  let source: Source
  let schedule: FlowSchedule

  enum Source {
    case written(FreeEnergy, FlowSpace, StartDescription?)
    case ready(ReadyFlow)
  }

  private static let keys = [
    "energy", "space", "start", "timeStep", "duration", "frames", "adaptive", "secondOrder",
    "title",
  ]

  init(from decoder: any Decoder) throws {
    let names = try decoder.container(keyedBy: JSONObject.Key.self).allKeys.map(\.stringValue)
    if names.contains("flow") {
      let object = try JSONObject(decoder, allowing: names)
      let ready = try ReadyFlow(object)
      (title, source) = (try object.optional("title"), .ready(ready))
      schedule = try FlowSchedule(
        object, duration: object.keys.contains("duration") ? nil : ready.duration,
        timeStep: ready.timeStep)
      return
    }
    let object = try JSONObject(decoder, allowing: Self.keys)
    title = try object.optional("title")
    let space = try FlowSpace(object.object("space", allowing: FlowSpace.kinds))
    let energy =
      if space.hasOwnEnergy {
        try FreeEnergy(withoutTermsIn: object)
      } else {
        try FreeEnergy(
          object.object("energy", allowing: FreeEnergy.keys), dimension: space.dimension,
          over: space.intervals)
      }
    source = .written(energy, space, try object.optional("start"))
    schedule = try FlowSchedule(object)
  }
}

extension FlowSchedule {
  /// Reads the keys of time.
  fileprivate init(
    _ object: JSONObject, duration: Double? = nil, timeStep: Double? = nil
  ) throws {
    self.init(
      timeStep: try timeStep ?? object.positive("timeStep"),
      duration: try duration ?? object.positive("duration"),
      frames: try object.keys.contains("frames") ? object.count("frames") : 20,
      adaptive: object.keys.contains("adaptive") ? try object.positive("adaptive") : nil,
      isSecondOrder: try object.optional("secondOrder") ?? false)
    guard self.duration / self.timeStep < 1e9 else {
      throw object.objection(
        "duration \(self.duration) takes more than 1e9 steps of \(self.timeStep)")
    }
  }
}
