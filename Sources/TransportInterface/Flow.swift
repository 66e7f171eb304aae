// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// The names and their documentation are those of the C header.

public import COptimalTransport
import OptimalTransport
import TransportIO

@c @implementation
public func ot_flow(
  _ flow: UnsafePointer<CChar>?, _ folder: UnsafePointer<CChar>?,
  _ start: UnsafePointer<ot_measure>?, _ call: UnsafePointer<ot_call>?,
  _ result: UnsafeMutablePointer<ot_result>?, _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    guard let result else { throw CallError.null("result") }
    guard let flow else { throw CallError.null("flow") }
    let options = try CallOptions(call, known: [])
    let file = try FlowFile(
      json: String(cString: flow), folder: folder.map { String(cString: $0) } ?? "",
      start: start == nil ? nil : measure(start, "start"))
    let found = try options.run { try FlowTask(file: file, progress: $0).run() }
    result.pointee = ResultTable.shared.insert(try ResultFields(found))
    return status(found.termination)
  }
}

extension ResultFields {
  fileprivate convenience init(_ flow: FlowResult) throws(TransportError) {
    self.init()
    add("title", text: flow.file.title)
    add("equation", text: flow.equation)
    add("method", text: flow.method)
    add(flow.history)
    add("certified", flow.isMet && flow.termination == .converged ? 1 : 0)
    if let slack = flow.slack { add("slack", text: slack) }
    if let sum = flow.localErrorSum { add("localErrorSum", sum) }
    add("termination", text: flow.termination.rawValue)
    add("iterations", Double(flow.history.iterations))
    add("seconds", flow.seconds)
    try add(flow.frames)
    add("frameSteps", integers: flow.frameIndices)
  }

  /// F and the steps.
  private func add(_ history: EnergyHistory) {
    let steps = history.steps
    add("initialEnergy", history.initialEnergy)
    add("finalEnergy", steps.last?.energy ?? history.initialEnergy)
    add("largestRise", history.largestRise)
    add("largestExcess", history.largestExcess)
    add("largestGap", history.largestGap)
    add("gapSum", steps.reduce(0) { $0 + $1.gap })
    add("shortSteps", Double(history.shortSteps))
    add("stepTimes", steps.map(\.time))
    add("energies", steps.map(\.energy))
    add("distances", steps.map(\.distance))
    add("slopes", steps.map(\.slope))
    add("gaps", steps.map(\.gap))
  }

  /// The states that were kept.
  private func add(_ frames: FlowFrames) throws(TransportError) {
    add("times", frames.times)
    add("mass", frames.masses)
    for member in try frames.arrays() {
      add(member.key, member.array.values, shape: member.array.shape)
    }
  }
}
