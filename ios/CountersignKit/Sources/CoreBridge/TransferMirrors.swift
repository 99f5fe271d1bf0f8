import Countersign
import CountersignKit
import Foundation

// The library's records of imports and exports as the kit's: each `switch` is whole, so that a new word there does not compile
// here.

extension UserError {
    init(_ error: TransferError) {
        switch error {
        case .Locked: self = .locked
        case .NotUnlocked(let why): self.init(why)
        case .NotStored(let why): self.init(why)
        case .NotConfirmed, .Failed: self = .refused
        case .UnknownFormat: self = .transfer(.unknownFormat)
        case .UnsupportedVersion: self = .transfer(.unsupportedVersion)
        case .UnsupportedContainer(let container):
            switch container {
            case .zip: self = .transfer(.zip)
            case .kdbx: self = .transfer(.keePass)
            case .sqlite: self = .transfer(.database)
            case .duo: self = .transfer(.duo)
            case .microsoftCloud: self = .transfer(.microsoftCloud)
            }
        case .PasswordNeeded: self = .transfer(.passwordNeeded)
        case .WrongPassword: self = .transfer(.wrongPassword)
        case .KdfTooCostly(let needed):
            self = .transfer(.tooCostly(megabytes: needed.megabytes, seconds: needed.seconds))
        case .AccountRestricted: self = .transfer(.accountRestricted)
        case .DeviceBound: self = .transfer(.deviceBound)
        case .TooLarge: self = .transfer(.tooLarge)
        case .Damaged: self = .transfer(.damaged)
        case .NothingUsable: self = .transfer(.nothingUsable)
        case .PartsMissing: self = .transfer(.partsMissing)
        case .NoSuchImport: self = .transfer(.noSuchImport)
        case .WeakPassphrase(let rule): self = .transfer(.weak(WeakPassphrase(rule)))
        case .NoPassphrase: self = .transfer(.noPassphrase)
        case .NothingToExport: self = .transfer(.nothingToExport)
        case .NotWritten: self = .transfer(.notWritten)
        case .BackupFailed(let why): self = .transfer(.backup(BackupFailure(why)))
        }
    }
}

extension Cost {
    fileprivate var megabytes: Int { Int(clamping: memoryKib / 1024) }
    fileprivate var seconds: Int { Int(clamping: milliseconds / 1000) }
}

extension CountersignKit.FileKind {
    init(_ kind: Countersign.FileKind) {
        self.init(
            FileFormat(kind.format), encrypted: kind.encrypted, seconds: kind.cost?.seconds ?? 0,
            megabytes: kind.cost?.megabytes ?? 0, guessed: kind.guessed)
    }
}

extension FileFormat {
    init(_ format: Countersign.Format) {
        switch format {
        case .countersign: self = .countersign
        case .aegis: self = .aegis
        case .twoFas: self = .twoFas
        case .google: self = .google
        case .ente: self = .ente
        case .proton: self = .proton
        case .cxf: self = .cxf
        case .bitwarden: self = .bitwarden
        case .stratum: self = .stratum
        case .andOtp: self = .andOtp
        case .andOtpOld: self = .andOtpOld
        case .freeOtpPlus: self = .freeOtpPlus
        case .freeOtp1: self = .freeOtp1
        case .freeOtp2: self = .freeOtp2
        case .keePass: self = .keePass
        case .onePassword: self = .onePassword
        case .lastPass: self = .lastPass
        case .raivo: self = .raivo
        case .authy: self = .authy
        case .microsoft: self = .microsoft
        case .winAuth: self = .winAuth
        case .otpauth: self = .otpauth
        case .csv: self = .csv
        }
    }
}

extension FileFormat {
    /// The library's word for it.
    var native: Countersign.Format {
        switch self {
        case .countersign: .countersign
        case .aegis: .aegis
        case .twoFas: .twoFas
        case .google: .google
        case .ente: .ente
        case .proton: .proton
        case .cxf: .cxf
        case .bitwarden: .bitwarden
        case .stratum: .stratum
        case .andOtp: .andOtp
        case .andOtpOld: .andOtpOld
        case .freeOtpPlus: .freeOtpPlus
        case .freeOtp1: .freeOtp1
        case .freeOtp2: .freeOtp2
        case .keePass: .keePass
        case .onePassword: .onePassword
        case .lastPass: .lastPass
        case .raivo: .raivo
        case .authy: .authy
        case .microsoft: .microsoft
        case .winAuth: .winAuth
        case .otpauth: .otpauth
        case .csv: .csv
        }
    }
}

extension CountersignKit.ImportPlan {
    init(_ plan: Countersign.ImportPlan, mayLack: Bool = false) throws {
        let told = try plan.details()
        self.init(
            format: FileFormat(told.format), receipts: told.receipts.map(Receipt.init),
            totals: CountersignKit.ImportTotals(told.totals), leftBehind: told.leftBehind,
            missing: told.missing.map { Int($0) + 1 }, parts: Int(told.parts), usable: told.usable,
            mayLack: mayLack, handle: LibraryValue(plan))
    }
}

extension Receipt {
    init(_ receipt: Countersign.ImportReceipt) {
        var refusal: CountersignKit.Refusal?
        if case .refused(let why) = receipt.status { refusal = CountersignKit.Refusal(why) }
        self.init(
            Int(receipt.position), receipt.issuer, receipt.label, refusal: refusal,
            warnings: receipt.warnings.map(CountersignKit.ImportWarning.init),
            offers: Set(receipt.offers.compactMap(Alike.init)))
    }
}

extension Alike {
    init?(_ choice: EntryChoice) {
        switch choice {
        case .keepBoth: self = .keepBoth
        case .replace: self = .replace
        case .onlyNew, .skip: return nil
        }
    }
}

extension CountersignKit.Refusal {
    init(_ refusal: Countersign.Refusal) {
        switch refusal {
        case .unsupportedType: self = .unsupportedType
        case .unsupportedAlgorithm: self = .unsupportedAlgorithm
        case .badSecret: self = .badSecret
        case .outOfRange: self = .outOfRange
        case .missingField: self = .missingField
        case .notRepresentable: self = .notRepresentable
        case .encryptedEntry: self = .encryptedEntry
        case .duplicate: self = .duplicate
        case .notSelected: self = .notSelected
        case .conflict: self = .conflict
        case .pushAccount: self = .pushAccount
        case .damaged: self = .damaged
        }
    }
}

extension CountersignKit.ImportWarning {
    init(_ warning: Countersign.ImportWarning) {
        switch warning {
        case .account(let warning): self = .scanned(CountersignKit.AccountWarning(warning))
        case .sourceTrash: self = .sourceTrash
        case .noteCut: self = .noteCut
        case .setUpAgain: self = .setUpAgain
        }
    }
}

extension CountersignKit.ImportTotals {
    init(_ totals: Countersign.ImportTotals) {
        self.init(
            found: Int(totals.found), added: Int(totals.imported + totals.withWarning), refused: Int(totals.refused),
            others: Int(totals.notOtp))
    }
}

extension Target {
    init(_ target: ExportTarget) {
        switch target {
        case .aegis: self = .aegis
        case .google: self = .google
        case .otpauth: self = .otpauth
        case .cxf: self = .cxf
        }
    }
}

extension CountersignKit.Export {
    init(_ export: Countersign.Export) throws {
        let told = try export.details()
        self.init(
            accounts: Int(told.accounts),
            leftOut: told.leftOut.map { CountersignKit.LeftOut($0.issuer, $0.label, LeftReason($0.reason)) },
            leftBehind: told.leftBehind, unreadable: Int(told.unreadable), file: try export.file(),
            pictures: try export.pictures().map {
                CountersignKit.CodePicture(side: Int($0.side), dark: $0.modules.map { $0 == 1 })
            },
            handle: LibraryValue(export))
    }
}

extension LeftReason {
    init(_ left: Countersign.Left) {
        switch left {
        case .pushAccount: self = .pushAccount
        case .protected: self = .protected
        case .notRepresentable: self = .notRepresentable
        }
    }
}

extension WeakPassphrase {
    init(_ rule: PassphraseRule) {
        switch rule {
        case .tooShort: self = .tooShort
        case .tooLong: self = .tooLong
        case .controlCharacter: self = .controlCharacter
        case .guessable: self = .guessable
        case .name: self = .name
        }
    }
}

extension BackupFailure {
    init(_ why: BackupTrouble) {
        switch why {
        case .noFolder: self = .noFolder
        case .full: self = .full
        case .readBack: self = .readBack
        case .failed: self = .failed
        }
    }
}

extension CountersignKit.WayToOpen {
    init(_ way: Countersign.WayToOpen) {
        switch way {
        case .platform: self = .platform
        case .passcode: self = .passcode
        case .recovery: self = .recovery
        }
    }
}
