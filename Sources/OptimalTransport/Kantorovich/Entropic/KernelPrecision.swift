/// The arithmetic of the sums over pairs.
public enum KernelPrecision: String, Sendable, CaseIterable {
  /// 64 bits.
  case double
  /// 32 bits where there is a kernel for it, that is for point clouds: over twice as fast. Iterations
  /// go on in 64 bits when their error has come down to what 32 can resolve, about 6e-8 max |f| / eps;
  /// the certificate is in 64 bits always, so it shows what is left.
  case single
}
