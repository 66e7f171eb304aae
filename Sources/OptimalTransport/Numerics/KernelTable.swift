import CTransportKernels

/// The SIMD loops for one instruction set.
///
/// Unchecked because the tables are constant data of the C module.
struct KernelTable: @unchecked Sendable {
  let table: UnsafePointer<otk_kernels>
  let grid: UnsafePointer<otk_grid_kernels>
  let faces: UnsafePointer<otk_face_kernels>

  /// The loops for the best instruction set of this processor.
  static let best = KernelTable(level: otk_best_level())

  /// The loops for every instruction set that this processor has, portable first.
  static var all: [KernelTable] { (0...otk_best_level()).map(KernelTable.init) }

  private init(level: Int32) {
    table = otk_kernels_at(level)!
    grid = otk_grid_kernels_at(level)!
    faces = otk_face_kernels_at(level)!
  }
}
