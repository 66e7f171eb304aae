/// Standard normal numbers for a step of particles, each determined by a seed, the step and the
/// particle alone, so that neither the number of threads nor a resumed run changes them.
enum ParticleNoise {
  /// n x d numbers.
  static func normals(seed: UInt64, step: Int, count: Int, dimension: Int) -> Matrix {
    let elements = ParallelLoop.chunkedMap(count: count, grain: 256) { range in
      var numbers: [Double] = []
      numbers.reserveCapacity(range.count * dimension)
      for i in range {
        var generator = SeededGenerator(seed: mixed(mixed(seed, UInt64(step)), UInt64(i)))
        for _ in 0..<dimension { numbers.append(generator.normal()) }
      }
      return numbers
    }
    return Matrix(uncheckedRows: count, columns: dimension, elements: elements)
  }

  /// A word that depends on both, by the finisher of splitmix64 (Steele, Lea and Flood 2014).
  static func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var z = a &+ (b &+ 1) &* 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
