import COptimalTransport
import Foundation
import TransportInterface

/// One call of the C interface, made from an input: the pointers hold what the sizes say, or are
/// null; all else is wild.
struct InterfaceCall {
  private var input: InputBytes
  private var arena = Arena()
  private var error = ot_error()
  private var result: ot_result = 0

  init(_ bytes: [UInt8]) { input = InputBytes(bytes) }

  mutating func run() {
    let status = call()
    precondition(
      [OT_OK, OT_CANCELLED, OT_USAGE, OT_DATA].map(Int32.init).contains(status), "status \(status)")
    let isWrong = status == Int32(OT_USAGE) || status == Int32(OT_DATA)
    precondition(
      isWrong == (error.message.0 != 0), "an error without words, or words without an error")
    if result != 0 { check(result) }
    arena.free()
  }

  private mutating func call() -> Int32 {
    var options = options()
    switch input.number(below: 16) {
    case 0:
      var (a, b) = (measure(), measure())
      let costs = optionalArray()
      return ot_solve(&a, &b, costs, &options, &result, &error)
    case 1:
      var problem = problem()
      var certificate = ot_certificate()
      return ot_exact(&problem, Int64(input.byte()), nil, &certificate, &error)
    case 2:
      var problem = problem()
      return ot_entropic(
        &problem, input.double(), input.double(), 1 + Int64(input.byte()), nil, nil, &error)
    case 3: return line()
    case 4:
      var (a, b) = (measure(), measure())
      return ot_map(&a, &b, &options, &result, &error)
    case 5:
      var (a, values) = (measure(), array())
      return ot_polar(&a, &values, &options, &result, &error)
    case 6:
      var vectors = array()
      let box = optionalArray()
      return ot_helmholtz(&vectors, box, &options, &result, &error)
    case 7:
      var (a, b) = (measure(), measure())
      let obstacles = optionalArray()
      return ot_dynamic(&a, &b, obstacles, &options, &result, &error)
    case 8:
      var (a, b, drift, offset, matrix, times) = (
        measure(), measure(), array(), array(), array(), array()
      )
      return ot_bridge(&a, &b, &drift, &offset, &matrix, &times, &options, &result, &error)
    case 9:
      var (a, b, plan, alpha, beta) = (measure(), measure(), array(), array(), array())
      let costs = optionalArray()
      return ot_verify(&a, &b, costs, &plan, &alpha, &beta, &options, &result, &error)
    case 10:
      var (a, b) = (measure(), measure())
      return ot_gaussian_map(&a, &b, &result, &error)
    case 11:
      let family = (0..<3).map { _ in measure() }
      var weights = array()
      return family.withUnsafeBufferPointer {
        ot_gaussian_barycenter(
          input.number(below: 4), $0.baseAddress, &weights, &options, &result, &error)
      }
    case 12:
      let (count, d) = (input.number(below: 4), input.number(below: 4))
      let (a, b) = (
        arena.copy(input.doubles(count * d * d)), arena.copy(input.doubles(count * d * d))
      )
      return ot_bures(count, d, a, b, arena.copy([Double](repeating: 0, count: count)), &error)
    case 13: return push()
    case 14: return flow()
    default: return ot_result_free(UInt64(input.byte()) << UInt64(input.byte() % 60), &error)
    }
  }

  private mutating func line() -> Int32 {
    let (count, n, m) = (input.number(below: 4), input.number(below: 6), input.number(below: 6))
    let (x, y) = (arena.copy(input.doubles(count * n)), arena.copy(input.doubles(count * m)))
    let masses = input.byte() % 2 == 0 ? nil : arena.copy(input.doubles(count * n))
    return ot_line(
      count, n, m, x, masses, y, nil, input.double(),
      arena.copy([Double](repeating: 0, count: count)), &error)
  }

  private mutating func push() -> Int32 {
    let formulas = ["x^2", "(x + y, x*y)", "exp(-x)/x", "(sin(9*x), y^2)", "abs(x", "x^3 - 0.5*x"]
    var (law, values) = (measure(), array())
    let box = optionalArray()
    let shape = input.byte() % 2 == 0 ? nil : UnsafePointer(arena.copy([smallShape()]))
    if input.byte() % 3 == 0 {
      return ot_push(&law, nil, &values, box, shape, box, &result, &error)
    }
    let formula = UnsafePointer(arena.copy(formulas[input.number(below: formulas.count)]))
    return ot_push(&law, formula, nil, nil, shape, box, &result, &error)
  }

  /// At most three extents, sometimes one that is none.
  private mutating func smallShape() -> ot_array {
    let rank = 1 + input.number(below: 3)
    let extents = (0..<rank).map { _ in Double(input.number(below: 6)) }
    return ot_array(
      data: UnsafePointer(arena.copy(extents)), shape: UnsafePointer(arena.copy([rank])), rank: 1)
  }

  /// A few steps on a few cells, with numbers of any kind in them.
  private mutating func flow() -> Int32 {
    let energies = [
      #""potential": "x^4 - x^2", "entropy": \#(input.double())"#,
      #""power": {"exponent": \#(input.double()), "temperature": 1}"#,
      #""interaction": {"quadratic": \#(input.double())}, "entropy": 1"#,
      #""cap": \#(input.double())"#,
    ]
    let spaces = [
      #"{"line": {"cells": 6}}"#, #"{"line": {"cells": 5, "walls": [-1, \#(input.double())]}}"#,
      #"{"grid": {"cells": [4, 4], "box": [[-1, 1], [0, \#(input.double())]]}}"#,
      #"{"grid": {"cells": [4], "box": [[-1, 1]], "method": "entropic"}}"#,
      #"{"particles": {"count": 5, "dimension": 2, "seed": 1}}"#,
    ]
    let step = input.double()
    let text = #"""
      {"energy": {\#(energies[input.number(below: energies.count)])}, "timeStep": \#(step),
       "space": \#(spaces[input.number(below: spaces.count)]), "duration": \#(2 * step)}
      """#
    var (start, options) = (measure(), options())
    return ot_flow(arena.copy(text), nil, &start, &options, &result, &error)
  }

  private mutating func measure() -> ot_measure {
    ot_measure(
      kind: Int32(input.number(below: 4)), values: array(),
      weights: input.byte() % 2 == 0 ? ot_array() : array(),
      box: input.byte() % 4 == 0 ? array() : ot_array())
  }

  /// An array of at most four axes of at most five numbers, or one whose shape no memory holds.
  private mutating func array() -> ot_array {
    let rank = [1, 2, 2, 2, 3, 0, 4, 1][input.number(below: 8)]
    var shape = (0..<rank).map { _ in 1 + input.number(below: 5) }
    if input.byte() == 255, rank >= 2 {
      shape[0] = 1 << (40 + input.number(below: 20))
      shape[1] = 1 << 40
      return ot_array(
        data: UnsafePointer(arena.copy([0.0])), shape: UnsafePointer(arena.copy(shape)), rank: rank)
    }
    if input.byte() == 254 {
      return ot_array(data: UnsafePointer(arena.copy([0.0])), shape: nil, rank: input.byte())
    }
    let values = input.doubles(shape.reduce(1, *))
    return ot_array(
      data: UnsafePointer(arena.copy(values)), shape: UnsafePointer(arena.copy(shape)), rank: rank)
  }

  private mutating func optionalArray() -> UnsafePointer<ot_array>? {
    input.byte() % 2 == 0 ? nil : UnsafePointer(arena.copy([array()]))
  }

  private mutating func problem() -> ot_problem {
    let (n, m) = (input.number(below: 6), input.number(below: 6))
    var problem = ot_problem()
    (problem.n, problem.m) = (n, m)
    if input.byte() != 255 { problem.source = UnsafePointer(arena.copy(input.doubles(n))) }
    problem.target = UnsafePointer(arena.copy(input.doubles(m)))
    var count = n * m
    if input.byte() % 3 == 0 {
      count = input.number(below: 12)
      problem.pairs = count
      problem.rows = UnsafePointer(arena.copy((0..<count).map { _ in Int64(input.byte() % 7) - 1 }))
      problem.columns = UnsafePointer(
        arena.copy((0..<count).map { _ in Int64(input.byte() % 7) - 1 }))
    }
    problem.costs = UnsafePointer(arena.copy(input.doubles(count)))
    if input.byte() % 4 == 0 {
      problem.start_alpha = UnsafePointer(arena.copy(input.doubles(n)))
      problem.start_beta = UnsafePointer(arena.copy(input.doubles(m)))
    }
    problem.plan = arena.copy([Double](repeating: 0, count: count))
    problem.alpha = arena.copy([Double](repeating: 0, count: n))
    problem.beta = arena.copy([Double](repeating: 0, count: m))
    return problem
  }

  /// Options that keep a call short, and up to three wild ones.
  private mutating func options() -> ot_call {
    let numbers = [
      "epsilon", "tolerance", "power", "atoms", "timeSteps", "noise", "samples", "seed", "cap",
      "growth", "plan", "junk",
    ]
    let texts = [
      ("method", "auto"), ("method", "sinkhorn"), ("method", "quantile"), ("cost", "power"),
      ("cost", "cosine"),
      ("boundary", "periodic"), ("sides", "periodic"), ("precision", "single"),
      ("derivative", "difference"), ("cost", "junk"),
    ]
    var list: [ot_option] = []
    for _ in 0..<input.number(below: 4) {
      if input.byte() % 2 == 0 {
        let name = numbers[input.number(below: numbers.count)]
        let isCount = ["atoms", "timeSteps", "samples"].contains(name)
        list.append(option(name, isCount ? Double(input.number(below: 6)) : input.double()))
      } else {
        let (name, text) = texts[input.number(below: texts.count)]
        list.append(
          ot_option(
            name: UnsafePointer(arena.copy(name)), text: UnsafePointer(arena.copy(text)), number: 0)
        )
      }
    }
    if input.byte() % 2 == 0 {
      list.append(option("iterationLimit", Double(1 + input.number(below: 30))))
    }
    return ot_call(
      options: UnsafePointer(arena.copy(list)), option_count: list.count,
      progress: input.byte() % 8 == 0 ? { _, _, _, iterations in iterations > 3 ? 1 : 0 } : nil,
      context: nil)
  }

  private mutating func option(_ name: String, _ number: Double) -> ot_option {
    ot_option(name: UnsafePointer(arena.copy(name)), text: nil, number: number)
  }

  /// Reads all fields to their last number, frees the result, and fails to free it again.
  private mutating func check(_ result: ot_result) {
    var fields: UnsafePointer<ot_field>?
    var (count, sum) = (0, 0.0)
    precondition(ot_result_fields(result, &fields, &count, &error) == Int32(OT_OK))
    for field in UnsafeBufferPointer(start: fields, count: count) {
      let size = UnsafeBufferPointer(start: field.shape, count: field.rank).reduce(1, *)
      if let doubles = field.doubles { for k in 0..<size { sum += doubles[k] } }
      if let integers = field.integers { for k in 0..<size { sum += Double(integers[k]) } }
      if let text = field.text { sum += Double(strlen(text)) }
    }
    precondition(ot_result_free(result, &error) == Int32(OT_OK))
    precondition(ot_result_free(result, &error) == Int32(OT_USAGE))
  }
}

/// Memory of one call, each piece of its exact size so that a read past its end is seen.
struct Arena {
  private var blocks: [UnsafeMutableRawPointer] = []

  mutating func copy<Element: BitwiseCopyable>(_ values: [Element]) -> UnsafeMutablePointer<Element>
  {
    let block = UnsafeMutablePointer<Element>.allocate(capacity: values.count)
    block.initialize(from: values, count: values.count)
    blocks.append(UnsafeMutableRawPointer(block))
    return block
  }

  mutating func copy(_ text: String) -> UnsafeMutablePointer<CChar> {
    copy(Array(text.utf8CString))
  }

  func free() {
    for block in blocks { block.deallocate() }
  }
}
