/// Why something could not be done, by what the person can do about it. Each has a sentence in `Words`.
public enum UserError: Error, Equatable, Sendable {
    /// `tries` are left.
    case wrongPasscode(tries: Int)
    case tooSoon(waitSeconds: Int)
    case passcodeDisabled
    case weakPasscode
    /// The phone did not answer: `lost` when it has no lock of its own (any more), else its key store failed.
    case platformKey(lost: Bool)
    /// The person, or the phone, ended the question.
    case cancelled
    /// The phone takes no more tries for a while.
    case lockedOut
    case locked
    /// The vault's file is damaged or was changed.
    case damaged
    case newerVersion
    case diskFull
    case duplicate
    case alreadyUsed
    case codeExpired
    case notHTTPS
    /// A code that does not hold together: another address than its issuer's, a false signature, a missing part.
    case malformed
    /// A code that was not issued by the address that it names, or was changed.
    case wrongIssuer
    case foreign(vendor: String)
    case notAnAccount
    /// Parts that were scanned do not belong together; they are forgotten.
    case partsMixed
    /// A picture holds no code that can be read.
    case noCodeInPicture
    /// The number on the page has so many digits.
    case number(digits: Int)
    case anotherFirst
    /// The code that was scanned for a request belongs to another sign-in, or is none beside a number.
    case otherSignIn
    case notTheCode
    /// The code beside a number was scanned where an account is added.
    case signInCode
    /// What was typed is no address, or no code that a page shows for typing.
    case badAddress
    case badTypedCode
    /// The service knows no such code.
    case noSuchCode
    /// The service no longer knows this phone; the account was reported.
    case unlinked
    case blocked
    /// The service was not reached.
    case unreachable(UnreachableCause)
    case gone
    /// It takes longer than usual and goes on by itself.
    case goesOn
    /// The service did not accept the phone's clock.
    case clockRefused
    case appTooOld
    case noCode
    /// There is no code without the account's PIN.
    case pinNeeded
    /// The account's PIN has so many digits.
    case badPin(min: Int, max: Int)
    /// The account's key does not fit the kind of code that was chosen.
    case otherKind
    /// The account is marked so that its key is never shown and never exported.
    case protected
    /// What was typed is not the recovery code, or not the group of it that was asked for.
    case wrongRecoveryCode
    /// The code is an export of several accounts.
    case export
    case exportTooLarge
    /// The code asks not to check whom the app talks to.
    case certificateUnchecked
    /// The organisation confirms sign-ins in a way that this version does not speak.
    case unknownProtocol
    /// A file was not read or written.
    case transfer(TransferFailure)
    case name
    case refused
}
