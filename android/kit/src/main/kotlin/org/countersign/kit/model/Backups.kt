package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.AutoBackup
import org.countersign.kit.BackupFailure
import org.countersign.kit.BackupFolder
import org.countersign.kit.Export
import org.countersign.kit.FolderException
import org.countersign.kit.PlatformKey
import org.countersign.kit.Proof
import org.countersign.kit.SystemServices
import org.countersign.kit.TransferFailure
import org.countersign.kit.UserError
import org.countersign.kit.UserErrorException

/** What takes a fresh unlock of its own. */
enum class BackupWish { Passphrase, Backup, Folder }

/** What the screen of backups draws. */
data class BackupsState(
    /** A passphrase is set. */
    val hasPassphrase: Boolean = false,
    /** Automatic backups, where they are on, and what the person calls their folder. */
    val auto: AutoBackup? = null,
    val folderName: String? = null,
    /** What is done once the passcode was typed. */
    val waits: BackupWish? = null,
    val busy: Boolean = false,
    /** A backup, until it was written and read back. */
    val made: Export? = null,
    /** One was written just now, and held so many accounts. */
    val written: Int? = null,
    /** A passphrase that could be set, for the person to write down; kept nowhere else. */
    val suggested: String? = null,
    /** The passphrase was set just now. */
    val set: Boolean = false,
    val trouble: UserError? = null,
) {
    override fun toString(): String = "BackupsState($hasPassphrase, $waits, $busy, $written, $trouble)"
}

/** Encrypted backups: the passphrase, one by hand, and those that are made by themselves. */
class BackupsModel(private val phone: AuthenticatorService, private val systemServices: SystemServices, scope: CoroutineScope) :
    Model<BackupsState>(scope, BackupsState()) {
    private var passphrase: String? = null
    private var chosen: String? = null
    private var running = false

    /** What was begun before this changed is dropped. */
    private var turn = 0

    fun begin() {
        turn += 1
        passphrase = null
        chosen = null
        change { BackupsState() }
        draw()
    }

    /** Shows a passphrase that nobody can guess. */
    fun suggest() {
        val suggested = guard({ trouble -> change { it.copy(trouble = trouble) } }) { phone.suggestPassphrase() }
        change { it.copy(suggested = suggested) }
    }

    /** Sets the passphrase, which is typed twice. */
    fun setPassphrase(new: String, again: String): Job? {
        if (new != again) {
            change { it.copy(trouble = UserError.Transfer(TransferFailure.Differ)) }
            return null
        }
        passphrase = new
        return wish(BackupWish.Passphrase)
    }

    /** Asks the person, then does it; by the passcode where the phone's own lock does not open the vault. */
    fun wish(wish: BackupWish, passcode: String? = null): Job? {
        val mine = turn
        return work {
            val proof = passcode?.let(Proof::Passcode) ?: Proof.Platform.takeIf { phone.platformKey() == PlatformKey.Ready }
            try {
                if (proof != null) granted(wish, proof, mine)
                if (mine == turn) change { it.copy(waits = wish.takeIf { proof == null }) }
            } catch (refused: UserErrorException) {
                if (mine == turn) change { it.copy(waits = wish.takeIf { refused.trouble !is UserError.Transfer }) }
                throw refused
            }
        }
    }

    /** The backup was written where the person wanted it, and read back; null where that failed. */
    fun written(readBack: ByteArray?): Job? = current.made?.let { made ->
        work {
            phone.check(made, readBack ?: throw UserErrorException(UserError.Transfer(TransferFailure.NotWritten)))
            change { it.copy(made = null, written = made.accounts) }
        }
    }

    /** Backups go to this folder by themselves from now on, once the person was asked. */
    fun folder(name: String): Job? {
        chosen = name
        return wish(BackupWish.Folder)
    }

    fun turnOff(): Job? = work {
        phone.stopAutoBackup()
        draw()
    }

    /** Makes a backup where one is due, beside the screen. What goes wrong is told on the list. */
    suspend fun run() {
        val auto = guard({}) { phone.autoBackup() } ?: return
        if (running) return
        running = true
        try {
            guard({}) { phone.runAutoBackup(systemServices.backupFolder(auto.folder) ?: NoFolder) }
        } finally {
            running = false
        }
        draw()
    }

    fun forget() {
        turn += 1
        passphrase = null
        chosen = null
        change { BackupsState() }
    }

    private fun draw() {
        val auto = guard({}) { phone.autoBackup() }
        val has = guard({}) { phone.safety() }?.backup == true
        change { it.copy(hasPassphrase = has, auto = auto, folderName = auto?.let { on -> systemServices.nameOfFolder(on.folder) }) }
    }

    private suspend fun granted(wish: BackupWish, proof: Proof, mine: Int) {
        when (wish) {
            BackupWish.Passphrase -> {
                phone.setBackupPassphrase(proof, passphrase ?: return)
                if (mine != turn) return
                passphrase = null
                change { it.copy(set = true, suggested = null) }
                draw()
            }
            BackupWish.Folder -> {
                phone.startAutoBackup(proof, chosen ?: return)
                if (mine != turn) return
                chosen = null
                draw()
                run()
            }
            BackupWish.Backup -> phone.backUp(proof).let { made ->
                if (mine == turn) change { it.copy(made = made, written = null, set = false) } else made.file.fill(0)
            }
        }
    }

    private fun work(act: suspend () -> Unit): Job? {
        if (current.busy) return null
        val mine = turn
        change { it.copy(busy = true, trouble = null) }
        return attempt({ trouble -> if (mine == turn) change { it.copy(trouble = trouble) } }) {
            try {
                act()
            } finally {
                if (mine == turn) change { it.copy(busy = false) }
            }
        }
    }
}

/** A folder that is not there any more: the library says so on the list until another one is chosen. */
private object NoFolder : BackupFolder {
    override fun names(): List<String> = gone()
    override fun read(name: String, limit: Long): ByteArray = gone()
    override fun writeNew(name: String, bytes: ByteArray) = gone()
    override fun delete(name: String) = gone()

    private fun gone(): Nothing = throw FolderException(BackupFailure.NoFolder)
}
