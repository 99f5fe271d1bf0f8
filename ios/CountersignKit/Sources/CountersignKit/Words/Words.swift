/// How serious a sentence is. Always shown by words and a mark too, never by colour alone.
public enum Tone: Equatable, Sendable { case plain, warn, danger }

extension Phrase {
    /// What went wrong and what to do.
    public init(_ trouble: UserError) {
        switch trouble {
        case .wrongPasscode(let tries):
            self.init(.troubleWrongPasscode, .phrase(Phrase(.triesLeft, .number(tries))))
        case .tooSoon(let seconds): self.init(.unlockWait, .number(seconds))
        case .passcodeDisabled: self.init(.troubleDisabled)
        case .weakPasscode: self.init(.troubleWeak)
        case .platformKey(let lost): self.init(lost ? .troubleNoKey : .troublePlatform)
        case .cancelled: self.init(.troubleCancelled)
        case .lockedOut: self.init(.troubleLockedOut)
        case .locked: self.init(.troubleLocked)
        case .damaged: self.init(.troubleDamaged)
        case .newerVersion: self.init(.troubleNewer)
        case .diskFull: self.init(.troubleDisk)
        case .duplicate: self.init(.troubleDuplicate)
        case .alreadyUsed: self.init(.troubleUsed)
        case .codeExpired: self.init(.troubleLapsed)
        case .notHTTPS: self.init(.troubleNotHttps)
        case .malformed: self.init(.troubleMalformed)
        case .wrongIssuer: self.init(.troubleIssuer)
        case .foreign(let vendor): self.init(.troubleForeignNamed, .text(vendor))
        case .notAnAccount: self.init(.troubleNotAccount)
        case .partsMixed: self.init(.troubleParts)
        case .noCodeInPicture: self.init(.troubleNoPicture)
        case .number(let digits): self.init(.troubleNumber, .number(digits))
        case .anotherFirst: self.init(.requestOtherFirst)
        case .otherSignIn: self.init(.troubleOtherSignIn)
        case .notTheCode: self.init(.troubleNotTheCode)
        case .signInCode: self.init(.troubleSignInCode)
        case .badAddress: self.init(.troubleBadAddress)
        case .badTypedCode: self.init(.troubleBadTypedCode)
        case .noSuchCode: self.init(.troubleNoSuchCode)
        case .unlinked: self.init(.troubleUnlinked)
        case .blocked: self.init(.troubleBlocked)
        case .unreachable(let why): self.init(Self.trouble(why))
        case .gone: self.init(.troubleGone)
        case .goesOn: self.init(.troubleGoesOn)
        case .clockRefused: self.init(.endClockAddress)
        case .appTooOld: self.init(.noteTooOld)
        case .noCode: self.init(.troubleNoCode)
        case .pinNeeded: self.init(.troublePin)
        case .badPin(let min, let max): self.init(.troubleBadPin, .number(min), .number(max))
        case .otherKind: self.init(.troubleKind)
        case .protected: self.init(.troubleProtected)
        case .wrongRecoveryCode: self.init(.troubleRecovery)
        case .export: self.init(.troubleExport)
        case .exportTooLarge: self.init(.troubleExportLarge)
        case .certificateUnchecked: self.init(.troubleUnchecked)
        case .unknownProtocol: self.init(.troubleProtocol)
        case .transfer(let why): self.init(why)
        case .name: self.init(.troubleName)
        case .refused: self.init(.troubleRefused)
        }
    }

    /// What an account's row says about its state.
    public init(_ state: AccountState) {
        switch state {
        case .active: self.init(.stateActive)
        case .tryoutPending: self.init(.stateTryout)
        case .paused: self.init(.statePaused)
        case .off: self.init(.stateOff)
        case .blocked: self.init(.stateBlocked)
        case .unlinked: self.init(.stateUnlinked)
        case .removalPending: self.init(.stateRemoval)
        case .setUpAgain: self.init(.stateAgain)
        }
    }

    /// What is there already, before it is added a second time.
    public init(_ conflict: Conflict) {
        switch conflict {
        case .same: self.init(.previewSame)
        case .sameSecret: self.init(.previewSameSecret)
        case .sameName: self.init(.previewSameName)
        case .registered: self.init(.previewRegistered)
        }
    }

    /// What stood beside the code that was taken.
    public init(_ kind: ScannedKind) {
        switch kind {
        case .setsUp: self.init(.scanBesideSame)
        case .malformed: self.init(.scanBesideMalformed)
        case .store: self.init(.scanBesideStore)
        case .foreign: self.init(.scanBesideForeign)
        case .part: self.init(.scanBesidePart)
        case .other, .unknownCharacters: self.init(.scanBesideOther)
        }
    }

    /// A part of a code was read: which are still missing.
    public init(_ part: PartsMissing) {
        let missing = part.missing.map(String.init).joined(separator: ", ")
        self.init(.scanPart, .number(part.index), .number(part.count), .text(missing))
    }

    /// What the person should know before an account for codes is added.
    public init(_ warning: AccountWarning) {
        switch warning {
        case .weakSecret: self.init(.previewWeak)
        case .surplusBits: self.init(.scanSurplusBits)
        case .unusualDigits: self.init(.scanUnusualDigits)
        case .longPeriod: self.init(.scanLongPeriod)
        case .counterMissing: self.init(.scanCounterMissing)
        case .issuerDiffers: self.init(.scanIssuerDiffers)
        case .nameMissing: self.init(.scanNameMissing)
        case .hiddenCharacters: self.init(.scanHiddenCharacters)
        case .repeatedParameter: self.init(.scanRepeatedParameter)
        case .htmlEscaped: self.init(.scanHtmlEscaped)
        case .fragmentDropped: self.init(.scanFragmentDropped)
        case .algorithmSpelling: self.init(.scanAlgorithmSpelling)
        case .assumedSteam: self.init(.scanAssumedSteam)
        case .maybeSteam: self.init(.scanMaybeSteam)
        case .unspecifiedEnum: self.init(.scanUnspecifiedEnum)
        case .migrationVersion: self.init(.scanMigrationVersion)
        case .pinNeeded: self.init(.scanPinNeeded)
        case .lockRequested: self.init(.scanLockRequested)
        case .guessedCharacters: self.init(.scanGuessedCharacters)
        }
    }

    /// A kind of code.
    public init(_ kind: CodeKind) {
        switch kind {
        case .totp: self.init(.kindTotp)
        case .hotp: self.init(.kindHotp)
        case .steam: self.init(.kindSteam)
        case .yandex: self.init(.kindYandex)
        case .motp: self.init(.kindMotp)
        }
    }

    /// What is weak about an account's codes.
    public init(_ flag: QualityFlag) {
        switch flag {
        case .shortSecret(let bits): self.init(.qualitySecret, .number(bits))
        case .fewDigits(let digits): self.init(.qualityDigits, .number(digits))
        case .longPeriod(let seconds): self.init(.qualityPeriod, .number(seconds))
        }
    }

    /// A note above the list.
    public init(_ note: Note) {
        switch note {
        case .offline: self.init(.noteOffline)
        case .unreachable(let organisation, let why): self.init(Self.note(why), .text(organisation))
        case .appTooOld: self.init(.noteTooOld)
        case .clockRefused: self.init(.endClockAddress)
        case .serviceRefused: self.init(.noteRefused)
        case .notificationsRefused: self.init(.noteNotifications)
        case .clockOff(let seconds):
            self.init(seconds > 0 ? .noteClockSlow : .noteClockFast, .number(abs(seconds)))
        case .notStored: self.init(.noteStorage)
        case .unreadable(let count): self.init(.noteUnreadable, .number(count))
        case .deviceRestored: self.init(.noteRestored)
        case .removalPending(let issuer): self.init(.noteRemoval, .text(issuer))
        case .refused(let setup): self.init(setup)
        case .removed(let alsoOnThePage): self.init(alsoOnThePage ? .noteRemovedPage : .noteRemoved)
        case .binned: self.init(.noteBinned)
        case .copied(let seconds): self.init(.noteCopied, .number(seconds))
        case .backupFailed(let why): self.init(TransferFailure.backup(why))
        case .failed(let trouble): self.init(trouble)
        }
    }

    /// Why an account could not be added.
    private static func trouble(_ why: UnreachableCause) -> Key {
        switch why {
        case .offline: .troubleOffline
        case .noSuchHost: .troubleNoSuchHost
        case .refused: .troubleNoConnections
        case .timedOut: .troubleTimedOut
        case .certificate: .troubleCertificate
        case .notHTTPS: .troubleOtherAnswered
        case .serverError: .troubleServer
        case .tooManyRequests: .troublePatience
        }
    }

    /// Why one organisation's requests could not be refreshed.
    private static func note(_ why: UnreachableCause) -> Key {
        switch why {
        case .offline: .noteOffline
        case .noSuchHost: .noteNoSuchHost
        case .refused: .noteNoConnections
        case .timedOut: .noteTimedOut
        case .certificate: .noteCertificate
        case .notHTTPS: .noteOtherAnswered
        case .serverError: .noteServer
        case .tooManyRequests: .notePatience
        }
    }

    /// Why an answer was not delivered.
    static func unsent(_ why: UnreachableCause) -> Key {
        switch why {
        case .offline: .requestUnsent
        case .noSuchHost: .unsentNoSuchHost
        case .refused: .unsentNoConnections
        case .timedOut: .unsentTimedOut
        case .certificate: .unsentCertificate
        case .notHTTPS: .unsentOtherAnswered
        case .serverError: .unsentServer
        case .tooManyRequests: .unsentPatience
        }
    }

    /// Which set-up was refused, and what to do.
    private init(_ setup: RefusedSetup) {
        let key: Key =
            switch setup.reason {
            case .codeUsed: .setUpUsed
            case .codeLapsed: .setUpLapsed
            case .refused: .setUpRefused
            }
        self.init(key, .text(setup.service), .text(setup.user))
    }

    /// All that a notification says.
    public init(_ ring: PushNotice) {
        self.init(ring == .request ? .ringRequest : .ringMaybe)
    }
}

extension CodeShown {
    /// What a screen reader says of the code: digit by digit, and nothing that changes while the code stays. Nil while there is
    /// no code to see.
    public var spoken: Phrase? { digits.map { Phrase(.codeSpoken, .text(Digits.spoken($0))) } }

    /// How long the code lives, told only when it is asked for.
    public var spokenTime: Phrase { Phrase(.secondsLeftSpoken, .number(secondsLeft)) }
}

extension Note {
    public var tone: Tone {
        switch self {
        case .unreachable(_, .certificate), .unreachable(_, .notHTTPS): .danger
        case .offline, .unreachable, .appTooOld, .clockRefused, .serviceRefused, .notificationsRefused, .clockOff: .warn
        case .notStored, .failed, .refused, .deviceRestored, .backupFailed: .danger
        case .unreadable: .warn
        case .removalPending, .removed, .binned, .copied: .plain
        }
    }
}

extension Contact {
    /// In one line; nil when nothing is known.
    public var line: String? {
        let parts = [name, phone, email].compactMap { $0 }
        return parts.isEmpty ? nil : parts.map { "\u{2068}\($0)\u{2069}" }.joined(separator: ", ")
    }
}
