package org.countersign.kit

/** Why something could not be done, by what the person can do about it. Each has a sentence in the app's strings. */
sealed interface UserError {
    /** `tries` are left; null when the library does not say. */
    data class WrongPasscode(val tries: Int?) : UserError
    data class TooSoon(val waitSeconds: Long) : UserError
    data object PasscodeDisabled : UserError
    data object WeakPasscode : UserError
    data object Cancelled : UserError

    /** The phone refuses to unlock for a while. */
    data object LockedOut : UserError

    /** The phone has no screen lock, and no key can ask for its person. */
    data object NoScreenLock : UserError

    /** The phone's own lock opened the vault and never will again: it was taken away or changed. */
    data object KeyLost : UserError

    /** The key that ties the passcode to this phone is gone: nothing opens these accounts any more. */
    data object KeysGone : UserError

    /** The phone's key store did not do what it was asked. */
    data object KeyFailed : UserError
    data object Locked : UserError

    /** The vault's file is damaged or was changed. */
    data object Damaged : UserError
    data object NewerVersion : UserError
    data object DiskFull : UserError
    data object Duplicate : UserError
    data object AlreadyUsed : UserError
    data object CodeExpired : UserError
    data object NotHttps : UserError
    /** It was not issued by the address that it names, or it was changed. */
    data object WrongIssuer : UserError

    /** Another vendor's code, named where it is known. */
    data class Foreign(val vendor: String?) : UserError
    data object NotAnAccount : UserError
    data object Malformed : UserError
    data object BadName : UserError
    data object NoCode : UserError

    /** There is no code without the account's PIN. */
    data object PinNeeded : UserError

    /** The account's PIN has so many digits. */
    data class BadPin(val min: Int, val max: Int) : UserError

    /** The account's key does not fit the kind of code that was chosen. */
    data object OtherKind : UserError

    /** The account is marked so that its key is never shown and never exported. */
    data object Protected : UserError

    /** What was typed is not the recovery code, or not the group of it that was asked for. */
    data object WrongRecoveryCode : UserError

    /** Parts that were scanned do not belong together; they are forgotten. */
    data object PartsMixed : UserError

    /** The number on the page has so many digits. */
    data class Number(val digits: Int) : UserError

    /** Another request comes first. */
    data object AnotherFirst : UserError

    /** The code that was scanned for a request belongs to another sign-in, or is none beside a number. */
    data object OtherSignIn : UserError
    data object NotTheCode : UserError

    /** The code beside a number was scanned where an account is added. */
    data object SignInCode : UserError

    /** What was typed is no address, or no code that a page shows for typing. */
    data object BadAddress : UserError
    data object BadTypedCode : UserError

    /** The service knows no such code. */
    data object NoSuchCode : UserError

    /** The service no longer knows this phone; the account was reported. */
    data object Unlinked : UserError
    data object Blocked : UserError

    /** The code is an export of several accounts. */
    data object Export : UserError
    data object ExportTooLarge : UserError

    /** The code asks not to check whom the app talks to. */
    data object CertificateUnchecked : UserError

    /** The organisation confirms sign-ins in a way that this version does not speak. */
    data object UnknownProtocol : UserError

    /** The picture that was chosen holds no code, or is no picture. */
    data object NoCodeInPicture : UserError

    /** The service was not reached. */
    data class Unreachable(val why: UnreachableCause) : UserError

    /** The service answered, and not as it should. */
    data object ServiceRefused : UserError
    data object AppTooOld : UserError

    /** The service did not accept the phone's clock, or IT told it another address than the one that is called. */
    data object ClockRefused : UserError
    data object Gone : UserError

    /** A file was not read or written. */
    data class Transfer(val why: TransferFailure) : UserError

    /** It takes longer than usual and goes on by itself. */
    data object GoesOn : UserError
    data object Refused : UserError
}

/** Thrown by [AuthenticatorService]. Its message names the trouble and nothing of the outside. */
class UserErrorException(val trouble: UserError, cause: Throwable? = null) :
    Exception(trouble::class.simpleName, cause)
