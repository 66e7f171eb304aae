import OptimalTransport

extension FlowSpace {
  /// The kinds of space that a file may name.
  static let kinds = ["line", "grid", "particles"] + phaseKinds

  /// Reads a space.
  init(_ object: JSONObject) throws {
    switch try object.onlyKey(of: Self.kinds) {
    case "line":
      let line = try object.object("line", allowing: ["cells", "walls"])
      self = .line(
        cells: try line.count("cells", atLeast: 2),
        walls: line.keys.contains("walls") ? try line.interval("walls") : nil)
    case "grid": self = .grid(try FlowGrid(object.object("grid", allowing: FlowGrid.keys)))
    case "particles":
      self = .particles(
        try FlowParticles(
          object.object("particles", allowing: ["count", "dimension", "seed", "epsilon"])))
    case let kind: try self.init(phase: kind, object)
    }
  }

  /// Where the mass stays; nil where that is not known.
  var intervals: [ClosedRange<Double>]? {
    switch self {
    case .line(_, let walls): walls.map { [$0] }
    case .grid(let grid): zip(grid.box.lower, grid.box.upper).map { $0...$1 }
    case .particles, .phase, .phaseParticles, .phaseGaussian: nil
    }
  }

  /// The same with the names of files relative to the folder of the flow's file.
  func files(in folder: String) -> FlowSpace {
    guard case .grid(var grid) = self else { return self }
    grid.obstacles = grid.obstacles.map { Self.file($0, in: folder) }
    grid.exits = grid.exits.map { Self.file($0, in: folder) }
    return .grid(grid)
  }

  private static func file(_ text: String, in folder: String) -> String {
    guard MaskFile.extensions.contains(fileExtension(of: text)), !text.hasPrefix("/"),
      !folder.isEmpty
    else { return text }
    return folder + "/" + text
  }
}

extension FlowGrid {
  fileprivate static let keys = [
    "cells", "box", "method", "epsilon", "boundary", "obstacles", "exits", "walkingSpeed",
  ]

  fileprivate init(_ object: JSONObject) throws {
    let corners: [[Double]] = try object.value("box")
    let box = try object.checked("box") { () throws(TransportError) in
      try Box(intervals: corners)
    }
    let cells = try object.list("cells").map { Int(exactly: $0) ?? 0 }
    let shape = cells.count == 1 ? [Int](repeating: cells[0], count: box.dimension) : cells
    guard shape.count == box.dimension, shape.allSatisfy({ $0 >= 2 && $0 <= 1 << 14 }),
      (1...3).contains(shape.count), shape.reduce(1, *) <= 1 << 26
    else {
      throw object.objection(
        "cells are \(cells); expected a count from 2 to 16384 for each of 1 to 3 axes of the box")
    }
    self.init(shape: shape, box: box)
    isPeriodic = try object.choice("boundary", of: ["noFlux", "periodic"]) == "periodic"
    (obstacles, exits) = (try object.optional("obstacles"), try object.optional("exits"))
    epsilon = object.keys.contains("epsilon") ? try object.positive("epsilon") : nil
    walkingSpeed = object.keys.contains("walkingSpeed") ? try object.positive("walkingSpeed") : nil
    let needsEntropy = obstacles != nil || exits != nil || epsilon != nil
    let method = try object.choice(
      "method", of: needsEntropy || isPeriodic ? ["entropic", "dual"] : ["dual", "entropic"])
    isEntropic = method == "entropic"
    guard isEntropic || !needsEntropy else {
      throw object.objection("method dual has no walls, exits or epsilon; take entropic")
    }
    guard walkingSpeed == nil || exits != nil else {
      throw object.objection("walkingSpeed needs exits to walk to")
    }
  }
}

extension FlowParticles {
  fileprivate init(_ object: JSONObject) throws {
    self.init(
      count: try object.keys.contains("count") ? object.count("count") : 400,
      dimension: try object.count("dimension"), seed: try object.optional("seed") ?? 1,
      epsilon: object.keys.contains("epsilon") ? try object.positive("epsilon") : nil)
  }
}
