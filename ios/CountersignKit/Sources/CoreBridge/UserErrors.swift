import Countersign
import CountersignKit

extension UserError {
    /// A refusal of the library. `proof`: what the person unlocked with, where that was asked for.
    init(_ error: any Error, proof: Proof? = nil) {
        switch error {
        case let error as UnlockError: self.init(error, proof)
        case let error as AddError: self.init(error)
        case let error as RequestError: self.init(error)
        case let error as AccountError: self.init(error)
        default: self = .refused
        }
    }

    private init(_ error: UnlockError, _ proof: Proof?) {
        switch error {
        case .WrongPasscode(let tries): self = .wrongPasscode(tries: Int(tries))
        case .Wait(let seconds): self = .tooSoon(waitSeconds: Int(clamping: seconds))
        case .Weak: self = .weakPasscode
        case .AnotherWay(let lost):
            if case .passcode = proof, !lost { self = .passcodeDisabled } else { self = .platformKey(lost: lost) }
        case .Damaged(let newer): self = newer ? .newerVersion : .damaged
        case .Cancelled: self = .cancelled
        case .LockedOut: self = .lockedOut
        case .Locked: self = .locked
        case .NotStored(let full): self = full ? .diskFull : .refused
        case .NoRequest: self = .gone
        case .Failed: self = .refused
        }
    }

    private init(_ error: AddError) {
        switch error {
        case .OtherApp(let vendor): self = .foreign(vendor: vendor.name)
        case .NotAnAccount: self = .notAnAccount
        case .BadCode(_, .notHttps): self = .notHTTPS
        case .BadCode: self = .malformed
        case .CodeOver(let used): self = used ? .alreadyUsed : .codeExpired
        case .Exists: self = .duplicate
        case .Export: self = .export
        case .ExportTooLarge: self = .exportTooLarge
        case .CertificateUnchecked: self = .certificateUnchecked
        case .UnknownProtocol: self = .unknownProtocol
        case .Unreachable(let why): self = .unreachable(CountersignKit.UnreachableCause(why))
        case .Service, .Failed: self = .refused
        case .Locked: self = .locked
        case .ClockWrong: self = .clockRefused
        case .AppTooOld: self = .appTooOld
        case .Removed: self = .gone
        case .NotStored(let full): self = full ? .diskFull : .refused
        case .Unheard: self = .goesOn
        }
    }

    private init(_ error: RequestError) {
        switch error {
        case .Locked: self = .locked
        case .Ended: self = .gone
        case .Number(let digits): self = .number(digits: Int(digits))
        case .NotInFront: self = .anotherFirst
        case .NotStored(let full): self = full ? .diskFull : .refused
        case .OutOfOrder, .Failed: self = .refused
        }
    }

    private init(_ error: AccountError) {
        switch error {
        case .Locked: self = .locked
        case .NotThere: self = .gone
        case .Name: self = .name
        case .NotStored(let full): self = full ? .diskFull : .refused
        case .NoCode: self = .noCode
        case .PinNeeded: self = .pinNeeded
        case .Unheard: self = .goesOn
        case .Failed: self = .refused
        }
    }
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
