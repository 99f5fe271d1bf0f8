package org.countersign.kit

import java.security.interfaces.ECPublicKey

/** The point of a P-256 key as 65 bytes: 4, x, y. */
fun ECPublicKey.uncompressed(): ByteArray = byteArrayOf(UNCOMPRESSED) + fixed(w.affineX.toByteArray()) + fixed(w.affineY.toByteArray())

private fun fixed(number: ByteArray): ByteArray =
    number.takeLast(COORDINATE).toByteArray().let { ByteArray(COORDINATE - it.size) + it }

private const val UNCOMPRESSED: Byte = 4
private const val COORDINATE = 32
