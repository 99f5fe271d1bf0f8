package org.countersign.kit

/**
 * What the screens ask of the library for living with the codes: those that the list does not show, details, the bin, the time, and
 * the recovery code. As [AuthenticatorService], of which it is a part.
 */
interface StoreService {
    /** One code that the list does not show: with a PIN for it alone, and after a fresh unlock where the account asks for one. */
    suspend fun code(account: String, pin: String?, proof: Proof?): MadeCode

    fun details(account: String): AccountDetails

    /** The person's own text for it, and its groups: each of what is given. */
    suspend fun annotate(account: String, note: String? = null, tags: List<String>? = null)

    /** It stands first in the list, or no more. */
    suspend fun favourite(account: String, on: Boolean)

    suspend fun askBefore(account: String)

    /** Its codes ask for no unlock any more. The fresh unlock is made for this. */
    suspend fun stopAsking(account: String, proof: Proof)

    /** Its secret is never shown and never exported; nothing takes that back. */
    suspend fun neverExport(account: String)

    /** Stores the account's PIN, or forgets it. */
    suspend fun storePin(account: String, pin: String?)

    suspend fun switchKind(account: String, to: CodeKind)

    /** Its set-up link, which is its secret. The fresh unlock is made for this. */
    suspend fun showSecret(account: String, proof: Proof): String

    /** The same as a code to be scanned with another phone. */
    suspend fun showPicture(account: String, proof: Proof): CodePicture

    /** What was removed in the last thirty days, last removed first. */
    fun bin(): List<Binned>

    suspend fun takeBack(account: String)

    /** Deletes an account of the bin for good. */
    suspend fun deleteNow(account: String)

    suspend fun emptyBin()

    fun codeClock(): CodeClock

    suspend fun useCorrectedTime(corrected: Boolean)

    fun safety(): Safety

    /** The person declines a recovery code. */
    suspend fun declineRecoveryCode()

    /** Makes a recovery code, which is not in use yet. The fresh unlock is made for this. */
    suspend fun newRecoveryCode(proof: Proof): RecoveryCode

    /** Puts a shown code to use, once the two groups were typed that [RecoveryCode.asked] names. */
    suspend fun useRecoveryCode(code: RecoveryCode, first: String, second: String)

    /** Opens the vault by its recovery code and sets another passcode; where that does not go, it stays locked. */
    suspend fun recover(code: String, passcode: String)
}

/** A kind of code that a guess is switched to. The words of the core. */
enum class CodeKind { Totp, Hotp, Steam, Yandex, Motp }

/** What is weak about the codes of an account, by NIST SP 800-63B. The words of the core. */
sealed interface QualityFlag {
    data class ShortSecret(val bits: Int) : QualityFlag
    data class FewDigits(val digits: Int) : QualityFlag
    data class LongPeriod(val seconds: Int) : QualityFlag
}

/** What the details of an account show; none of `askBefore` and what follows it where the account confirms sign-ins. */
data class AccountDetails(
    val askBefore: Boolean = false,
    /** Its secret is never shown and never exported, and that stays so. */
    val neverExport: Boolean = false,
    /** Whether its PIN is stored; null where its codes need none. */
    val pinStored: Boolean? = null,
    /** There is a secret that may be shown. */
    val mayShow: Boolean = true,
    /** Its row. */
    val account: Account? = null,
    val note: String = "",
    val tags: List<String> = emptyList(),
    val favourite: Boolean = false,
    /** It can be moved in the list. */
    val canGoUp: Boolean = false,
    val canGoDown: Boolean = false,
    val quality: List<QualityFlag> = emptyList(),
) {
    override fun toString(): String = "AccountDetails($account, $askBefore, $neverExport, $quality)"
}

/** An account that was removed: `until` is when it cannot be taken back any more, in seconds since 1970. */
data class Binned(val account: Account, val until: Long)

/** The modules of a code, `side` in a row, true for dark: drawn dark on light with four light modules around it. */
class CodePicture(val side: Int, val dark: List<Boolean>)

/** Which time codes are made by: `off` is the services' time minus the phone's, where it is to be offered, in seconds. */
data class CodeClock(val off: Long? = null, val used: Boolean = false)

/** What protects the codes against the loss of this phone: a recovery code, a passphrase of backups. `warn`: say that nothing does. */
data class Safety(val recoveryCode: Boolean = false, val warn: Boolean = false, val backup: Boolean = false)

/** A recovery code that is shown this once. The groups in `asked` are counted from 1. */
class RecoveryCode(val text: String, val asked: List<Int>, val handle: Any) {
    /** As they are written down. */
    val groups: List<String> get() = text.split("-")
}
