import CFuzzer
import Foundation

// Feeds one reader, or the C interface, with bytes that libFuzzer makes up: fuzz TARGET
// [libFuzzer's options] CORPUS
guard CommandLine.argc > 1, let target = FuzzTarget(rawValue: CommandLine.arguments[1]) else {
  let known = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
  FileHandle.standardError.write(
    Data("usage: fuzz TARGET [OPTION...] CORPUS; targets: \(known)\n".utf8))
  exit(64)
}
FuzzTarget.chosen = target

// libFuzzer does not see the name of the target.
let kept = CommandLine.arguments.enumerated().filter { $0.offset != 1 }.map(\.element)
var words: [UnsafeMutablePointer<CChar>?] = kept.map { strdup($0) } + [nil]
words.withUnsafeMutableBufferPointer { buffer in
  var count = Int32(kept.count)
  var first = buffer.baseAddress!
  exit(
    LLVMFuzzerRunDriver(&count, &first) { bytes, size in
      FuzzTarget.chosen.run(Array(UnsafeBufferPointer(start: bytes, count: size)))
      return 0
    })
}
