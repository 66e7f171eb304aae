/// The arithmetic of the sums over pairs.
public enum KernelPrecision: String, Sendable, CaseIterable {
  /// 64 bits.
  case double
  /// 32 bits where there is a kernel for it, that is for point clouds: about twice as fast, with an
  /// error that the certificate, always in 64 bits, shows.
  case single
}
