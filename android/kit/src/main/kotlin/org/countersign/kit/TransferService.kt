package org.countersign.kit

/**
 * What the screens ask of the library for moving in from other apps, moving out, backups, and the ways to open the vault. As
 * [AuthenticatorService], of which it is a part. A file's bytes and a password are wiped in the library, never kept.
 */
interface TransferService {
    /** Says whose export a file is, and what opening it costs; also while locked. `format` where the person named it. */
    suspend fun inspect(file: ByteArray, format: FileFormat? = null): FileKind

    /** What the file would add, and what not and why. Nothing is changed. */
    suspend fun plan(file: ByteArray, password: String?, format: FileFormat? = null): ImportPlan

    /** The same for codes of another app's export, as they were scanned one after another. */
    suspend fun planScanned(codes: List<Scanned>): ImportPlan

    /** Adds what a plan showed: all of it or nothing. A plan can be used once. */
    suspend fun commit(plan: ImportPlan, choices: ImportChoices): ImportReport

    /** Takes an import back. */
    suspend fun undo(import: String): Undone

    /** The imports that can still be taken back, newest first. */
    fun imports(): List<PastImport>

    /** The fresh unlock is made for this. `password` for a file that has one; the person was warned of one that has none. */
    suspend fun export(proof: Proof, target: ExportTarget, password: String?): Export

    /** An encrypted backup under the passphrase that was set. The fresh unlock is made for this. */
    suspend fun backUp(proof: Proof): Export

    /** Compares what was read back from where an export was written. */
    suspend fun check(made: Export, readBack: ByteArray)

    /** A passphrase that nobody can guess, to be written down. It is kept nowhere. */
    fun suggestPassphrase(): String

    /** Sets the passphrase of backups. The fresh unlock is made for this. */
    suspend fun setBackupPassphrase(proof: Proof, passphrase: String)

    /** How automatic backups stand; null while they are off. */
    fun autoBackup(): AutoBackup?

    /** Turns automatic backups on, into a folder as the shell names it. The fresh unlock is made for this. */
    suspend fun startAutoBackup(proof: Proof, folder: String)

    /** Turns them off; those that were made stay. */
    suspend fun stopAutoBackup()

    /** Makes a backup where one is due; false where none is. */
    suspend fun runAutoBackup(folder: BackupFolder): Boolean

    /** The ways to open the vault. */
    fun ways(): List<WayToOpen>

    /** Lets the phone's own lock open the vault again. The fresh unlock is made for this. */
    suspend fun addPlatformKey(proof: Proof)

    /**
     * Changes the vault key: only what is kept opens the vault from now on. The passcode is kept, and the phone's own lock where it is
     * `ready`; the recovery code where it is typed. Returns the ways that were dropped.
     */
    suspend fun changeVaultKey(passcode: String, platform: Boolean, recoveryCode: String?): List<WayToOpen>
}

/** A way to open the vault. */
enum class WayToOpen { Platform, Passcode, Recovery }

/** Another app's export, or a backup of ours. The words of the core. */
enum class FileFormat {
    Countersign, Aegis, TwoFas, Google, Ente, Proton, Cxf, Bitwarden, Stratum, AndOtp, AndOtpOld, FreeOtpPlus, FreeOtp1, FreeOtp2, KeePass,
    OnePassword, LastPass, Raivo, Authy, Microsoft, WinAuth, Otpauth, Csv,
}

/** What a file is. `seconds` and `megabytes` are what opening it costs on a computer; nought where it costs nothing to speak of. */
data class FileKind(
    val format: FileFormat,
    val encrypted: Boolean,
    val seconds: Int = 0,
    val megabytes: Int = 0,
    /** The file has no mark of its format: this is the likeliest one. */
    val guessed: Boolean = false,
)

/** Why an entry of a file is not added. The words of the core. */
enum class Refusal {
    UnsupportedType, UnsupportedAlgorithm, BadSecret, OutOfRange, MissingField, NotRepresentable, EncryptedEntry, Duplicate, NotSelected,
    Conflict, PushAccount, Damaged,
}

/** What the person should know of an entry that is added. */
sealed interface ImportWarning {
    data class Scanned(val warning: AccountWarning) : ImportWarning
    data object SourceTrash : ImportWarning
    data object NoteCut : ImportWarning
    data object SetUpAgain : ImportWarning
}

/** What becomes of an entry of a file: it is added, or refused for a reason. */
data class Receipt(
    val position: Int,
    val issuer: String,
    val label: String,
    val refusal: Refusal? = null,
    val warnings: List<ImportWarning> = emptyList(),
    /** What the person may choose, so that it is added all the same: where something like it is there already. */
    val offers: Set<Alike> = emptySet(),
) {
    override fun toString(): String = "Receipt($position, $refusal)"
}

/** Receipts, counted: `found` is the sum of `added` and `refused`. `others` hold no one-time code. */
data class ImportTotals(val found: Int, val added: Int, val refused: Int, val others: Int = 0)

/** What an import would do. It holds the accounts of the file. */
class ImportPlan(
    val format: FileFormat,
    val receipts: List<Receipt>,
    val totals: ImportTotals,
    /** The file also holds icons, colours or counts of use, which are left behind. */
    val leftBehind: Boolean = false,
    /** Parts of the export that are missing, from 1, and how many it has. */
    val missing: List<Int> = emptyList(),
    val parts: Int = 1,
    /** There is an account in it that can be used. */
    val usable: Boolean = true,
    val handle: Any = Unit,
    /** The newest accounts may lie in a second file beside the database, which was not handed over. */
    val mayLack: Boolean = false,
)

/** What is done with an entry of which the name or the key is there already. The very same is never added. The words of the core. */
enum class Alike { Skip, KeepBoth, Replace }

/** What the person says to a plan. */
data class ImportChoices(
    val alike: Alike = Alike.Skip,
    /** Entries that are left out, by their positions. */
    val skipped: Set<Int> = emptySet(),
    /** "Add these": parts are missing, and what is there is enough. */
    val incomplete: Boolean = false,
) {
    /** Whether an entry is added. */
    fun adds(receipt: Receipt): Boolean = (receipt.refusal == null || alike in receipt.offers) && receipt.position !in skipped
}

/** What an import did; `commit` takes it back, and is null where nothing was added. */
data class ImportReport(val commit: String?, val receipts: List<Receipt>, val totals: ImportTotals)

/** An import that can still be taken back. `at` in seconds since 1970; no format where a later version made it. */
data class PastImport(val id: String, val at: Long, val format: FileFormat?, val added: Int)

/** What taking an import back did: how many went to the bin and came back from it, and the names of what was changed since. */
data class Undone(val binned: Int, val restored: Int, val kept: List<String>)

/** What is exported to other apps; all but Aegis' file can be read by anyone who has it. */
enum class ExportTarget { Aegis, Otpauth, Google, Cxf }

/** Why an account is not in a file. The words of the core. */
enum class LeftReason { PushAccount, Protected, NotRepresentable }

/** An account that a file does not hold, or holds by name only. */
data class LeftOut(val issuer: String, val label: String, val reason: LeftReason)

/** A file in memory, on its way out. */
class Export(
    val accounts: Int,
    val leftOut: List<LeftOut> = emptyList(),
    /** Notes, tags, own names or PINs had no place in the format. */
    val leftBehind: Boolean = false,
    /** So many accounts of a later version stay here. */
    val unreadable: Int = 0,
    val file: ByteArray,
    /** The codes of an export to Google Authenticator. */
    val pictures: List<CodePicture> = emptyList(),
    val handle: Any = Unit,
)

/** Why an automatic backup failed. The words of the core. */
enum class BackupFailure { NoFolder, Full, ReadBack, Failed }

/** How automatic backups stand: `last` in seconds since 1970; `failed` until one succeeds. */
data class AutoBackup(val folder: String, val last: Long? = null, val failed: BackupFailure? = null)

/** Why a passphrase or the password of a new file is refused. The words of the core. */
enum class WeakPassphrase { TooShort, TooLong, ControlCharacter, Guessable, Name }

/** Why a file was not read or written. Each has a sentence in the app's strings. */
sealed interface TransferFailure {
    data object UnknownFormat : TransferFailure
    data object UnsupportedVersion : TransferFailure

    /** What it is packed in. */
    data object Zip : TransferFailure
    data object KeePass : TransferFailure
    data object Database : TransferFailure
    data object Duo : TransferFailure
    data object MicrosoftCloud : TransferFailure
    data object PasswordNeeded : TransferFailure
    data object WrongPassword : TransferFailure

    /** Opening it would take so much memory and time. */
    data class TooCostly(val megabytes: Int, val seconds: Int) : TransferFailure
    data object AccountRestricted : TransferFailure
    data object DeviceBound : TransferFailure
    data object TooLarge : TransferFailure
    data object Damaged : TransferFailure
    data object NothingUsable : TransferFailure
    data object PartsMissing : TransferFailure
    data object NoSuchImport : TransferFailure
    data class Weak(val rule: WeakPassphrase) : TransferFailure
    data object NoPassphrase : TransferFailure
    data object NothingToExport : TransferFailure
    data object NotWritten : TransferFailure

    /** The two that were typed differ. */
    data object Differ : TransferFailure

    /** The file could not be opened. */
    data object NoFile : TransferFailure
    data class Backup(val why: BackupFailure) : TransferFailure
}

/** Thrown by [BackupFolder]. */
class FolderException(val failure: BackupFailure) : Exception(failure.name)

/** A folder for automatic backups: the core's `BackupFolder`. Called from a background thread; it must not call the library. */
interface BackupFolder {
    fun names(): List<String>

    /** A whole file, of which at most `limit` bytes are wanted. */
    fun read(name: String, limit: Long): ByteArray

    /** Writes a new file; one of this name is never overwritten. */
    fun writeNew(name: String, bytes: ByteArray)

    fun delete(name: String)
}
