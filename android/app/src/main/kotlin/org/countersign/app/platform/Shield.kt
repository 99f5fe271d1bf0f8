package org.countersign.app.platform

import android.app.Activity
import android.os.Build
import android.view.View
import android.view.WindowManager

/** Keeps other apps from seeing what stands on the screen, from covering it, and from being asked to remember it. */
fun shield(activity: Activity) {
    val (window, view) = activity.window to activity.window.decorView
    // Until the person's choice is known, no screenshot.
    window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
    // A touch through another app's window is dropped; from Android 14 on, accessibility services that are no aid for
    // disabled people see nothing of such a view either.
    view.filterTouchesWhenObscured = true
    // Neither passcode nor number is a form field for whoever offers to fill it in.
    view.importantForAutofill = View.IMPORTANT_FOR_AUTOFILL_NO_EXCLUDE_DESCENDANTS
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
        view.importantForContentCapture = View.IMPORTANT_FOR_CONTENT_CAPTURE_NO_EXCLUDE_DESCENDANTS
    }
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) window.setHideOverlayWindows(true)
    // The list of recent apps shows no picture, also where screenshots are allowed.
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) activity.setRecentsScreenshotEnabled(false)
}
