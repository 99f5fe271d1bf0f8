package org.countersign.app.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.countersign.kit.Alike
import org.countersign.kit.ExportTarget
import org.countersign.kit.FileFormat
import org.countersign.kit.model.AppModel
import org.countersign.kit.model.BackupWish
import org.countersign.kit.model.Destination

/** Moving in over its model. */
@Composable
fun MoveInHere(app: AppModel, shell: Shell) {
    val state by app.moveIn.state.collectAsStateWithLifecycle()
    MoveInScreen(state, MoveInCalls(app, shell))
}

/** Moving out over its model. */
@Composable
fun MoveOutHere(app: AppModel, shell: Shell) {
    val state by app.moveOut.state.collectAsStateWithLifecycle()
    MoveOutScreen(state, MoveOutCalls(app, shell))
}

/** Backups over their model. */
@Composable
fun BackupsHere(app: AppModel, shell: Shell) {
    val state by app.backups.state.collectAsStateWithLifecycle()
    BackupsScreen(state, BackupsCalls(app, shell))
}

/** The ways to open the app over their model. */
@Composable
fun WaysHere(app: AppModel) {
    val state by app.ways.state.collectAsStateWithLifecycle()
    WaysScreen(state, WaysCalls(app))
}

private class MoveInCalls(private val app: AppModel, private val shell: Shell) : MoveInEvents {
    override fun back() {
        app.back()
    }
    override fun file() = shell.chooseFile()
    override fun scan() = app.scanExport()
    override fun open(password: String) {
        app.moveIn.open(password)
    }
    override fun from(format: FileFormat) {
        app.moveIn.from(format)
    }
    override fun notThat() = app.moveIn.notThat()
    override fun cancel() = app.moveIn.startOver()
    override fun skip(position: Int, skip: Boolean) = app.moveIn.skip(position, skip)
    override fun alike(alike: Alike) = app.moveIn.alike(alike)
    override fun commit(incomplete: Boolean) {
        app.moveIn.commit(incomplete)
    }
    override fun undo(import: String) {
        app.moveIn.undo(import)
    }
}

private class MoveOutCalls(private val app: AppModel, private val shell: Shell) : MoveOutEvents {
    override fun back() {
        app.back()
    }
    override fun choose(target: ExportTarget) = app.moveOut.choose(target)
    override fun backups() = app.go(Destination.Backups)
    override fun makeWith(password: String, again: String) {
        app.moveOut.make(password, again)
    }
    override fun make(passcode: String?) {
        app.moveOut.make(passcode)
    }
    override fun save() = shell.saveFile(if (app.moveOut.state.value.target == ExportTarget.Otpauth) "countersign-links.txt" else "countersign-export.json")
    override fun next() = app.moveOut.next()
    override fun previous() = app.moveOut.previous()
}

private class BackupsCalls(private val app: AppModel, private val shell: Shell) : BackupsEvents {
    override fun back() {
        app.back()
    }
    override fun suggest() = app.backups.suggest()
    override fun setPassphrase(new: String, again: String) {
        app.backups.setPassphrase(new, again)
    }
    override fun wish(wish: BackupWish, passcode: String?) {
        app.backups.wish(wish, passcode)
    }
    override fun save() = shell.saveFile("countersign.csbackup")
    override fun folder() = shell.chooseFolder()
    override fun turnOff() {
        app.backups.turnOff()
    }
    override fun restore() = app.go(Destination.MoveIn)
}

private class WaysCalls(private val app: AppModel) : WaysEvents {
    override fun back() {
        app.back()
    }
    override fun addPlatformKey(passcode: String) {
        app.ways.addPlatformKey(passcode)
    }
    override fun changeKey(passcode: String, recoveryCode: String) {
        app.ways.changeKey(passcode, recoveryCode)
    }
}
