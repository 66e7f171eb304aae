// swift-tools-version: 6.1
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
]

/// A library module with the settings every room of the house shares.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

/// The tests of one folder of the library, a module apart: they compile side by side, and a change
/// in one leaves the others alone.
func roomTests(_ folder: String) -> Target {
  .testTarget(
    name: folder + "Tests", dependencies: ["OptimalTransport", "TransportTestSupport"],
    path: "Tests/OptimalTransportTests/" + folder, swiftSettings: swiftSettings)
}

/// The tests of one module; they mirror its sources.
func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: name + "Tests",
    dependencies: [.target(name: name), "TransportTestSupport"] + dependencies,
    swiftSettings: swiftSettings)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "swift-optimal-transport",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "OptimalTransport", targets: ["OptimalTransport"]),
    .library(name: "TransportIO", targets: ["TransportIO"]),
    .library(name: "TransportPlots", targets: ["TransportPlots"]),
    .library(name: "swiftot", type: .dynamic, targets: ["TransportInterface"]),
    .executable(name: "ot", targets: ["ot"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CFFTW", pkgConfig: "fftw3", providers: [.apt(["libfftw3-dev"]), .brew(["fftw"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CTransportKernels"),
    room("OptimalTransport", ["CTransportKernels", "COpenBLAS", "CFFTW"]),
    .target(name: "COptimalTransport"),
    room("TransportInterface", ["OptimalTransport", "TransportIO", "COptimalTransport"]),
    room("TransportIO", ["OptimalTransport", "CPNG", "CZlib"]),
    room("TransportPlots", ["OptimalTransport", "TransportIO"]),
    .target(
      name: "TransportCommands",
      dependencies: ["OptimalTransport", "TransportIO", "TransportPlots", argumentParser],
      // Inside the program, so that `ot` can be moved and called from anywhere.
      resources: [
        .embedInCode("Resources/flower.png"), .embedInCode("Resources/moon.png"),
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "ot", dependencies: ["TransportCommands", argumentParser], swiftSettings: swiftSettings),
    .target(
      name: "TransportTestSupport", dependencies: ["OptimalTransport"],
      path: "Tests/TransportTestSupport", swiftSettings: swiftSettings),
    roomTests("Costs"), roomTests("Measures"), roomTests("Numerics"), roomTests("Pushforward"),
    roomTests("Monge"), roomTests("Kantorovich"), roomTests("Dynamic"), roomTests("GradientFlows"),
    tests(of: "TransportIO"),
    tests(of: "TransportInterface", ["COptimalTransport"]),
    tests(of: "TransportPlots"),
    tests(of: "TransportCommands", ["TransportIO", argumentParser]),
  ],
  cLanguageStandard: .gnu17
)

// Only `make docs` sets OT_DOCS, so no other build fetches the documentation plugin.
if Context.environment["OT_DOCS"] != nil {
  package.dependencies.append(
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"))
}

// Only `make fuzz` sets OT_FUZZ: the program links with libFuzzer, which other builds leave out.
if Context.environment["OT_FUZZ"] != nil {
  package.targets += [
    .target(name: "CFuzzer", path: "Fuzz/CFuzzer"),
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "OptimalTransport", "TransportIO", "TransportInterface", "COptimalTransport", "CFuzzer",
      ], path: "Fuzz/Targets", swiftSettings: swiftSettings,
      // The linker that is the default on Linux has an internal error on instrumented programs.
      linkerSettings: [.unsafeFlags(["-use-ld=lld"], .when(platforms: [.linux]))]),
  ]
}
