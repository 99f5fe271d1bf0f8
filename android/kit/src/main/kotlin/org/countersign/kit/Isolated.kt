package org.countersign.kit

/**
 * A text of others, to stand beside words of ours: its direction stays its own, so that a right-to-left name moves no digit
 * and no word around it (Unicode UAX #9, FSI and PDI).
 */
fun isolated(text: String): String = "\u2068$text\u2069"
