import Countersign
import CountersignKit

extension UserError {
    /// A refusal of the library.
    init(_ error: any Error) {
        switch error {
        case let error as UnlockError: self.init(error)
        case let error as AddError: self.init(error)
        case let error as RequestError: self.init(error)
        case let error as AccountError: self.init(error)
        case let error as SettingsError: self.init(error)
        case let error as TransferError: self.init(error)
        case let error as ServiceError: self.init(error)
        default: self = .refused
        }
    }

    init(_ error: UnlockError) {
        switch error {
        case .WrongPasscode(let tries): self = .wrongPasscode(tries: Int(tries))
        case .Wait(let seconds): self = .tooSoon(waitSeconds: Int(clamping: seconds))
        case .WeakPasscode: self = .weakPasscode
        case .PasscodeOff: self = .passcodeDisabled
        case .KeyLost, .DeviceKeyMissing: self = .platformKey(lost: true)
        case .KeyFailed, .NoSuchWay: self = .platformKey(lost: false)
        case .Damaged, .Tampered, .OlderCopy: self = .damaged
        case .NewerVersion: self = .newerVersion
        case .Cancelled: self = .cancelled
        case .LockedOut: self = .lockedOut
        case .Locked: self = .locked
        case .NotStored(let why): self.init(why)
        case .NoSuchRequest: self = .gone
        case .WrongRecoveryCode: self = .wrongRecoveryCode
        case .PasscodeAlone, .NoVault, .VaultExists, .OutOfMemory, .LastWay, .TooManyWays, .WaysChanged,
            .Exposed, .Busy, .Failed:
            self = .refused
        }
    }

    init(_ error: AddError) {
        switch error {
        case .OtherApp(let vendor): self = .foreign(vendor: vendor.name)
        case .NotAnAccount(let kind): self = kind == .signInRequest ? .signInCode : .notAnAccount
        case .BadCode(let finding):
            switch finding.detail {
            case .certificateUnchecked: self = .certificateUnchecked
            case .tooManyAccounts, .tooManyParts: self = .exportTooLarge
            case nil: self = finding.reason == .notHttps ? .notHTTPS : .malformed
            }
        case .Used, .UsedOrExpired: self = .alreadyUsed
        case .NoSuchCode: self = .noSuchCode
        case .Expired: self = .codeExpired
        case .NotHttps: self = .notHTTPS
        case .WrongIssuer, .Redirected, .BadToken: self = .wrongIssuer
        case .There: self = .duplicate
        case .Export: self = .export
        case .UnknownProtocol: self = .unknownProtocol
        case .Unreachable(let why, _): self = .unreachable(CountersignKit.UnreachableCause(why))
        case .ClientMissing, .NameTaken, .Refused, .Failed: self = .refused
        case .Locked: self = .locked
        case .ClockWrong: self = .clockRefused
        case .AppTooOld: self = .appTooOld
        case .Removed: self = .gone
        case .NotStored(let why): self.init(why)
        case .GoesOn: self = .goesOn
        }
    }

    private init(_ error: RequestError) {
        switch error {
        case .Locked, .NeedsUnlock: self = .locked
        case .NoSuchRequest, .Ended: self = .gone
        case .BadNumber(let digits): self = .number(digits: Int(digits))
        case .NotInFront: self = .anotherFirst
        case .NotStored(let why): self.init(why)
        case .OtherSignIn: self = .otherSignIn
        case .NotTheCode: self = .notTheCode
        case .NothingPicked, .NotConfirmed, .OutOfOrder, .NotSupported, .Failed: self = .refused
        }
    }

    private init(_ error: AccountError) {
        switch error {
        case .Locked: self = .locked
        case .NoSuchAccount: self = .gone
        case .BadName: self = .name
        case .NotStored(let why): self.init(why)
        case .NotCounterBased, .CounterBased, .NoCodes, .UnlockNeeded, .CounterExhausted, .BadSecret: self = .noCode
        case .PinNeeded, .BadPin: self = .pinNeeded
        case .GoesOn: self = .goesOn
        case .Failed: self = .refused
        }
    }

    private init(_ error: SettingsError) {
        switch error {
        case .Locked: self = .locked
        case .NoSuchAccount: self = .gone
        case .BadText: self = .name
        case .Protected: self = .protected
        case .PinNeeded: self = .pinNeeded
        case .BadPin(let min, let max): self = .badPin(min: Int(min), max: Int(max))
        case .BadSecret: self = .otherKind
        case .NotUnlocked(let why): self.init(why)
        case .NotStored(let why): self.init(why)
        case .NotForThisAccount, .CounterBased, .UnlockNeeded: self = .noCode
        case .Failed: self = .refused
        }
    }

    private init(_ error: ServiceError) {
        switch error {
        case .Locked: self = .locked
        case .NoSuchAccount, .NoSuchRequest: self = .gone
        case .Unreachable(let why, _): self = .unreachable(CountersignKit.UnreachableCause(why))
        case .ClockWrong: self = .clockRefused
        case .Unlinked: self = .unlinked
        case .Blocked: self = .blocked
        case .AppTooOld: self = .appTooOld
        case .GoesOn: self = .goesOn
        case .NotStored(let why): self.init(why)
        case .NotOffered, .Refused, .Failed: self = .refused
        }
    }

    init(_ why: SaveError) { self = if case .diskFull = why { .diskFull } else { .refused } }
}

extension Vendor {
    /// The name under which people know that app.
    fileprivate var name: String {
        switch self {
        case .microsoftWork, .microsoftLink: "Microsoft Authenticator"
        case .duo: "Duo Mobile"
        case .okta: "Okta Verify"
        case .guardian: "Auth0 Guardian"
        case .forgeRockPing: "ForgeRock / PingID"
        case .keycloakAppAuthenticator: "Keycloak App Authenticator"
        case .tiqr: "tiqr"
        case .linOtp: "LinOTP Authenticator"
        case .privacyIdeaSpecial: "privacyIDEA Authenticator"
        case .passkey: "Passkey"
        }
    }
}
