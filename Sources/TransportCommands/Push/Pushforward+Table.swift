import Foundation
import OptimalTransport

extension Pushforward {
  /// The table that a person reads.
  func table(on console: Console) -> [String] {
    var table = TextTable()
    table.add("method", method, meaning)
    table.add("mass", "\(mass)", "of the source, and of its image")
    if let line { addBranches(of: line, to: &table) }
    if let grid = density {
      let shape = grid.shape.map(String.init).joined(separator: " x ")
      let box = zip(grid.box.lower, grid.box.upper)
        .map { "[\(Self.short($0)), \(Self.short($1))]" }.joined(separator: " x ")
      table.add("cells", shape, "on \(box)")
    }
    if let massOutside {
      table.add("mass outside", Evidence.brief(massOutside), "of that box; --box changes it")
    }
    table.add("mass error", Evidence.brief(massError), "what was lost or counted twice, relative")
    if let line {
      table.add(
        "unproved mass", Evidence.brief(line.certificate.unprovedMass),
        "where samples, not proofs, say that no branch is missing")
    }
    if let cells = gridResult {
      table.add(
        "folded mass", Evidence.brief(cells.foldedMass), "on cells where det Df changes sign")
    }
    table.add("seconds", Evidence.rounded(seconds))
    var remarks = warnings.map { console.colored("warning", .bad) + ": \($0)" }
    if let note { remarks.append(console.colored("note", .strong) + ": \(note).") }
    return table.lines() + [""] + remarks + [verdict(on: console)]
  }

  private func verdict(on console: Console) -> String {
    let error = "mass error \(Evidence.brief(massError)), tolerance \(Self.tolerance)"
    guard isCertified else {
      return console.colored("NOT certified", .bad) + ": "
        + (warnings.isEmpty ? error : "see the warning above")
    }
    let proof = line?.certificate.isProved == true ? "every branch is proved to be found, " : ""
    return console.colored("certified", .good) + ": " + proof + error
  }

  private var meaning: String {
    switch law {
    case .branches: "every monotone piece of the map"
    case .cells: "the masses of cells"
    case .points(let cloud, _): "\(cloud.count) points, with their weights"
    }
  }

  /// More rows than this are no table any more.
  private static let rowLimit = 12

  /// Branches and atoms with less than this part of the mass are counted, not listed.
  private static let listedMass = 1e-9

  private func addBranches(of law: LinePushforward, to table: inout TextTable) {
    let branches = law.branches.filter { $0.mass > Self.listedMass * mass }
    for (k, branch) in branches.prefix(Self.rowLimit).enumerated() {
      let from = "[\(Self.short(branch.lower)), \(Self.short(branch.upper))]"
      let to = "[\(Self.short(branch.imageLower)), \(Self.short(branch.imageUpper))]"
      table.add(
        "branch \(k + 1)", Self.short(branch.mass),
        "\(from) \(branch.isIncreasing ? "rises" : "falls") onto \(to)")
    }
    addRest(of: "branches", branches.count, law.branches.count, to: &table)
    let atoms = law.atoms.filter { $0.mass > Self.listedMass * mass }
    for atom in atoms.prefix(Self.rowLimit) {
      table.add("atom", Self.short(atom.mass), "at \(Self.short(atom.position))")
    }
    addRest(of: "atoms", atoms.count, law.atoms.count, to: &table)
  }

  private func addRest(of name: String, _ heavy: Int, _ all: Int, to table: inout TextTable) {
    if heavy > Self.rowLimit { table.add("...", "", "\(heavy) \(name) with mass, in all") }
    if all > heavy {
      table.add(
        "...", "", "and \(all - heavy) \(name) with less than \(Self.listedMass) of the mass")
    }
  }

  /// Six digits.
  private static func short(_ value: Double) -> String { String(format: "%.6g", value) }
}
