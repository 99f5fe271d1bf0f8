package org.countersign.app

import org.countersign.app.ui.BackupsScreen
import org.countersign.app.ui.MoveInScreen
import org.countersign.app.ui.MoveOutScreen
import org.countersign.app.ui.NewKey
import org.countersign.app.ui.Screen
import org.countersign.app.ui.WaysScreen
import org.countersign.kit.Alike
import org.countersign.kit.AutoBackup
import org.countersign.kit.BackupFailure
import org.countersign.kit.CodePicture
import org.countersign.kit.Export
import org.countersign.kit.ExportTarget
import org.countersign.kit.FileFormat
import org.countersign.kit.FileKind
import org.countersign.kit.ImportChoices
import org.countersign.kit.ImportPlan
import org.countersign.kit.ImportReport
import org.countersign.kit.ImportTotals
import org.countersign.kit.ImportWarning
import org.countersign.kit.LeftOut
import org.countersign.kit.LeftReason
import org.countersign.kit.PastImport
import org.countersign.kit.PlatformKey
import org.countersign.kit.Receipt
import org.countersign.kit.Refusal
import org.countersign.kit.TransferFailure
import org.countersign.kit.Undone
import org.countersign.kit.UserError
import org.countersign.kit.WayToOpen
import org.countersign.kit.WeakPassphrase
import org.countersign.kit.memory.FakeTransfer
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.BackupWish
import org.countersign.kit.model.BackupsState
import org.countersign.kit.model.MoveInState
import org.countersign.kit.model.MoveOutState
import org.countersign.kit.model.WaysState

/** The screens for moving in and out, backups and the ways to open the app, and every state of them. */
object TransferCases {
    private val receipts = listOf(
        Receipt(0, "Harbour Bank", "ida@harbour.test"),
        Receipt(1, "Example Shop", "ida@shop.test", warnings = listOf(ImportWarning.SourceTrash)),
        Receipt(2, "Games", "ida", Refusal.Conflict, offers = setOf(Alike.KeepBoth, Alike.Replace)),
        Receipt(3, "", "", Refusal.BadSecret),
        Receipt(4, "Mail", "ida@mail.test", Refusal.PushAccount),
    )
    private val totals = ImportTotals(5, 2, 3, 4)
    private val plan = ImportPlan(FileFormat.Aegis, receipts, totals, leftBehind = true)
    private val parts = ImportPlan(FileFormat.Google, receipts.take(1), ImportTotals(1, 1, 0), missing = listOf(1, 3), parts = 3)
    private val none = ImportPlan(FileFormat.TwoFas, receipts.drop(3), ImportTotals(2, 0, 2), usable = false)
    private val left = listOf(
        LeftOut("Harbour Bank", "ida@harbour.test", LeftReason.PushAccount),
        LeftOut("Games", "ida", LeftReason.NotRepresentable),
        LeftOut("Vault", "ida", LeftReason.Protected),
    )
    private val made = Export(12, left, leftBehind = true, unreadable = 1, file = ByteArray(0))
    private val codes = Export(12, left, file = ByteArray(0), pictures = List(2) { CodePicture(3, List(9) { it % 2 == 0 }) })
    private val day = Samples.NOW

    private fun failed(why: TransferFailure) = UserError.Transfer(why)

    private fun moveIn(name: String, state: MoveInState) = Case("move-in-$name") { MoveInScreen(state, Cases.deaf()) }

    private fun moveOut(name: String, state: MoveOutState) = Case("move-out-$name") { MoveOutScreen(state, Cases.deaf()) }

    private fun backups(name: String, state: BackupsState) = Case("backups-$name") { BackupsScreen(state, Cases.deaf()) }

    private fun ways(name: String, state: WaysState) = Case("ways-$name") { WaysScreen(state, Cases.deaf()) }

    val all: List<Case> = listOf(
        moveIn("begin", MoveInState(listOf(PastImport("c1", day, FileFormat.Bitwarden, 12), PastImport("c2", day, FileFormat.Countersign, 1)))),
        moveIn("refused", MoveInState(trouble = failed(TransferFailure.MicrosoftCloud))),
        moveIn("name", MoveInState(trouble = failed(TransferFailure.UnknownFormat), nameable = true)),
        moveIn("guessed", MoveInState(kind = FileKind(FileFormat.Raivo, true, guessed = true))),
        moveIn("lacks", MoveInState(plan = ImportPlan(FileFormat.Microsoft, receipts, totals, mayLack = true))),
        moveIn("password", MoveInState(kind = FileKind(FileFormat.Ente, true, 7, 1024), trouble = failed(TransferFailure.WrongPassword))),
        moveIn("busy", MoveInState(kind = FileKind(FileFormat.Ente, true, 7, 1024), busy = true)),
        moveIn("costly", MoveInState(trouble = failed(TransferFailure.TooCostly(1024, 7)))),
        moveIn("plan", MoveInState(plan = plan, choices = ImportChoices(Alike.Replace, skipped = setOf(1)))),
        moveIn("parts", MoveInState(plan = parts)),
        moveIn("none", MoveInState(plan = none, trouble = failed(TransferFailure.NothingUsable))),
        moveIn("done", MoveInState(report = ImportReport("c1", receipts, totals))),
        moveIn("undone", MoveInState(undone = Undone(2, 1, listOf("Example Shop", "Games")))),
        moveOut("forms", MoveOutState(accounts = 12)),
        moveOut("password", MoveOutState(ExportTarget.Aegis, 12, trouble = failed(TransferFailure.Weak(WeakPassphrase.Guessable)))),
        moveOut("warned", MoveOutState(ExportTarget.Cxf, 12)),
        moveOut("passcode", MoveOutState(ExportTarget.Google, 12, passcode = true, trouble = UserError.Cancelled)),
        moveOut("codes", MoveOutState(ExportTarget.Google, 12, made = codes, place = 1)),
        moveOut("ready", MoveOutState(ExportTarget.Otpauth, 12, made = made, trouble = failed(TransferFailure.NotWritten))),
        moveOut("done", MoveOutState(ExportTarget.Otpauth, 12, made = made, done = true)),
        backups("new", BackupsState(trouble = failed(TransferFailure.Differ))),
        backups("suggested", BackupsState(suggested = FakeTransfer.SUGGESTED)),
        backups("passcode", BackupsState(waits = BackupWish.Passphrase)),
        backups("set", BackupsState(hasPassphrase = true, set = true)),
        backups("ready", BackupsState(hasPassphrase = true, made = made)),
        backups("made", BackupsState(hasPassphrase = true, written = 12, auto = AutoBackup("tree/boats", day), folderName = "boats")),
        backups("failed", BackupsState(true, AutoBackup("tree/boats", null, BackupFailure.NoFolder), "boats")),
        ways("ready", WaysState(WayToOpen.entries, PlatformKey.Ready, hasPassphrase = true)),
        Case("ways-new") { Screen(null, null) { NewKey(WaysState(WayToOpen.entries, PlatformKey.Ready, hasPassphrase = true), Cases.deaf()) } },
        ways("lost", WaysState(listOf(WayToOpen.Passcode), PlatformKey.Lost, trouble = UserError.WrongPasscode(9))),
        ways("changed", WaysState(listOf(WayToOpen.Platform, WayToOpen.Passcode), PlatformKey.Ready, dropped = listOf(WayToOpen.Recovery))),
    )
}
