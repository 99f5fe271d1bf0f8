package org.countersign.app.ui

import org.countersign.kit.model.AppModel

/** A request's scanner over its model. */
internal class MatchCalls(private val app: AppModel, private val shell: Shell) : MatchEvents {
    override fun back() {
        app.back()
    }
    override fun allow() = shell.askForCamera()
    override fun systemSettings() = shell.openSystemSettings()
    override fun again() = shell.openCameraAgain()
}

/** The activity of an account over its model. */
internal class ActivityCalls(private val app: AppModel) : ActivityEvents {
    override fun back() {
        app.back()
    }
    override fun again() {
        app.activity.look()
    }
    override fun notMe(request: String) {
        app.activity.undo(request)
    }
}
