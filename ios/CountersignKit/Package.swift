// swift-tools-version: 6.0
import PackageDescription

// `Generated` is made by `ios/check` here and by `ios/prepare` on a Mac; nothing of it is checked in.
#if os(Linux)
    let library: Target = .systemLibrary(name: "CountersignFFI", path: "Generated/CountersignFFI")
    let link: [LinkerSetting] = [.linkedLibrary("countersign")]
    // They start the sign-in service, and need the library's test doors: neither is there where the framework is.
    let played: [Target] = [
        .testTarget(
            name: "CoreBridgeTests", dependencies: ["CoreBridge", "CountersignKit", "CountersignFakes", "Countersign"])
    ]
#else
    let library: Target = .binaryTarget(name: "CountersignFFI", path: "Generated/CountersignFFI.xcframework")
    let link: [LinkerSetting] = [.linkedFramework("CoreFoundation"), .linkedFramework("Security")]
    let played: [Target] = []
#endif

let package = Package(
    name: "CountersignKit",
    defaultLocalization: "en",
    platforms: [.iOS(.v17)],
    products: [
        .library(name: "CountersignKit", targets: ["CountersignKit", "CoreBridge"]),
        .library(name: "CountersignFakes", targets: ["CountersignFakes"]),
    ],
    targets: [
        library,
        // What uniffi generates is not written for strict concurrency.
        .target(
            name: "Countersign", dependencies: ["CountersignFFI"], path: "Generated/Countersign",
            swiftSettings: [.swiftLanguageMode(.v5)], linkerSettings: link),
        .target(name: "CountersignKit"),
        .target(name: "CoreBridge", dependencies: ["CountersignKit", "Countersign"]),
        .target(name: "CountersignFakes", dependencies: ["CountersignKit"]),
        .testTarget(name: "CountersignKitTests", dependencies: ["CountersignKit", "CountersignFakes"]),
    ] + played,
    swiftLanguageModes: [.v6]
)
