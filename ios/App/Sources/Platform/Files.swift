import CountersignKit
import Foundation
import SwiftUI
import UniformTypeIdentifiers

/// A day, as the person writes it.
enum Day {
    static func said(_ seconds: Int) -> String {
        let form = DateFormatter()
        form.dateStyle = .long
        return form.string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
    }
}

/// A file that the person chose, or saved: read whole, or nil.
enum ChosenFile {
    /// The library reads no larger file; a byte more tells it that there is more.
    private static let most = 16 * 1024 * 1024 + 1

    static func read(_ place: URL?) async -> Data? {
        guard let place else { return nil }
        return await Task.detached { try? read(place, limit: most) }.value
    }

    static func read(_ place: URL, limit: Int) throws -> Data {
        let granted = place.startAccessingSecurityScopedResource()
        defer { if granted { place.stopAccessingSecurityScopedResource() } }
        let file = try FileHandle(forReadingFrom: place)
        defer { try? file.close() }
        return try file.read(upToCount: min(limit, most)) ?? Data()
    }
}

/// The file that was made, as the system's chooser takes it.
struct ExportedFile: FileDocument {
    static let readableContentTypes: [UTType] = [.data]

    let bytes: Data

    init(bytes: Data) {
        self.bytes = bytes
    }

    init(configuration: ReadConfiguration) throws {
        bytes = configuration.file.regularFileContents ?? Data()
    }

    func fileWrapper(configuration: WriteConfiguration) throws -> FileWrapper {
        FileWrapper(regularFileWithContents: bytes)
    }
}

/// A folder that the person chose once, by a bookmark that lasts. It may lie in a cloud of another app.
struct ChosenFolder: BackupFolder {
    private let place: URL

    /// The name under which the library keeps it; nil where the system gives no lasting access.
    static func name(of place: URL?) -> String? {
        guard let place else { return nil }
        let granted = place.startAccessingSecurityScopedResource()
        defer { if granted { place.stopAccessingSecurityScopedResource() } }
        return try? place.bookmarkData(options: .minimalBookmark).base64EncodedString()
    }

    init?(_ name: String) {
        var stale = false
        guard let bookmark = Data(base64Encoded: name),
            let place = try? URL(resolvingBookmarkData: bookmark, bookmarkDataIsStale: &stale)
        else { return nil }
        self.place = place
    }

    /// What the person calls it.
    var title: String { place.lastPathComponent }

    func names() throws(BackupFailure) -> [String] {
        try used { try FileManager.default.contentsOfDirectory(atPath: place.path) }
    }

    func read(_ name: String, limit: Int) throws(BackupFailure) -> Data {
        try used { try ChosenFile.read(place.appendingPathComponent(name), limit: limit) }
    }

    func writeNew(_ name: String, _ bytes: Data) throws(BackupFailure) {
        try used { try bytes.write(to: place.appendingPathComponent(name), options: .withoutOverwriting) }
    }

    func delete(_ name: String) throws(BackupFailure) {
        try used { try FileManager.default.removeItem(at: place.appendingPathComponent(name)) }
    }

    private func used<Value>(_ act: () throws -> Value) throws(BackupFailure) -> Value {
        let granted = place.startAccessingSecurityScopedResource()
        defer { if granted { place.stopAccessingSecurityScopedResource() } }
        do {
            return try act()
        } catch {
            switch (error as? CocoaError)?.code {
            case .fileNoSuchFile, .fileReadNoSuchFile, .fileReadNoPermission, .fileWriteNoPermission,
                .fileWriteVolumeReadOnly:
                throw .noFolder
            case .fileWriteOutOfSpace: throw .full
            default: throw .failed
            }
        }
    }
}
