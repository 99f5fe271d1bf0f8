package org.countersign.app

import org.countersign.app.ui.AccountNotes
import org.countersign.app.ui.AccountScreen
import org.countersign.app.ui.AccountsScreen
import org.countersign.app.ui.BinScreen
import org.countersign.app.ui.CodeDetails
import org.countersign.app.ui.RecoverScreen
import org.countersign.app.ui.RecoveryScreen
import org.countersign.kit.AccountDetails
import org.countersign.kit.CodeClock
import org.countersign.kit.CodePicture
import org.countersign.kit.Group
import org.countersign.kit.QualityFlag
import org.countersign.kit.RecoveryCode
import org.countersign.kit.UserError
import org.countersign.kit.Vault
import org.countersign.kit.memory.FakeStore
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.AccountsState
import org.countersign.kit.model.BinRow
import org.countersign.kit.model.BinState
import org.countersign.kit.model.CodeAskingState
import org.countersign.kit.model.CodeShown
import org.countersign.kit.model.DetailsState
import org.countersign.kit.model.DetailsWish
import org.countersign.kit.model.LockingState
import org.countersign.kit.model.RecoveryState
import org.countersign.kit.model.Row

/** The screens for living with the codes, and every state of them. */
object StoreCases {
    private val guarded = CodeShown(null, null, 0, 1, onDemand = true, needsUnlock = true)
    private val rows = listOf(Row(Samples.shop, guarded), Row(Samples.games, CodeShown("7KQ4M", "X2FQR", 5, 30)))
    private val state = AccountsState(rows, total = 2)
    private val code = RecoveryCode(FakeStore.TEXT, listOf(2, 5), Unit)

    private fun list(name: String, state: AccountsState, asking: CodeAskingState = CodeAskingState()) =
        Case("list-$name") { AccountsScreen(state, Cases.deaf(), asking) }

    private fun details(name: String, state: DetailsState) = Case("account-$name") {
        AccountScreen(Samples.shop, first = true, last = true, Cases.deaf()) {
            AccountNotes(state, Cases.deaf())
            CodeDetails(Samples.shop, state, Cases.deaf())
        }
    }

    private fun recovery(name: String, state: RecoveryState) = Case("recovery-$name") { RecoveryScreen(state, Cases.deaf()) }

    val all: List<Case> = listOf(
        list("guarded", state),
        list("own-code", state.copy(rows = listOf(Row(Samples.harbour, CodeShown("482615", "193847", 12, 30, group = 3))))),
        list("asks-passcode", state, CodeAskingState("2", passcode = true, trouble = UserError.Cancelled)),
        list("asks-pin", state, CodeAskingState("2", pin = true, trouble = UserError.BadPin(4, 16))),
        list("other-time", state.copy(codeClock = CodeClock(90), warnOfLoss = true)),
        list(
            "groups",
            state.copy(
                rows = listOf(Row(Samples.games.copy(favourite = true), CodeShown("7KQ4M", "X2FQR", 5, 30)), Row(Samples.shop, guarded)),
                groups = listOf("Home", "School association", "Work").map { Group(it, 2) },
                group = "Home",
                total = 12,
            ),
        ),
        details(
            "notes",
            DetailsState("2", AccountDetails(note = "Ask Bo for the spare token.\nIt lies in the drawer.", tags = listOf("Home", "Shops"), favourite = true), annotated = true),
        ),
        details("weak", DetailsState("2", AccountDetails(quality = listOf(QualityFlag.ShortSecret(80), QualityFlag.FewDigits(5), QualityFlag.LongPeriod(300))))),
        list("corrected-time", state.copy(codeClock = CodeClock(90, used = true))),
        details("guarded", DetailsState("2", AccountDetails(askBefore = true, pinStored = false), waits = DetailsWish.Secret)),
        details("pin", DetailsState("2", AccountDetails(pinStored = true), trouble = UserError.OtherKind)),
        details("key", DetailsState("2", AccountDetails(), secret = "otpauth://totp/Example%20Shop:ida?secret=JBSWY3DP")),
        details("picture", DetailsState("2", AccountDetails(), picture = CodePicture(3, List(9) { it % 2 == 0 }))),
        details("marked", DetailsState("2", AccountDetails(neverExport = true, mayShow = false))),
        Case("bin") { BinScreen(BinState(listOf(BinRow(Samples.shop, 30), BinRow(Samples.games, 1))), Cases.deaf()) },
        Case("bin-empty") { BinScreen(BinState(trouble = UserError.DiskFull), Cases.deaf()) },
        recovery("new", RecoveryState(exists = true)),
        recovery("passcode", RecoveryState(passcode = true, trouble = UserError.LockedOut)),
        recovery("shown", RecoveryState(code = code)),
        recovery("typing", RecoveryState(code = code, typing = true, trouble = UserError.WrongRecoveryCode)),
        recovery("done", RecoveryState(exists = true, done = true)),
        Case("lock-recover") { RecoverScreen(LockingState(Vault.Locked(true, 10, 0), trouble = UserError.WrongRecoveryCode), {}) { _, _, _ -> } },
    )
}
