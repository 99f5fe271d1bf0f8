package org.countersign.kit

/** What a code is, as far as it says itself. The words of the core. */
sealed interface ScannedKind {
    /** An account, accounts of an export, or a set-up. */
    data object SetsUp : ScannedKind
    data object Malformed : ScannedKind

    /** It only downloads an app. */
    data object Store : ScannedKind
    data object Foreign : ScannedKind
    data object Other : ScannedKind
    data object UnknownCharacters : ScannedKind

    /** A part of a text in several codes, counted from 1. */
    data class Part(val index: Int, val count: Int) : ScannedKind
}

/** A corner of a code in a picture, as shares of the picture's width and height. */
data class Corner(val x: Float, val y: Float)

/** A QR code that was read, and its corners one after the other. What it says may be a secret and stays in the library. */
class Scanned(val handle: Any, val kind: ScannedKind = ScannedKind.SetsUp, val corners: List<Corner> = emptyList())

/** What to do with codes that were seen together, by their places. The words of the core. */
sealed interface CodeChoice {
    data object Nothing : CodeChoice
    data class Take(val place: Int) : CodeChoice
    data class Ask(val places: List<Int>) : CodeChoice

    /** Before a camera: all that it sees sets nothing up. Say why of this one; the camera goes on. */
    data class Say(val place: Int) : CodeChoice
}

/** What came of a part. The words of the core. */
sealed interface PartsProgress {
    data object NoPart : PartsProgress

    /** Others are needed; parts are counted from 1. */
    data class Waiting(val index: Int, val count: Int, val missing: List<Int>) : PartsProgress
    class Whole(val code: Scanned) : PartsProgress
    data object NotOfOneText : PartsProgress
    data object TooLong : PartsProgress
}
