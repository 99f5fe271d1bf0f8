package org.countersign.kit.core

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import org.countersign.AddPreview
import org.countersign.Authenticator
import org.countersign.DenyReason
import org.countersign.DeviceInfo
import org.countersign.FrameScanner
import org.countersign.LiveChooser
import org.countersign.PartsCollector
import org.countersign.Platform
import org.countersign.RequestSnapshot
import org.countersign.ScannedCode
import org.countersign.Stays
import org.countersign.UnlockException
import org.countersign.UnlockWith
import org.countersign.VaultStatus
import org.countersign.kit.Account
import org.countersign.kit.AccountList
import org.countersign.kit.AddChoice
import org.countersign.kit.Asked
import org.countersign.kit.ClipboardRule
import org.countersign.kit.Code
import org.countersign.kit.CodeChoice
import org.countersign.kit.DatabaseReader
import org.countersign.kit.SecureKey
import org.countersign.kit.Frame
import org.countersign.kit.Inbox
import org.countersign.kit.KeyFailure
import org.countersign.kit.MadeCode
import org.countersign.kit.Notifications
import org.countersign.kit.PersonKey
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.UserErrorException
import org.countersign.kit.OrganisationService
import org.countersign.kit.PartsProgress
import org.countersign.kit.PlatformKey
import org.countersign.kit.Preview
import org.countersign.kit.Proof
import org.countersign.kit.PushAddress
import org.countersign.kit.Removal
import org.countersign.kit.Request
import org.countersign.kit.Scanned
import org.countersign.kit.StoreService
import org.countersign.kit.TransferService
import org.countersign.kit.DeviceStateStore
import org.countersign.kit.UserError
import org.countersign.kit.Vault
import org.countersign.kit.VaultStore
import org.countersign.chooseCode
import org.countersign.scanStill

/**
 * What the library is told of this phone. `name` is how organisations list it until the person calls it otherwise. `freeMemory` is what the
 * system reports, in bytes: a file whose password takes more than half of it is not opened. `country` is asked again at each refresh; it is
 * compared there and never sent. `databases` asks a database of another app, where that is moved in from.
 */
class PhoneInfo(
    val name: String,
    val appVersion: String,
    val freeMemory: () -> Long? = { null },
    val databases: DatabaseReader = DatabaseReader { _, _ -> null },
    val country: () -> String? = { null },
)

/**
 * The phone over the native library.
 *
 * `roots` are the certificates (DER) that the system trusts, without those that its user added. The library of Android has none of its own: with
 * null, and where none of them can be read, the phone is refused.
 */
fun coreAuthenticatorService(files: VaultStore, values: DeviceStateStore, keys: SecureKey, info: PhoneInfo, roots: List<ByteArray>?): AuthenticatorService {
    val bridge = SecureKeyAdapter(keys)
    val device = DeviceInfo(info.name, Platform.ANDROID, info.appVersion, info.country())
    val library = calling { Authenticator(VaultStoreAdapter(files), DeviceStateAdapter(values), bridge, null, device, roots) }
    return CoreAuthenticatorService(library, bridge, info, SecureKey.PERSON)
}

/** `personKey` names the platform's key that opens the vault beside the passcode, where the phone can make one. */
internal class CoreAuthenticatorService(
    private val library: Authenticator,
    private val keys: SecureKeyAdapter,
    private val info: PhoneInfo,
    private val personKey: String?,
    blocking: CoroutineDispatcher = Dispatchers.IO,
    private val calls: Calls = Calls(keys, blocking),
) : AuthenticatorService,
    StoreService by CoreStore(library, calls),
    OrganisationService by CoreOrganisation(library, calls),
    TransferService by CoreTransfer(library, calls, personKey, info) {
    private val scanner by lazy { FrameScanner() }

    @Volatile
    private var parts = calling { PartsCollector() }

    @Volatile
    private var chooser = calling { LiveChooser() }
    private val nativeVault = library.vault()
    private val nativeAccounts = library.accounts()
    private val nativeRequests = library.requests()

    override suspend fun vault(): Vault = background {
        when (val status = nativeVault.status()) {
            VaultStatus.Absent -> Vault.None
            VaultStatus.Open -> Vault.Open
            VaultStatus.ReadOnly -> Vault.ReadOnly
            is VaultStatus.Locked ->
                Vault.Locked(status.passcode, status.triesLeft.toInt(), status.wait.toLong())
        }
    }

    override suspend fun platformKey(): PlatformKey = background { nativeVault.platformKey().toKit() }

    override suspend fun create(passcode: String) = background {
        keys.failure = null
        when (personKey?.let { keys.person() }) {
            PersonKey.Possible -> make(personKey, passcode)
            PersonKey.Unknown -> try {
                make(personKey, passcode)
            } catch (refused: UnlockException.KeyFailed) {
                if (keys.failure != KeyFailure.Unsupported) throw refused
                make(null, passcode)
            }
            PersonKey.NoScreenLock -> throw UserErrorException(UserError.NoScreenLock)
            PersonKey.Impossible, null -> make(null, passcode)
        }
    }

    private fun make(person: String?, passcode: String) {
        nativeVault.create(person, person != null, passcode)
    }

    override suspend fun unlock(proof: Proof) = proving(proof) { nativeVault.unlock(it) }

    override suspend fun accept() = background { nativeVault.accept() }

    override suspend fun hasPrevious(): Boolean = background { nativeVault.previousStatus() is VaultStatus.Locked }

    override suspend fun unlockPrevious(proof: Proof) = proving(proof) { nativeVault.unlockPrevious(it) }

    override fun sendOut() = calling { nativeVault.sendOut() }

    override fun leave(onScreen: String?): Long? = calling { (nativeVault.leave(onScreen) as? Stays.OpenUntil)?.at?.toLong() }

    override fun comeBack(): Boolean = calling { nativeVault.comeBack() }

    override fun notifications(now: Notifications) = calling { library.setNotifications(now.toNative()) }

    override fun lock() = calling { nativeVault.lock() }

    override suspend fun changePasscode(old: String, new: String) =
        proving(Proof.Passcode(old)) { nativeVault.changePasscode(it, new) }

    override fun accounts(): List<Account> = calling { nativeAccounts.list().map { it.toKit() } }

    override fun search(words: String, group: String?): AccountList = calling { nativeAccounts.search(words, group).toKit() }

    override fun codes(of: Collection<String>?): List<Code> = calling { nativeAccounts.codes(of?.toList(), null).map { it.toKit() } }

    override suspend fun nextCode(account: String): MadeCode = background { nativeAccounts.nextCode(account).toKit() }

    override suspend fun rename(account: String, name: String) = background { nativeAccounts.rename(account, name) }

    override suspend fun reorder(accounts: List<String>) = background { nativeAccounts.reorder(accounts) }

    override suspend fun remove(account: String): Removal = background { nativeAccounts.remove(account).toKit() }

    override fun hidesCodes(): Boolean = calling { nativeAccounts.hidesCodes() }

    override suspend fun hideCodes() = background { nativeAccounts.hideCodes() }

    override suspend fun showCodes(proof: Proof) = proving(proof) { nativeAccounts.showCodes(it) }

    override suspend fun turnOffAppLock(proof: Proof) = proving(proof) { nativeVault.turnOffAppLock(it) }

    override fun reveal(account: String): Long = calling { nativeAccounts.reveal(account).toLong() }

    override fun copied(): ClipboardRule = calling { nativeAccounts.copied().toKit() }

    override fun clipboardIsDue(): Boolean = calling { nativeAccounts.clearClipboardWhenDue() }

    override fun read(frame: Frame): List<Scanned> = calling {
        scanner.scan(frame.luma, frame.width.toUInt(), frame.height.toUInt(), frame.stride.toUInt()).map { it.toKit(frame.width, frame.height) }
    }

    override suspend fun readStill(picture: Frame): List<Scanned> = background {
        scanStill(picture.luma, picture.width.toUInt(), picture.height.toUInt(), picture.stride.toUInt()).map { it.toKit(picture.width, picture.height) }
    }

    override fun choose(codes: List<Scanned>): CodeChoice = chooseCode(codes.map { it.handle as ScannedCode }).toKit()

    override fun chooseLive(codes: List<Scanned>): CodeChoice = chooser.frame(codes.map { it.handle as ScannedCode }).toKit()

    override fun collect(part: Scanned): PartsProgress = parts.add(part.handle as ScannedCode).toKit()

    override fun forgetParts() {
        parts = calling { PartsCollector() }
        chooser = calling { LiveChooser() }
    }

    override suspend fun preview(code: Scanned): Preview =
        background { nativeAccounts.preview(code.handle as ScannedCode).toKit() }

    override suspend fun previewText(text: String): Preview = background { nativeAccounts.previewText(text).toKit() }

    override suspend fun previewKey(issuer: String, account: String, key: String): Preview =
        background { nativeAccounts.previewKey(issuer, account, key).toKit() }

    override fun setDeviceName(name: String) = calling { library.setDeviceName(name) }

    override suspend fun add(preview: Preview, choice: AddChoice): Account {
        val handle = when (preview) {
            is Preview.Code -> preview.handle
            is Preview.Enrol -> preview.handle
        }
        return background { nativeAccounts.add(handle as AddPreview, choice.toNative()).toKit() }
    }

    override suspend fun refresh(by: Asked, each: (Inbox) -> Unit): Inbox {
        val asking = background {
            library.setCountry(info.country())
            nativeRequests.refresh(by.toNative())
        }
        asking.use {
            while (true) each(background { asking.next()?.toKit() } ?: break)
        }
        return inbox()
    }

    override fun inbox(): Inbox = calling { nativeRequests.inbox().toKit() }

    override suspend fun advance() = background { nativeRequests.advance().let {} }

    override fun pushAddress(address: PushAddress?) = calling {
        if (address == null) library.noPushAddress() else library.setPushAddress(address.transport.toNative(), address.text)
    }

    override fun watch(on: Boolean) = calling { nativeRequests.watch(on) }

    override fun request(id: String): Request = drawn { nativeRequests.get(id) }

    override suspend fun open(id: String): Request = asked { nativeRequests.open(id) }

    override suspend fun prove(id: String, proof: Proof): Request {
        proving(proof) { nativeRequests.authorise(id, it) }
        return request(id)
    }

    override fun number(id: String, text: String): Request = drawn { nativeRequests.typeNumber(id, text) }

    override fun match(id: String, code: Scanned): Request = drawn { nativeRequests.matchScanned(id, code.handle as ScannedCode) }

    override fun pick(id: String, place: Int): Request = drawn { nativeRequests.pickNumber(id, place.toUInt()) }

    override fun confirm(id: String): Request = drawn { nativeRequests.confirm(id) }

    override suspend fun approve(id: String): Request = asked { nativeRequests.approve(id) }

    override suspend fun deny(id: String): Request = asked { nativeRequests.deny(id, DenyReason.UNKNOWN_TRIGGER) }

    override suspend fun retry(id: String): Request = asked { nativeRequests.retry(id) }

    override suspend fun report(id: String, sure: Boolean): Request = asked { nativeRequests.report(id, sure) }

    override suspend fun noReport(id: String): Request = asked { nativeRequests.doNotReport(id) }

    override fun dismiss(id: String) = calling { nativeRequests.dismiss(id) }

    private suspend fun <T> background(act: suspend () -> T): T = calls.background(act)

    private suspend fun proving(proof: Proof, act: (UnlockWith) -> Unit) = calls.proving(proof, act)

    private suspend fun asked(snapshot: suspend () -> RequestSnapshot): Request = background { snapshot().toKit() }

    private inline fun drawn(snapshot: () -> RequestSnapshot): Request = calling { snapshot().toKit() }
}
