extension Phrase {
    /// Why a file was not read or written, and what to do.
    public init(_ why: TransferFailure) {
        switch why {
        case .unknownFormat: self.init(.fileUnknown)
        case .unsupportedVersion: self.init(.fileVersion)
        case .zip: self.init(.fileZip)
        case .keePass: self.init(.fileKeepass)
        case .database: self.init(.fileDatabase)
        case .duo: self.init(.fileDuo)
        case .microsoftCloud: self.init(.fileMicrosoft)
        case .passwordNeeded: self.init(.filePassword)
        case .wrongPassword: self.init(.fileWrong)
        case .tooCostly(let megabytes, let seconds): self.init(.fileCostly, .number(megabytes), .number(seconds))
        case .accountRestricted: self.init(.fileAccount)
        case .deviceBound: self.init(.fileDevice)
        case .tooLarge: self.init(.fileLarge)
        case .damaged: self.init(.fileDamaged)
        case .nothingUsable: self.init(.fileNothing)
        case .partsMissing: self.init(.fileParts)
        case .noSuchImport: self.init(.fileUndone)
        case .weak(let rule): self.init(Self.weak(rule))
        case .noPassphrase: self.init(.fileNoPassphrase)
        case .nothingToExport: self.init(.fileNothingOut)
        case .notWritten: self.init(.fileNotWritten)
        case .differ: self.init(.fileDiffer)
        case .noFile: self.init(.fileClosed)
        case .backup(let why): self.init(Self.failed(why))
        }
    }

    /// What is done with accounts of which the name or the key is there already.
    public init(_ alike: Alike) {
        switch alike {
        case .skip: self.init(.moveInSkip)
        case .keepBoth: self.init(.moveInBoth)
        case .replace: self.init(.moveInReplace)
        }
    }

    /// Why an entry of a file is not added.
    public init(_ refusal: Refusal) {
        switch refusal {
        case .unsupportedType: self.init(.refusalType)
        case .unsupportedAlgorithm: self.init(.refusalAlgorithm)
        case .badSecret: self.init(.refusalSecret)
        case .outOfRange: self.init(.refusalRange)
        case .missingField: self.init(.refusalMissing)
        case .notRepresentable: self.init(.refusalNot)
        case .encryptedEntry: self.init(.refusalEncrypted)
        case .duplicate: self.init(.refusalDuplicate)
        case .notSelected: self.init(.refusalLeft)
        case .conflict: self.init(.refusalConflict)
        case .pushAccount: self.init(.refusalConfirms)
        case .damaged: self.init(.refusalDamaged)
        }
    }

    /// What the person should know of an entry that is added.
    public init(_ warning: ImportWarning) {
        switch warning {
        case .scanned(let warning): self.init(warning)
        case .sourceTrash: self.init(.importTrash)
        case .noteCut: self.init(.importNote)
        case .setUpAgain: self.init(.importAgain)
        }
    }

    /// What a file is, as it stands after "This is". The names of other apps are not translated.
    public init(_ format: FileFormat) {
        switch format {
        case .countersign: self.init(.formatCountersign)
        case .cxf: self.init(.formatCxf)
        case .otpauth: self.init(.formatOtpauth)
        case .csv: self.init(.formatCsv)
        default: self.init(.formatApp, .text(format.app))
        }
    }

    /// What a file may be, in a list of them all: those of one app are told apart.
    public init(listed format: FileFormat) {
        switch format {
        case .andOtpOld: self.init(.formatOlder, .text(format.app))
        case .freeOtp1: self.init(.formatApp, .text("FreeOTP 1"))
        case .freeOtp2: self.init(.formatApp, .text("FreeOTP 2"))
        default: self.init(format)
        }
    }

    /// The name of a form to move out in.
    public init(_ target: ExportTarget) {
        switch target {
        case .aegis: self.init(.outAegis)
        case .google: self.init(.outGoogle)
        case .otpauth: self.init(.outLinks)
        case .cxf: self.init(.outCxf)
        }
    }

    /// What a form is good for.
    public static func use(of target: ExportTarget) -> Phrase {
        switch target {
        case .aegis: Phrase(.outAegisText)
        case .google: Phrase(.outGoogleText)
        case .otpauth: Phrase(.outLinksText)
        case .cxf: Phrase(.outCxfText)
        }
    }

    /// Why an account is not in a file.
    public init(_ reason: LeftReason) {
        switch reason {
        case .pushAccount: self.init(.leftConfirms)
        case .protected: self.init(.leftProtected)
        case .notRepresentable: self.init(.leftForm)
        }
    }

    /// A way to open the app.
    public init(_ way: WayToOpen) {
        switch way {
        case .platform: self.init(.wayPlatform)
        case .passcode: self.init(.wayPasscode)
        case .recovery: self.init(.wayRecovery)
        }
    }

    private static func weak(_ rule: WeakPassphrase) -> Key {
        switch rule {
        case .tooShort: .weakShort
        case .tooLong: .weakLong
        case .controlCharacter: .weakControl
        case .guessable: .weakGuess
        case .name: .weakName
        }
    }

    private static func failed(_ why: BackupFailure) -> Key {
        switch why {
        case .noFolder: .backupNoFolder
        case .full: .backupFull
        case .readBack: .backupRead
        case .failed: .backupBroken
        }
    }
}

extension FileFormat {
    /// The name that another app carries; names are not translated.
    var app: String {
        switch self {
        case .aegis: "Aegis"
        case .twoFas: "2FAS"
        case .google: "Google Authenticator"
        case .ente: "Ente Auth"
        case .proton: "Proton Authenticator"
        case .bitwarden: "Bitwarden"
        case .stratum: "Stratum"
        case .andOtp, .andOtpOld: "andOTP"
        case .freeOtpPlus: "FreeOTP+"
        case .freeOtp1, .freeOtp2: "FreeOTP"
        case .keePass: "KeePass"
        case .onePassword: "1Password"
        case .lastPass: "LastPass Authenticator"
        case .raivo: "Raivo"
        case .authy: "Authy"
        case .microsoft: "Microsoft Authenticator"
        case .winAuth: "WinAuth"
        case .countersign, .cxf, .otpauth, .csv: ""
        }
    }
}
