/// The files that a command has written so far; one failure does not keep the others from being written.
struct WrittenFiles {
  /// A line on each file that was written.
  private(set) var files: [String] = []
  private(set) var failures: [any Error] = []

  /// Writes a file, if it was asked for.
  mutating func attempt(
    _ file: OutputFile?, _ what: String, _ body: (String) throws -> Void
  ) {
    guard let file else { return }
    do {
      try body(file.path)
      files.append("wrote \(file.path): \(what)")
    } catch { failures.append(error) }
  }
}
