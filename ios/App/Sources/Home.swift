import CoreBridge
import CountersignKit
import Foundation
import UIKit
import os

/// What the app is made of.
@MainActor
struct Running {
    let app: AppModel
    let phone: CoreAuthenticatorService
    let pushHandler: PushHandler
    let systemServices: AppleServices
    let reader: LibraryReader
}

/// Puts the library over this phone's files and keys, once.
@MainActor
final class Home {
    enum Start {
        case running(Running)
        case failed(UserError)
    }

    static let shared = Home()

    let start: Start

    private init() {
        do {
            start = .running(try Self.make())
        } catch {
            start = .failed(error)
        }
    }

    private static func make() throws(UserError) -> Running {
        let version = Bundle.main.object(forInfoDictionaryKey: "CFBundleShortVersionString") as? String
        let device = UIDevice.current
        let deviceName = DeviceName.suggested(name: device.name, kind: device.model, machine: DeviceName.machine())
        // Which country the phone is in, iOS tells nobody without asking for the place: it is not known.
        let phone = try CoreAuthenticatorService(
            files: FileVault(folder: try vaultFolder()), values: KeychainDeviceState(),
            keys: EnclaveKeys(prompt: { Catalogue.app().text(Phrase(.promptText)) }), name: deviceName,
            version: version ?? "0.0.0", country: nil)
        phone.freeMemory = { UInt64(os_proc_available_memory()) }
        phone.databases = AppDatabase.rows
        let systemServices = AppleServices()
        let app = AppModel(
            phone: phone, clock: SystemClock(), choices: StoredChoices(), systemServices: systemServices)
        let pushHandler = PushHandler(phone: phone, notifier: AppleNotifier(), receiver: ApplePushes())
        systemServices.onLook = { pushHandler.notifications(allowed: $0) }
        return Running(
            app: app, phone: phone, pushHandler: pushHandler, systemServices: systemServices, reader: LibraryReader())
    }

    /// A folder that no backup takes along: the vault opens on this phone only. It can be read once the phone was unlocked
    /// after its start.
    private static func vaultFolder() throws(UserError) -> URL {
        do {
            var folder = try FileManager.default.url(
                for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true
            ).appendingPathComponent("vault", isDirectory: true)
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true,
                attributes: [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication])
            var values = URLResourceValues()
            values.isExcludedFromBackup = true
            try folder.setResourceValues(values)
            return folder
        } catch {
            throw .refused
        }
    }
}
