import COptimalTransport
import Testing

/// Calls that are wrong get a status and words; nothing traps.
@Suite("The C interface, misused") struct MisuseTests {
  @Test("null pointers are usage errors of every function") func nullPointers() {
    var error = ot_error()
    var result: ot_result = 0
    let statuses = [
      ot_solve(nil, nil, nil, nil, &result, &error), ot_solve(nil, nil, nil, nil, nil, nil),
      ot_exact(nil, 0, nil, nil, &error), ot_entropic(nil, 1, 1e-9, 0, nil, nil, &error),
      ot_line(1, 1, 1, nil, nil, nil, nil, 2, nil, &error), ot_bures(1, 1, nil, nil, nil, &error),
      ot_map(nil, nil, nil, &result, &error), ot_polar(nil, nil, nil, &result, &error),
      ot_helmholtz(nil, nil, nil, &result, &error), ot_dynamic(nil, nil, nil, nil, &result, &error),
      ot_bridge(nil, nil, nil, nil, nil, nil, nil, &result, &error),
      ot_flow(nil, nil, nil, nil, &result, &error),
      ot_push(nil, nil, nil, nil, nil, nil, &result, &error),
      ot_verify(nil, nil, nil, nil, nil, nil, nil, &result, &error),
      ot_gaussian_map(nil, nil, &result, &error),
      ot_gaussian_barycenter(1, nil, nil, nil, &result, &error),
      ot_result_fields(1, nil, nil, &error),
    ]
    #expect(statuses.allSatisfy { $0 == Int32(OT_USAGE) })
    #expect(result == 0)
    #expect(text(of: error).contains("null"))
  }

  @Test("a result is freed once, and a number that was made up never") func freedTwice() {
    var error = ot_error()
    let number = result(of: [0, 1])
    #expect(ot_result_free(number, &error) == Int32(OT_OK))
    #expect(text(of: error).isEmpty)
    #expect(ot_result_free(number, &error) == Int32(OT_USAGE))
    #expect(text(of: error).contains("freed"))
    #expect(ot_result_free(.max, nil) == Int32(OT_USAGE))
  }

  @Test("sizes whose product no memory holds are usage errors", arguments: [1 << 40, Int.max / 2])
  func hugeSizes(size: Int) {
    var (numbers, error) = ([0.0, 0.0], ot_error())
    numbers.withUnsafeMutableBufferPointer { buffer in
      var problem = ot_problem()
      (problem.n, problem.m) = (size, size)
      (problem.source, problem.target) = (
        UnsafePointer(buffer.baseAddress), UnsafePointer(buffer.baseAddress)
      )
      problem.costs = UnsafePointer(buffer.baseAddress)
      #expect(ot_exact(&problem, 0, nil, nil, &error) == Int32(OT_USAGE))
      #expect(
        ot_line(
          size, size, 1, buffer.baseAddress, nil, buffer.baseAddress, nil, 2, buffer.baseAddress,
          &error) == Int32(OT_USAGE))
      #expect(
        ot_bures(1, size, buffer.baseAddress, buffer.baseAddress, buffer.baseAddress, &error)
          == Int32(OT_USAGE))
    }
    #expect(text(of: error).contains("memory"))
  }

  @Test("a message that does not fit is cut between characters") func longMessages() {
    var (error, room) = (ot_error(), ot_result())
    String(repeating: "ü", count: 2000).withCString { name in
      withUnsafePointer(to: ot_option(name: name, text: nil, number: 0)) { option in
        var call = ot_call(options: option, option_count: 1, progress: nil, context: nil)
        #expect(ot_dynamic(nil, nil, nil, &call, nil, &error) == Int32(OT_USAGE))
        #expect(ot_helmholtz(nil, nil, &call, &room, &error) == Int32(OT_USAGE))
      }
    }
    let words = text(of: error)
    // A character of two bytes may leave one free before the final zero.
    #expect(words.utf8.count >= MemoryLayout.size(ofValue: error.message) - 2)
    #expect(words.last == "ü")
  }
}

/// The words of an error.
private func text(of error: ot_error) -> String {
  withUnsafeBytes(of: error.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}

/// The number of a result, the solution between some points and themselves.
private func result(of points: [Double]) -> ot_result {
  var number: ot_result = 0
  points.withUnsafeBufferPointer { values in
    [points.count, 1].withUnsafeBufferPointer { shape in
      var measure = ot_measure()
      measure.values = ot_array(data: values.baseAddress, shape: shape.baseAddress, rank: 2)
      var other = measure
      #expect(ot_solve(&measure, &other, nil, nil, &number, nil) == Int32(OT_OK))
    }
  }
  return number
}
