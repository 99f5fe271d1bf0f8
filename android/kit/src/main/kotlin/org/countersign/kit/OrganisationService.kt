package org.countersign.kit

/** What the screens ask of an organisation's service besides its requests. As [AuthenticatorService], of which it is a part. */
interface OrganisationService {
    /** Says what a code would add that was typed, with the address that the page shows beside it. */
    suspend fun previewTyped(address: String, code: String): Preview

    /** What this phone answered lately for an account, newest first, as its service remembers it. */
    suspend fun activity(account: String): List<PastRequest>

    /** "This wasn't me": takes an approval back, and all that came of it. */
    suspend fun undo(account: String, request: String)

    /** Gives an account a new device key, and tells its service. */
    suspend fun renewKey(account: String): KeyRenewal

    /** The person has read which set-ups were refused. */
    fun dismissRefusedSetups()
}

/** What became of a new device key: the service has it, or it is told by a later refresh. */
enum class KeyRenewal { Renewed, Queued }

/** How a request ended that a service remembers. The words of the core. */
enum class PastOutcome { Approved, Denied, WrongNumber, Expired, Superseded, Cancelled, AccountBlocked, Other }

/** From where somebody signed in; what is null was not given. */
data class Origin(val browser: String?, val os: String?, val town: String?, val country: String?) {
    override fun toString(): String = "Origin"
}

/** A request that this phone answered, or let pass: `at` is when it ended, in seconds since 1970. */
data class PastRequest(
    val id: String,
    val at: Long,
    val outcome: PastOutcome,
    val service: String?,
    val origin: Origin,
    /** "This wasn't me" can be said. */
    val canUndo: Boolean,
) {
    override fun toString(): String = "PastRequest($outcome)"
}
