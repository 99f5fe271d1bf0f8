package org.countersign.kit

/** Why something could not be done, by what the person can do about it. Each has a sentence in the app's strings. */
sealed interface Trouble {
    /** `tries` are left; null when the library does not say. */
    data class WrongPasscode(val tries: Int?) : Trouble
    data class TooSoon(val waitSeconds: Long) : Trouble
    data object PasscodeDisabled : Trouble
    data object WeakPasscode : Trouble
    data object Cancelled : Trouble

    /** The phone refuses to unlock for a while. */
    data object LockedOut : Trouble

    /** The phone has no screen lock, and no key can ask for its person. */
    data object NoScreenLock : Trouble

    /** The phone's own lock opened the vault and never will again: it was taken away or changed. */
    data object KeyLost : Trouble

    /** The key that ties the passcode to this phone is gone: nothing opens these accounts any more. */
    data object KeysGone : Trouble

    /** The phone's key store did not do what it was asked. */
    data object KeyFailed : Trouble
    data object Locked : Trouble

    /** The vault's file is damaged or was changed. */
    data object Damaged : Trouble
    data object NewerVersion : Trouble
    data object DiskFull : Trouble
    data object Duplicate : Trouble
    data object AlreadyUsed : Trouble
    data object CodeExpired : Trouble
    data object NotHttps : Trouble
    /** It was not issued by the address that it names, or it was changed. */
    data object WrongIssuer : Trouble

    /** Another vendor's code, named where it is known. */
    data class Foreign(val vendor: String?) : Trouble
    data object NotAnAccount : Trouble
    data object Malformed : Trouble
    data object BadName : Trouble
    data object NoCode : Trouble

    /** There is no code without the account's PIN. */
    data object PinNeeded : Trouble
    data object SeveralCodes : Trouble

    /** The number on the page has so many digits. */
    data class Number(val digits: Int) : Trouble

    /** Another request comes first. */
    data object AnotherFirst : Trouble

    /** The code is an export of several accounts. */
    data object Export : Trouble
    data object ExportTooLarge : Trouble

    /** The code asks not to check whom the app talks to. */
    data object CertificateUnchecked : Trouble

    /** The organisation confirms sign-ins in a way that this version does not speak. */
    data object UnknownProtocol : Trouble

    /** The picture that was chosen holds no code, or is no picture. */
    data object NoCodeInPicture : Trouble

    /** The service was not reached. */
    data class Unreachable(val why: UnreachableCause) : Trouble

    /** The service answered, and not as it should. */
    data object ServiceRefused : Trouble
    data object AppTooOld : Trouble

    /** The service did not accept the phone's clock, or IT told it another address than the one that is called. */
    data object ClockRefused : Trouble
    data object Gone : Trouble

    /** It takes longer than usual and goes on by itself. */
    data object GoesOn : Trouble
    data object Refused : Trouble
}

/** Thrown by [Phone]. Its message names the trouble and nothing of the outside. */
class PhoneException(val trouble: Trouble, cause: Throwable? = null) :
    Exception(trouble::class.simpleName, cause)
