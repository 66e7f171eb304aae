import OptimalTransport

extension Pushforward {
  /// The object that `--json` prints.
  var json: JSONValue {
    let grid = density
    let certificate = line?.certificate
    let cells = gridResult
    return .object([
      ("method", .string(method)),
      ("mass", .number(mass)),
      ("massInside", .number(grid?.mass)),
      ("massOutside", .number(massOutside)),
      ("massError", .number(massError)),
      ("box", grid.map { Self.json($0.box) } ?? .null),
      ("shape", grid.map { .array($0.shape.map { .integer($0) }) } ?? .null),
      ("branches", line.map { .array($0.branches.map(Self.json)) } ?? .null),
      ("atoms", line.map { .array($0.atoms.map(Self.json)) } ?? .null),
      ("unprovedMass", .number(certificate?.unprovedMass)),
      ("unresolvedMass", .number(certificate?.unresolvedMass)),
      ("derivativeError", .number(certificate?.derivativeError)),
      ("foldedMass", .number(cells?.foldedMass)),
      ("singularMass", .number(cells?.singularMass)),
      ("warnings", .array(warnings.map { .string($0.description) })),
      ("note", .string(note)),
      ("seconds", .number(seconds)),
      ("certified", .boolean(isCertified)),
    ])
  }

  /// The law on the line, where it is one.
  var line: LinePushforward? {
    guard case .branches(let law, _) = law else { return nil }
    return law
  }

  /// The masses of cells, where they were pushed.
  var gridResult: GridPushforward? {
    guard case .cells(let grid, _) = law else { return nil }
    return grid
  }

  private static func json(_ box: Box) -> JSONValue {
    .array(zip(box.lower, box.upper).map { .array([.number($0), .number($1)]) })
  }

  private static func json(_ branch: MonotoneBranch) -> JSONValue {
    .object([
      ("lower", .number(branch.lower)), ("upper", .number(branch.upper)),
      ("imageOfLower", .number(branch.imageOfLower)),
      ("imageOfUpper", .number(branch.imageOfUpper)), ("mass", .number(branch.mass)),
    ])
  }

  private static func json(_ atom: PushforwardAtom) -> JSONValue {
    .object([("position", .number(atom.position)), ("mass", .number(atom.mass))])
  }
}
