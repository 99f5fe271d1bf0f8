package org.countersign.kit.core

import org.countersign.AccountSetting
import org.countersign.Authenticator
import org.countersign.CodeKind as NativeKind
import org.countersign.CodeRow
import org.countersign.NewRecoveryCode
import org.countersign.QualityFlag as NativeFlag
import org.countersign.SettingsException
import org.countersign.UnlockWith
import org.countersign.kit.AccountDetails
import org.countersign.kit.Binned
import org.countersign.kit.CodeClock
import org.countersign.kit.CodeKind
import org.countersign.kit.CodePicture
import org.countersign.kit.MadeCode
import org.countersign.kit.Proof
import org.countersign.kit.QualityFlag
import org.countersign.kit.RecoveryCode
import org.countersign.kit.Safety
import org.countersign.kit.StoreService
import org.countersign.kit.UserError
import org.countersign.kit.UserErrorException

/** The library's settings of accounts, bin and recovery code. */
internal class CoreStore(library: Authenticator, private val calls: Calls) : StoreService {
    private val settings = library.settings()
    private val vault = library.vault()

    override suspend fun code(account: String, pin: String?, proof: Proof?): MadeCode {
        val typed = pin?.encodeToByteArray()
        val row = when (proof) {
            null -> calls.background { settings.code(account, typed, null) }
            else -> calls.proving(proof) { settings.code(account, typed, it) }
        }
        return row.toMade()
    }

    override fun details(account: String): AccountDetails = calling {
        val details = settings.details(account)
        AccountDetails(
            details.askBefore, details.neverExport, details.pinStored, mayShow(account), details.account.toKit(), details.note, details.tags,
            details.favourite, details.canGoUp, details.canGoDown, details.quality.map(NativeFlag::toKit),
        )
    }

    override suspend fun annotate(account: String, note: String?, tags: List<String>?) = calls.background {
        note?.let { settings.set(account, AccountSetting.Note(it)) }
        tags?.let { settings.set(account, AccountSetting.Tags(it)) } ?: Unit
    }

    override suspend fun favourite(account: String, on: Boolean) = calls.background { settings.set(account, AccountSetting.Favourite(on)) }

    private fun mayShow(account: String): Boolean = try {
        settings.mayShow(account)
        true
    } catch (_: SettingsException.Protected) {
        false
    } catch (_: SettingsException.NotForThisAccount) {
        false
    }

    override suspend fun askBefore(account: String) = calls.background { settings.set(account, AccountSetting.AskBefore) }

    override suspend fun stopAsking(account: String, proof: Proof) = calls.proving(proof) { settings.stopAsking(account, it) }

    override suspend fun neverExport(account: String) = calls.background { settings.set(account, AccountSetting.NeverExport) }

    override suspend fun storePin(account: String, pin: String?) =
        calls.background { settings.set(account, AccountSetting.Pin(pin?.encodeToByteArray())) }

    override suspend fun switchKind(account: String, to: CodeKind) = calls.background { settings.switchKind(account, to.toNative()) }

    override suspend fun showSecret(account: String, proof: Proof): String =
        calls.proving(proof) { settings.showSecret(account, it).decodeToString() }

    override suspend fun showPicture(account: String, proof: Proof): CodePicture = calls.proving(proof) { how ->
        settings.showPicture(account, how).let { picture -> CodePicture(picture.side.toInt(), picture.modules.map { it.toInt() == 1 }) }
    }

    override fun bin(): List<Binned> = calling { settings.bin().map { Binned(it.account.toKit(), it.until.toLong()) } }

    override suspend fun takeBack(account: String) = calls.background { settings.takeBack(account) }

    override suspend fun deleteNow(account: String) = calls.background { settings.deleteNow(account) }

    override suspend fun emptyBin() = calls.background { settings.emptyBin() }

    override fun codeClock(): CodeClock = calling { settings.clock().let { CodeClock(it.off, it.used) } }

    override suspend fun useCorrectedTime(corrected: Boolean) = calls.background { settings.useCorrectedTime(corrected) }

    override fun safety(): Safety = calling { settings.safety().let { Safety(it.recoveryCode, it.warn, it.backup) } }

    override suspend fun declineRecoveryCode() = calls.background { settings.declineRecoveryCode() }

    override suspend fun newRecoveryCode(proof: Proof): RecoveryCode = calls.proving(proof) { how ->
        val new = vault.newRecoveryCode(how)
        RecoveryCode(new.text().decodeToString(), new.asked().map { it.toInt() }, new)
    }

    override suspend fun useRecoveryCode(code: RecoveryCode, first: String, second: String) = calls.background {
        vault.useRecoveryCode(code.handle as NewRecoveryCode, first.encodeToByteArray(), second.encodeToByteArray())
    }

    override suspend fun recover(code: String, passcode: String) = calls.background {
        val by = UnlockWith.Recovery(code.encodeToByteArray())
        vault.unlock(by)
        var changed = false
        try {
            vault.changePasscode(by, passcode)
            changed = true
        } finally {
            if (!changed) vault.lock()
        }
    }
}

/** What was asked for stands until the library says so; it says that of every code that was asked for. */
private fun CodeRow.toMade(): MadeCode {
    val made = code ?: throw UserErrorException(UserError.NoCode)
    return MadeCode(made.decodeToString(), group.toInt(), shownUntil?.toLong() ?: 0)
}

private fun NativeFlag.toKit(): QualityFlag = when (this) {
    is NativeFlag.ShortSecret -> QualityFlag.ShortSecret(bits.toInt())
    is NativeFlag.FewDigits -> QualityFlag.FewDigits(digits.toInt())
    is NativeFlag.LongPeriod -> QualityFlag.LongPeriod(seconds.toInt())
}

private fun CodeKind.toNative(): NativeKind = when (this) {
    CodeKind.Totp -> NativeKind.TOTP
    CodeKind.Hotp -> NativeKind.HOTP
    CodeKind.Steam -> NativeKind.STEAM
    CodeKind.Yandex -> NativeKind.YANDEX
    CodeKind.Motp -> NativeKind.MOTP
}
