package org.countersign.kit.core

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import org.countersign.AddChoice
import org.countersign.AddPreview
import org.countersign.Authenticator
import org.countersign.DenyReason
import org.countersign.DeviceInfo
import org.countersign.FrameScanner
import org.countersign.FreshUnlock
import org.countersign.Platform
import org.countersign.ProtectedSetting
import org.countersign.RequestSnapshot
import org.countersign.ScannedCode
import org.countersign.UnlockException
import org.countersign.UnlockProof
import org.countersign.VaultStatus
import org.countersign.kit.Account
import org.countersign.kit.Asked
import org.countersign.kit.ClipboardRule
import org.countersign.kit.Code
import org.countersign.kit.DeviceKeys
import org.countersign.kit.Frame
import org.countersign.kit.Inbox
import org.countersign.kit.KeyFailure
import org.countersign.kit.PersonKey
import org.countersign.kit.Phone
import org.countersign.kit.PhoneException
import org.countersign.kit.PlatformKey
import org.countersign.kit.Preview
import org.countersign.kit.Proof
import org.countersign.kit.PushAddress
import org.countersign.kit.Removal
import org.countersign.kit.Request
import org.countersign.kit.Scanned
import org.countersign.kit.SmallValues
import org.countersign.kit.Trouble
import org.countersign.kit.Vault
import org.countersign.kit.VaultFiles
import org.countersign.scanStill

/** What the library is told of this phone. `name` is how organisations list it until the person calls it otherwise. `country` is asked again at each refresh; it is compared there and never sent. */
class PhoneInfo(val name: String, val appVersion: String, val country: () -> String? = { null })

/**
 * The phone over the native library.
 *
 * `roots` are the certificates (DER) that the system trusts, without those that its user added; null for the built-in ones.
 */
fun nativePhone(files: VaultFiles, values: SmallValues, keys: DeviceKeys, info: PhoneInfo, roots: List<ByteArray>?): Phone {
    val bridge = KeysBridge(keys)
    val device = DeviceInfo(info.name, Platform.ANDROID, info.appVersion, info.country())
    val library = calling(bridge) { Authenticator(FilesBridge(files), ValuesBridge(values), bridge, null, device, roots) }
    return NativePhone(library, bridge, info, DeviceKeys.PERSON)
}

/** `personKey` names the platform's key that opens the vault beside the passcode, where the phone can make one. */
internal class NativePhone(
    private val library: Authenticator,
    private val keys: KeysBridge,
    private val info: PhoneInfo,
    private val personKey: String?,
    private val blocking: CoroutineDispatcher = Dispatchers.IO,
) : Phone {
    private val scanner by lazy { FrameScanner() }

    /** The unlock of the app, until it is spent on a request. */
    private var unlocked: UnlockProof? = null

    override suspend fun vault(): Vault = background {
        when (val status = library.vaultStatus()) {
            VaultStatus.Absent -> Vault.None
            VaultStatus.Open -> Vault.Open
            VaultStatus.ReadOnly -> Vault.ReadOnly
            is VaultStatus.Locked ->
                Vault.Locked(status.passcode, status.triesLeft.toInt(), status.wait.toLong())
        }
    }

    override suspend fun platformKey(): PlatformKey = background { library.vaultPlatformKey().toKit() }

    override suspend fun create(passcode: String) = background(Way.Platform) {
        when (personKey?.let { keys.person() }) {
            PersonKey.Possible -> make(personKey, passcode)
            PersonKey.Unknown -> try {
                make(personKey, passcode)
            } catch (refused: UnlockException.AnotherWay) {
                if (keys.failure != KeyFailure.Unsupported) throw refused
                make(null, passcode)
            }
            PersonKey.NoScreenLock -> throw PhoneException(Trouble.NoScreenLock)
            PersonKey.Impossible, null -> make(null, passcode)
        }
    }

    private fun make(person: String?, passcode: String) {
        unlocked = library.createVault(person, person != null, passcode).proof
    }

    override suspend fun unlock(proof: Proof) = when (proof) {
        is Proof.Passcode -> background(Way.Passcode) { unlocked = library.unlockWithPasscode(proof.text).proof }
        Proof.Platform -> background(Way.Platform) { unlocked = library.unlockWithPlatform().proof }
    }

    override suspend fun accept() = background { library.acceptVault() }

    override fun lock() {
        unlocked = null
        calling(keys) { library.lock() }
    }

    override suspend fun changePasscode(old: String, new: String) =
        asking(ProtectedSetting.PASSCODE, Proof.Passcode(old)) { library.changePasscode(it, new) }

    override fun accounts(): List<Account> = calling(keys) { library.accounts().map { it.toKit() } }

    override fun search(text: String): List<Account> = calling(keys) { library.search(text).map { it.toKit() } }

    override fun codes(): List<Code> = calling(keys) { library.codes(null).map { it.toKit() } }

    override suspend fun nextCode(account: String): String = background { library.nextCode(account).code.decodeToString() }

    override suspend fun rename(account: String, name: String) = background { library.rename(account, name) }

    override suspend fun reorder(accounts: List<String>) = background { library.reorder(accounts) }

    override suspend fun remove(account: String): Removal = background { library.remove(account).toKit() }

    override fun hidesCodes(): Boolean = calling(keys) { library.hidesCodes() }

    override suspend fun hideCodes() = background { library.hideCodes() }

    override suspend fun showCodes(proof: Proof) = asking(ProtectedSetting.SHOWN_CODES, proof) { library.showCodes(it) }

    override suspend fun turnOffAppLock(proof: Proof) =
        asking(ProtectedSetting.APP_LOCK, proof) { library.turnOffAppLock(it) }

    override fun reveal(account: String): Long = calling(keys) { library.reveal(account).toLong() }

    override fun copied(): ClipboardRule = calling(keys) { library.copied().toKit() }

    override fun clipboardIsDue(): Boolean = calling(keys) { library.clipboardIsDue() }

    override fun read(frame: Frame): List<Scanned> = calling(keys) {
        scanner.scan(frame.luma, frame.width.toUInt(), frame.height.toUInt(), frame.stride.toUInt()).map { Scanned(it.code) }
    }

    override suspend fun readStill(picture: Frame): List<Scanned> = background {
        scanStill(picture.luma, picture.width.toUInt(), picture.height.toUInt(), picture.stride.toUInt()).map { Scanned(it.code) }
    }

    override suspend fun preview(code: Scanned): Preview =
        background { library.preview(code.handle as ScannedCode).toKit() }

    override suspend fun previewText(text: String): Preview = background { library.previewText(text).toKit() }

    override suspend fun previewKey(issuer: String, account: String, key: String): Preview =
        background { library.previewKey(issuer, account, key).toKit() }

    override fun setDeviceName(name: String) = calling(keys) { library.setDeviceName(name) }

    override suspend fun add(preview: Preview, keepBoth: Boolean): Account {
        val handle = when (preview) {
            is Preview.Code -> preview.handle
            is Preview.Enrol -> preview.handle
        }
        val choice = if (keepBoth) AddChoice.KEEP_BOTH else AddChoice.ONLY_NEW
        return background { library.add(handle as AddPreview, choice).toKit() }
    }

    override suspend fun refresh(by: Asked, each: (Inbox) -> Unit): Inbox {
        val asking = background {
            library.setCountry(info.country())
            library.refresh(by.toNative())
        }
        asking.use {
            while (true) each(background { asking.next()?.toKit(issuers(), info.country()) } ?: break)
        }
        return inbox()
    }

    override fun inbox(): Inbox = calling(keys) { library.inbox().toKit(issuers(), info.country()) }

    override fun dismissRefusedSetups() = calling(keys) { library.dismissRefusedSetups() }

    override fun pushAddress(address: PushAddress?) = calling(keys) {
        if (address == null) library.noPushAddress() else library.setPushAddress(address.transport.toNative(), address.text)
    }

    override fun watch(on: Boolean) = calling(keys) { library.watch(on) }

    override fun request(id: String): Request = drawn { library.request(id) }

    override suspend fun open(id: String): Request = asked { library.openRequest(id) }

    override suspend fun proveByUnlock(id: String): Request? {
        val proof = unlocked ?: return null
        unlocked = null
        return background {
            try {
                library.authoriseWithProof(id, proof)
                request(id)
            } catch (_: UnlockException) {
                // It is older than a minute: the person is asked.
                null
            }
        }
    }

    override suspend fun prove(id: String, proof: Proof): Request {
        when (proof) {
            is Proof.Passcode -> background(Way.Passcode) { library.authoriseWithPasscode(id, proof.text) }
            Proof.Platform -> background(Way.Platform) { library.authoriseWithPlatform(id) }
        }
        return request(id)
    }

    override fun number(id: String, text: String): Request = drawn { library.typeNumber(id, text) }

    override fun pick(id: String, place: Int): Request = drawn { library.pickNumber(id, place.toUInt()) }

    override fun confirm(id: String): Request = drawn { library.confirm(id) }

    override suspend fun approve(id: String): Request = asked { library.approve(id) }

    override suspend fun deny(id: String): Request = asked { library.deny(id, DenyReason.UNKNOWN_TRIGGER) }

    override suspend fun retry(id: String): Request = asked { library.retry(id) }

    override suspend fun report(id: String, sure: Boolean): Request = asked { library.report(id, sure) }

    override suspend fun noReport(id: String): Request = asked { library.noReport(id) }

    override fun dismiss(id: String) = calling(keys) { library.dismiss(id) }

    /**
     * For calls that may wait: for a key derivation, the disk, the platform's prompt or the network. Whoever waits is never
     * resumed on a thread of the library, from where the library must not be called again.
     */
    private suspend fun <T> background(way: Way = Way.Neither, act: suspend () -> T): T =
        withContext(blocking) {
            // What the key store said to an earlier try is not said of this one.
            if (way != Way.Neither) keys.failure = null
            calling(keys, way) { act() }
        }

    /** Asks the person for one protected setting, and changes it. */
    private suspend fun asking(setting: ProtectedSetting, proof: Proof, act: (FreshUnlock) -> Unit) = when (proof) {
        is Proof.Passcode -> background(Way.Passcode) { act(library.askForPasscode(setting, proof.text)) }
        Proof.Platform -> background(Way.Platform) { act(library.askForPerson(setting)) }
    }

    private suspend fun asked(snapshot: suspend () -> RequestSnapshot): Request =
        background { snapshot().toKit(issuers(), info.country()) }

    private inline fun drawn(snapshot: () -> RequestSnapshot): Request =
        calling(keys) { snapshot().toKit(issuers(), info.country()) }

    private fun issuers(): Map<String, String> = library.accounts().associate { it.id to it.issuer }
}
