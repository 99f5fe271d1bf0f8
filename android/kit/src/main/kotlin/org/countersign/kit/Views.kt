package org.countersign.kit

import java.nio.ByteBuffer

/** How far an account is usable. The words of the core. */
enum class AccountState { Active, TryoutPending, Paused, Off, Blocked, Unlinked, RemovalPending, SetUpAgain }

/** Whom to call at the organisation. Each part may be missing. */
data class Contact(val name: String?, val phone: String?, val email: String?)

/** What belongs to a work or school account only. */
data class PushFacts(
    val host: String,
    val deviceLabel: String,
    val canReport: Boolean,
    val contact: Contact?,
    /** Its service sends what rings to this phone. */
    val pushRegistered: Boolean = false,
    /** Its service says what was approved lately. */
    val hasActivity: Boolean = false,
    /** The organisation's page, where the account is set up again. */
    val page: String? = null,
)

/** One row of the account list. `kind` is totp, hotp, steam, yaotp, motp or push. */
data class Account(
    val id: String,
    val issuer: String,
    val label: String,
    val kind: String,
    val state: AccountState,
    val push: PushFacts? = null,
    /** Issuer and name in one line, as a screen reader says it. */
    val title: String = "$issuer, $label",
    /** It stands first in the list. */
    val favourite: Boolean = false,
    /** Its groups. */
    val tags: List<String> = emptyList(),
) {
    val isPush: Boolean get() = kind == "push"

    /** Its service is asked for it. */
    val isInUse: Boolean get() = state != AccountState.RemovalPending && state != AccountState.SetUpAgain && state != AccountState.Unlinked

    override fun toString(): String = "Account($kind, $state)"
}

/** A tag as a group of the list. */
data class Group(val name: String, val accounts: Int) {
    override fun toString(): String = "Group($accounts)"
}

/** The list, or what a search leaves of it: favourites first, then the person's order. */
data class AccountList(
    val rows: List<Account>,
    /** The groups that there are, in the order of the alphabet. */
    val groups: List<Group> = emptyList(),
    /** The group whose rows these are; null for all, also where the one that was asked for is gone. */
    val group: String? = null,
    /** Accounts there are, whatever is searched for, whether one of them confirms sign-ins, and whether one only makes codes. */
    val total: Int = rows.size,
    val answers: Boolean = false,
    val makesCodes: Boolean = false,
)

/**
 * A one-time code and its life in seconds since 1970. `code` is null where one has to be asked for: with a counter, each
 * asking uses one up. A masked one is not to be shown before it is tapped.
 */
data class Code(
    val account: String,
    val code: String?,
    val next: String?,
    val validFrom: Long,
    val validUntil: Long,
    val masked: Boolean = false,
    /** There is no code because the account's PIN is not stored. */
    val needsPin: Boolean = false,
    /** How many of its characters stand together for reading; nought where it is not cut. */
    val group: Int = 0,
    /** There is no code because each one asks for a fresh unlock. */
    val needsUnlock: Boolean = false,
) {
    override fun toString(): String = "Code([redacted])"
}

/** A counter-based code, just made: to be taken off the screen at `shownUntil`, in seconds since 1970. */
class MadeCode(val code: String, val group: Int, val shownUntil: Long)

/** What the person says to notifications. The words of the core. */
enum class Notifications { NotAsked, Allowed, Refused }

/** What to do about the clipboard: `clearAt` is when to empty it, in seconds since 1970. */
data class ClipboardRule(val sensitive: Boolean, val clearAt: Long)

/** What a request asks for. */
sealed interface Prompt {
    /** Type the number that the page shows. */
    data class Number(val digits: Int) : Prompt

    /** Pick the number that the page shows. */
    data class Choice(val options: List<String>) : Prompt {
        override fun toString(): String = "Choice(${options.size})"
    }

    /** There is no number: a second question instead. */
    data object Confirm : Prompt

    /** Type this code on the page. */
    data class ShowCode(val code: String) : Prompt {
        override fun toString(): String = "ShowCode([redacted])"
    }
}

/** Where a request stands. The words of the core. */
enum class Phase { Waiting, Open, Sending, DeliveryFailed, AskReport, Reporting, Ended }

/** Who wants the services to be asked: the app as its time comes, a push, or the person. */
enum class Asked { ByItself, ByAPush, ByThePerson }

/** Why a service was not reached. The words of the core. */
enum class UnreachableCause { Offline, NoSuchHost, Refused, TimedOut, Certificate, NotHttps, ServerError, TooManyRequests }

/** What became of an answer. The words of the core. */
sealed interface Outcome {
    data object Approved : Outcome
    data object Denied : Outcome

    /** The app was closed while it answered, and refused the request itself. */
    data object Interrupted : Outcome
    data object WrongNumber : Outcome
    data object Expired : Outcome
    data object Superseded : Outcome
    data object AlreadyHandled : Outcome
    data object AccountUnlinked : Outcome
    data object AppTooOld : Outcome
    data class Unreachable(val why: UnreachableCause) : Outcome
    data object AccountBlocked : Outcome

    /** `certain`: it is the clock; else IT must check the service's public address if the clock is right. */
    data class ClockWrong(val seconds: Long?, val certain: Boolean = true) : Outcome
    data object Refused : Outcome
}

/** What to warn of above the number field. */
sealed interface Warning {
    data object OtherCountry : Warning
    data class RequestsThisHour(val count: Int) : Warning
    data class WrongInRow(val count: Int) : Warning
    data object PickedIsWeaker : Warning
    data object NoNumber : Warning
    data object AlmostOver : Warning
}

/** What the number field holds, compared with what is asked for. The words of the core. */
enum class NumberField { Empty, TooShort, Complete, TooLong, NotDigits }

/** What a report brought: whom to call now. */
data class Reported(val contact: Contact?)

/**
 * A sign-in request as the core draws it. A screen shows this and sends events; it decides nothing.
 *
 * Countries are ISO 3166-1 codes; of where it comes from, what is null was not given. `age` is in seconds.
 */
data class Request(
    val id: String,
    val account: String,
    val tryout: Boolean,
    val host: String,
    val organisation: String,
    val service: String?,
    val user: String,
    val age: Long,
    val browser: String?,
    val os: String?,
    val town: String?,
    val country: String?,
    val phoneCountry: String?,
    val prompt: Prompt,
    val phase: Phase,
    val inFront: Boolean,
    val canApprove: Boolean,
    val needsUnlock: Boolean,
    val typed: Int,
    val secondsLeft: Long,
    val warnings: List<Warning>,
    val moreWaiting: Int,
    val outcome: Outcome?,
    val reported: Reported?,
    val reportFailed: Boolean,
    val reportDisablesAccount: Boolean,
    /** Its row stands among those that wait for the person. */
    val waits: Boolean = true,
    /** "No, it's not me" can be pressed. */
    val canRefuse: Boolean = true,
    /** What the number field holds, where a number is asked for. */
    val number: NumberField? = null,
    /** What to warn of beside that which is picked or confirmed; [warnings] stand above the facts, in their order. */
    val answerWarning: Warning? = null,
    /** The person said no; with [Outcome.Expired] it was too late. */
    val refused: Boolean = false,
    /** The code beside the number on the page can be scanned. */
    val canScan: Boolean = false,
    /** The organisation's own words, where it sends some: a stranger may have written part of them. */
    val text: String? = null,
) {
    val origin: Origin get() = Origin(browser, os, town, country)

    /** YES is enabled: the number is of the right length and the fresh unlock was made. */
    val yesEnabled: Boolean get() = canApprove && !needsUnlock

    val isEnded: Boolean get() = phase == Phase.Ended

    override fun toString(): String = "Request($phase, $outcome)"
}

/** A set-up whose reply was lost, and that the service refused when it was repeated: nothing was added. */
data class RefusedSetup(val service: String, val user: String, val trouble: UserError) {
    override fun toString(): String = "RefusedSetup($trouble)"
}

/** What carries what rings on this phone. `Log` is the services' own, for tests. */
enum class PushTransport { WebPush, Log }

/** Where services send what rings on this phone, in the words of the transport. Whoever knows it can ring. */
data class PushAddress(val transport: PushTransport, val text: String) {
    override fun toString(): String = "PushAddress($transport)"
}

/** A sentence above the list, in the core's order. */
sealed interface Note {
    data object Offline : Note

    /** One organisation was not reached, and why. */
    data class Unreachable(val organisation: String, val why: UnreachableCause) : Note
    data object NotificationsRefused : Note

    /** Slow when positive. */
    data class ClockOff(val seconds: Long) : Note
    data object StorageFailed : Note

    /** Nothing was added; stays until it was read. */
    data class SetupRefused(val setup: RefusedSetup) : Note

    /** So many stored accounts cannot be read by this version. */
    data class Unreadable(val count: Int) : Note

    /** What this phone keeps outside the vault is older than the vault. */
    data object DeviceRestored : Note

    /** The last automatic backup failed; stays until one succeeds. */
    data class BackupFailed(val why: BackupFailure) : Note
    data class Failed(val trouble: UserError) : Note

    /** What was just done; the kit says it for [Inbox.saidFor] seconds. */
    data class RemovalPending(val issuer: String) : Note
    data class Removed(val alsoOnThePage: Boolean) : Note

    /** It can be taken back for thirty days. */
    data object Binned : Note

    /** The clipboard is emptied after so many seconds. */
    data class Copied(val seconds: Long) : Note
}

/** The requests and what is known about them. */
data class Inbox(
    val requests: List<Request> = emptyList(),
    val notes: List<Note> = emptyList(),
    /** Ask the person for notifications now. */
    val askForNotifications: Boolean = false,
    /** Seconds for which a note stands about what was just done or did not go. */
    val saidFor: Long = 30,
    /** Seconds after which to ask again while a screen is in front. */
    val askAgainIn: Long = 3,
    /** When it changes by itself next, in seconds since 1970; when that is not in the future, [AuthenticatorService.advance] is called. */
    val nextDeadline: Long? = null,
) {
    val front: Request? get() = requests.firstOrNull { it.inFront }
}

/** What is there already and makes adding an account a question. The words of the core. */
enum class Conflict { Same, SameSecret, SameName, Registered }

/** What the person should know before an account for codes is added. The words of the core. */
enum class AccountWarning {
    WeakSecret, SurplusBits, UnusualDigits, LongPeriod, CounterMissing, IssuerDiffers, NameMissing, HiddenCharacters,
    RepeatedParameter, HtmlEscaped, FragmentDropped, AlgorithmSpelling, AssumedSteam, MaybeSteam, UnspecifiedEnum,
    MigrationVersion, PinNeeded, LockRequested, GuessedCharacters,
}

/** What a scanned or typed text would add. Nothing is added before the person says so. */
sealed interface Preview {
    /** What is there already: adding it is a question then. */
    val conflict: Conflict?

    /** That account may be replaced by this one. */
    val replaceable: Boolean get() = false

    /** A one-time-code account. */
    data class Code(
        val issuer: String,
        val label: String,
        val warnings: List<AccountWarning>,
        override val conflict: Conflict?,
        val handle: Any,
        override val replaceable: Boolean = false,
    ) : Preview {
        override fun toString(): String = "Preview.Code"
    }

    /** A work or school account: the host is what will be contacted, `device` how it will list this phone. */
    data class Enrol(
        val host: String,
        val organisation: String?,
        val user: String,
        val device: String,
        override val conflict: Conflict?,
        val handle: Any,
    ) : Preview {
        override fun toString(): String = "Preview.Enrol"
    }
}

/** What the person says to an account that is there already: add only what is new, or beside it, or in its place, and it goes to the bin. */
enum class AddChoice { OnlyNew, KeepBoth, Replace }

/** What removing an account brought. */
enum class Removal { Done, Binned, Pending, AlsoOnThePage }

/** Where the vault stands. */
sealed interface Vault {
    data object None : Vault
    data class Locked(val passcode: Boolean, val triesLeft: Int?, val waitSeconds: Long) : Vault
    data object Open : Vault

    /** It is an older copy: nothing can be changed until the person takes it as the vault. */
    data object ReadOnly : Vault
}

/** Whether the phone's own lock opens the vault: the vault's word, whatever keys the phone could make. */
enum class PlatformKey { None, Ready, Lost }

/** How the person shows that they are there. */
sealed interface Proof {
    data class Passcode(val text: String) : Proof {
        override fun toString(): String = "Passcode([redacted])"
    }

    /** By the phone's own unlock; the platform asks. */
    data object Platform : Proof
}

/** A luma plane of the camera or of a picture: rows of `width` pixels that start `stride` bytes apart, in memory that native code can read. */
class Frame(val luma: ByteBuffer, val width: Int, val height: Int, val stride: Int) {
    init {
        require(luma.isDirect) { "native code reads the plane in place" }
    }
}
