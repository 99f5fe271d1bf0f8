import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A sign-in service of the scenario's own, started empty, with `--test-control`; and the cable on which the phone reaches it.
final class Service: @unchecked Sendable {
    enum Failure: Error {
        /// `COUNTERSIGN_SIGNIN` does not name the program.
        case noProgram
        case notStarted
        case answered(status: Int)
    }

    /// The realm that behaves like a plain server.
    static let plain = "corner"
    /// The realm that speaks pipush.
    static let pipush = "porch"

    let cable: Cable
    private let process = Process()
    private let base: URL
    private let session: URLSession

    init() throws {
        guard let program = ProcessInfo.processInfo.environment["COUNTERSIGN_SIGNIN"] else { throw Failure.noProgram }
        let port = try Cable.freePort()
        cable = try Cable(to: port)
        base = URL(string: "http://127.0.0.1:\(port)")!
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 20
        session = URLSession(configuration: configuration)
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [
            "--listen", "127.0.0.1:\(port)", "--base-url", "http://localhost:\(cable.port)", "--test-control",
            "--realm", "demo=countersign+", "--realm", "\(Self.plain)=plain", "--realm", "\(Self.pipush)=pipush",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let said = Pipe()
        process.standardOutput = said
        try process.run()
        // It speaks when it listens. Nothing that it says later is needed.
        guard !said.fileHandleForReading.availableData.isEmpty else { throw Failure.notStarted }
        said.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    }

    func stop() {
        // A process of Foundation's begins with the signals of this one blocked: nothing gentler arrives.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        cable.remove()
    }

    func post(_ path: String, _ body: [String: Any] = [:]) async throws -> JSON {
        var request = URLRequest(url: base.appendingPathComponent(path))
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = try JSONSerialization.data(withJSONObject: body)
        return try await send(request)
    }

    func get(_ path: String) async throws -> JSON {
        try await send(URLRequest(url: base.appendingPathComponent(path)))
    }

    private func send(_ request: URLRequest) async throws -> JSON {
        var request = request
        // Browsers are on no cable, yet speak to the service under its own address.
        request.setValue("localhost:\(cable.port)", forHTTPHeaderField: "Host")
        let (data, response) = try await session.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard status == 200 else { throw Failure.answered(status: status) }
        return try JSONDecoder().decode(JSON.self, from: data)
    }
}
