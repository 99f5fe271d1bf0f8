package org.countersign.kit.core

import org.countersign.FoundCode
import org.countersign.kit.CodeChoice
import org.countersign.kit.Corner
import org.countersign.kit.PartsProgress
import org.countersign.kit.Scanned
import org.countersign.kit.ScannedKind
import org.countersign.CodeChoice as NativeChoice
import org.countersign.PartsProgress as NativeProgress
import org.countersign.ScannedKind as NativeKind

internal fun FoundCode.toKit(width: Int, height: Int) = Scanned(code, kind.toKit(), corners.map { Corner(it.x / width, it.y / height) })

private fun NativeKind.toKit(): ScannedKind = when (this) {
    NativeKind.SetsUp -> ScannedKind.SetsUp
    NativeKind.Malformed -> ScannedKind.Malformed
    NativeKind.Store -> ScannedKind.Store
    NativeKind.Foreign -> ScannedKind.Foreign
    NativeKind.Other -> ScannedKind.Other
    is NativeKind.UnknownCharacters -> ScannedKind.UnknownCharacters
    is NativeKind.Part -> ScannedKind.Part(index.toInt(), count.toInt())
}

internal fun NativeChoice.toKit(): CodeChoice = when (this) {
    NativeChoice.Nothing -> CodeChoice.Nothing
    is NativeChoice.Take -> CodeChoice.Take(place.toInt())
    is NativeChoice.Ask -> CodeChoice.Ask(places.map(UInt::toInt))
    is NativeChoice.Say -> CodeChoice.Say(place.toInt())
}

internal fun NativeProgress.toKit(): PartsProgress = when (this) {
    NativeProgress.NoPart -> PartsProgress.NoPart
    is NativeProgress.Waiting -> PartsProgress.Waiting(index.toInt(), count.toInt(), missing.map { it.toInt() })
    is NativeProgress.Whole -> PartsProgress.Whole(Scanned(code.code, code.kind.toKit()))
    NativeProgress.NotOfOneText -> PartsProgress.NotOfOneText
    NativeProgress.TooLong -> PartsProgress.TooLong
}
