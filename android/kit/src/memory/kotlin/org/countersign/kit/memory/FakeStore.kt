package org.countersign.kit.memory

import org.countersign.kit.AccountDetails
import org.countersign.kit.Binned
import org.countersign.kit.Code
import org.countersign.kit.CodeClock
import org.countersign.kit.CodeKind
import org.countersign.kit.CodePicture
import org.countersign.kit.MadeCode
import org.countersign.kit.Proof
import org.countersign.kit.RecoveryCode
import org.countersign.kit.Safety
import org.countersign.kit.StoreService
import org.countersign.kit.UserError
import org.countersign.kit.UserErrorException

/** The part of the library's twin for living with the codes. */
class FakeStore : StoreService {
    internal lateinit var phone: FakeAuthenticatorService
    val details = mutableMapOf<String, AccountDetails>()
    var binned: List<Binned> = emptyList()
    var clock: CodeClock = CodeClock()
    var safety: Safety = Safety()

    /** The PIN that makes codes, and the recovery code that opens the vault. */
    var pin: String = "1234"
    var recoveryCode: String? = null

    override suspend fun code(account: String, pin: String?, proof: Proof?): MadeCode = phone.opened {
        phone.said("code")
        val of = details(account)
        if (of.askBefore) phone.check(proof ?: throw UserErrorException(UserError.NoCode))
        if (of.pinStored == false && pin != this.pin) throw UserErrorException(if (pin == null) UserError.PinNeeded else UserError.BadPin(4, 16))
        MadeCode("104729", 3, phone.now() + phone.shownFor)
    }

    override fun details(account: String): AccountDetails = phone.opened {
        val row = phone.rows.firstOrNull { it.id == account } ?: throw UserErrorException(UserError.Gone)
        val beside = phone.rows.filter { it.favourite == row.favourite }
        (details[account] ?: AccountDetails()).copy(
            account = row, tags = row.tags, favourite = row.favourite, canGoUp = beside.first() != row, canGoDown = beside.last() != row,
        )
    }

    override suspend fun annotate(account: String, note: String?, tags: List<String>?) {
        phone.said("annotate")
        note?.let { text -> set(account) { it.copy(note = text) } }
        tags?.let { all -> phone.rows = phone.rows.map { if (it.id == account) it.copy(tags = all) else it } }
    }

    override suspend fun favourite(account: String, on: Boolean) {
        phone.said("favourite")
        phone.rows = phone.rows.map { if (it.id == account) it.copy(favourite = on) else it }
    }

    override suspend fun askBefore(account: String) {
        phone.said("askBefore")
        set(account) { it.copy(askBefore = true) }
    }

    override suspend fun stopAsking(account: String, proof: Proof) {
        phone.said("stopAsking")
        phone.check(proof)
        set(account) { it.copy(askBefore = false) }
    }

    override suspend fun neverExport(account: String) {
        phone.said("neverExport")
        set(account) { it.copy(neverExport = true, mayShow = false) }
    }

    override suspend fun storePin(account: String, pin: String?) {
        phone.said("storePin")
        set(account) { it.copy(pinStored = pin != null) }
    }

    override suspend fun switchKind(account: String, to: CodeKind): Unit = phone.opened {
        phone.said("switchKind")
        phone.rows = phone.rows.map { if (it.id == account) it.copy(kind = if (to == CodeKind.Yandex) "yaotp" else to.name.lowercase()) else it }
        val needsPin = to == CodeKind.Yandex || to == CodeKind.Motp
        set(account) { it.copy(pinStored = if (needsPin) it.pinStored ?: false else null) }
    }

    override suspend fun showSecret(account: String, proof: Proof): String {
        proved(account, "showSecret", proof)
        return "otpauth://totp/Example%20Shop?secret=JBSWY3DPEHPK3PXP"
    }

    override suspend fun showPicture(account: String, proof: Proof): CodePicture {
        proved(account, "showPicture", proof)
        return CodePicture(2, listOf(true, false, false, true))
    }

    override fun bin(): List<Binned> = phone.opened { binned }

    override suspend fun takeBack(account: String): Unit = phone.opened {
        phone.said("takeBack")
        phone.rows = phone.rows + binned.single { it.account.id == account }.account
        binned = binned.filter { it.account.id != account }
    }

    override suspend fun deleteNow(account: String): Unit = phone.opened {
        phone.said("deleteNow")
        binned = binned.filter { it.account.id != account }
    }

    override suspend fun emptyBin(): Unit = phone.opened {
        phone.said("emptyBin")
        binned = emptyList()
    }

    override fun codeClock(): CodeClock = phone.opened { clock }

    override suspend fun useCorrectedTime(corrected: Boolean): Unit = phone.opened {
        phone.said("useCorrectedTime")
        clock = clock.copy(used = corrected)
    }

    override fun safety(): Safety = phone.opened { safety }

    override suspend fun declineRecoveryCode(): Unit = phone.opened {
        phone.said("declineRecoveryCode")
        safety = safety.copy(warn = false)
    }

    override suspend fun newRecoveryCode(proof: Proof): RecoveryCode = phone.opened {
        phone.said("newRecoveryCode")
        phone.check(proof)
        RecoveryCode(TEXT, listOf(2, 5), Unit)
    }

    override suspend fun useRecoveryCode(code: RecoveryCode, first: String, second: String): Unit = phone.opened {
        phone.said("useRecoveryCode")
        val groups = code.text.split("-")
        if (listOf(first, second) != code.asked.map { groups[it - 1] }) throw UserErrorException(UserError.WrongRecoveryCode)
        recoveryCode = code.text
        safety = safety.copy(recoveryCode = true, warn = false)
    }

    override suspend fun recover(code: String, passcode: String) {
        phone.said("recover")
        if (code != recoveryCode) throw UserErrorException(UserError.WrongRecoveryCode)
        phone.create(passcode)
    }

    /** An account whose code asks for a fresh unlock, or needs a PIN. */
    fun guard(account: String, askBefore: Boolean, pinStored: Boolean? = null) {
        details[account] = AccountDetails(askBefore, pinStored = pinStored)
        phone.codes += account to Code(account, null, null, 0, 0, needsPin = !askBefore && pinStored == false, needsUnlock = askBefore)
    }

    private fun proved(account: String, call: String, proof: Proof): Unit = phone.opened {
        phone.said(call)
        if (!details(account).mayShow) throw UserErrorException(UserError.Protected)
        phone.check(proof)
    }

    private fun set(account: String, to: (AccountDetails) -> AccountDetails): Unit = phone.opened { details[account] = to(details(account)) }

    companion object {
        const val TEXT = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345"
    }
}
