package org.countersign.app

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.ui.graphics.Brush
import androidx.compose.ui.graphics.Color
import org.countersign.app.ui.AccountKey
import org.countersign.app.ui.AccountScreen
import org.countersign.app.ui.ActivityScreen
import org.countersign.app.ui.MatchScreen
import org.countersign.app.ui.RequestScreen
import org.countersign.app.ui.TypedScreen
import org.countersign.kit.AccountState
import org.countersign.kit.KeyRenewal
import org.countersign.kit.NumberField
import org.countersign.kit.Outcome
import org.countersign.kit.PastOutcome
import org.countersign.kit.Phase
import org.countersign.kit.Request
import org.countersign.kit.UnreachableCause
import org.countersign.kit.UserError
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.ActivityState
import org.countersign.kit.model.AddingState
import org.countersign.kit.model.AnsweringState
import org.countersign.kit.model.MatchingState
import org.countersign.kit.model.RenewalState

/** The code beside the number, typed set-up, activity and setting up again, and every state of them. */
object OrganisationCases {
    private val open = Samples.request.copy(needsUnlock = false, canScan = true, number = NumberField.Empty)

    private fun match(name: String, allowed: Boolean? = true, trouble: UserError? = null, failed: Boolean = false) = Case("match-$name") {
        MatchScreen(MatchingState("r1", trouble), allowed, failed, Cases.deaf()) {
            Box(it.background(Brush.linearGradient(listOf(Color(0xFF3A4A47), Color(0xFF6F7F7B)))))
        }
    }

    private fun request(name: String, request: Request) = Case("request-$name") {
        RequestScreen(AnsweringState(request), canStepAside = true, Cases.deaf(), Samples.harbour.push)
    }

    private fun typed(name: String, trouble: UserError? = null) = Case("typed-code$name") {
        TypedScreen(AddingState(camera = false, trouble = trouble), Cases.deaf())
    }

    private fun key(name: String, state: RenewalState) = Case("account-key-$name") {
        AccountScreen(Samples.harbour, first = true, last = true, Cases.deaf()) { AccountKey(Samples.harbour, state) {} }
    }

    private fun activity(name: String, state: ActivityState) = Case("activity-$name") { ActivityScreen(state, Cases.deaf()) }

    val all: List<Case> = listOf(
        match("open"),
        match("ask", allowed = null),
        match("refused", allowed = false),
        match("failed", failed = true),
        match("other", trouble = UserError.OtherSignIn),
        match("not-the-code", trouble = UserError.NotTheCode),
        request("scan", open),
        request("matched", open.copy(typed = 2, canApprove = true, number = NumberField.Complete)),
        request("your-phones", open.copy(service = "Your phones")),
        request("end-not-me", open.copy(phase = Phase.Ended, outcome = Outcome.Approved)),
        request("end-again", open.copy(phase = Phase.Ended, outcome = Outcome.AccountUnlinked)),
        typed(""),
        typed("-address", UserError.BadAddress),
        typed("-code", UserError.NoSuchCode),
        typed("-patience", UserError.Unreachable(UnreachableCause.TooManyRequests)),
        activity("list", ActivityState("1", Samples.past)),
        activity("outcomes", ActivityState("1", PastOutcome.entries.map { Samples.past[1].copy(id = it.name, outcome = it) })),
        activity("empty", ActivityState("1", emptyList())),
        activity("busy", ActivityState("1", busy = true)),
        activity("undone", ActivityState("1", Samples.past.map { it.copy(canUndo = false) }, undone = true)),
        activity("offline", ActivityState("1", trouble = UserError.Unreachable(UnreachableCause.Offline))),
        activity("unlinked", ActivityState("1", Samples.past, trouble = UserError.Unlinked)),
        key("renewed", RenewalState("1", done = KeyRenewal.Renewed)),
        key("queued", RenewalState("1", done = KeyRenewal.Queued)),
        key("unlinked", RenewalState("1", trouble = UserError.Unlinked)),
        Case("account-again") {
            AccountScreen(Samples.harbour.copy(state = AccountState.SetUpAgain), first = true, last = false, Cases.deaf())
        },
    )
}
