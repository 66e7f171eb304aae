import OptimalTransport

/// What `ot push` found.
struct PushResult {
  let kind: Kind
  /// What was replaced.
  var note: String?
  var seconds = 0.0

  enum Kind {
    case branches(LinePushforward, GridDiscretization)
    case cells(GridDensity, GridPushforward)
    case points(PointCloud, PointCloud)
  }

  init(_ kind: Kind, note: String? = nil) {
    self.kind = kind
    self.note = note
  }

  /// The mass lost or made, relative, up to which a result counts as certified.
  static let tolerance = 1e-12

  var isCertified: Bool {
    switch kind {
    case .branches(let law, _): law.certificate.conservesMass && law.warnings.isEmpty
    case .cells(_, let grid): grid.massError <= Self.tolerance && grid.warnings.isEmpty
    case .points: true
    }
  }

  var warnings: [PushforwardWarning] {
    switch kind {
    case .branches(let law, _): law.warnings
    case .cells(_, let grid): grid.warnings
    case .points: []
    }
  }

  /// The result on its cells, with the mass that arrived there.
  var density: GridDensity? {
    switch kind {
    case .branches(_, let cells):
      try? GridDensity(
        shape: cells.density.shape, box: cells.density.box,
        values: cells.density.values.map { $0 * (1 - cells.fractionOutside) })
    case .cells(_, let grid): grid.density
    case .points: nil
    }
  }

  /// The part of the mass outside the box.
  var massOutside: Double? {
    switch kind {
    case .branches(let law, let cells): law.mass * cells.fractionOutside
    case .cells(_, let grid): grid.massOutside
    case .points: nil
    }
  }

  var mass: Double {
    switch kind {
    case .branches(let law, _): law.mass
    case .cells(let source, _): source.mass
    case .points(_, let cloud): cloud.mass
    }
  }

  var massError: Double {
    switch kind {
    case .branches(let law, _): law.certificate.massError
    case .cells(_, let grid): grid.massError
    case .points(let source, let cloud): abs(source.mass - cloud.mass) / source.mass
    }
  }

  var method: String {
    switch kind {
    case .branches: "branches"
    case .cells: "cells"
    case .points: "points"
    }
  }
}
