package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import org.countersign.kit.Account
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.Clock
import org.countersign.kit.UserError

/** An account of the bin, and the days that are left to take it back: the last one counts whole. */
data class BinRow(val account: Account, val daysLeft: Int)

data class BinState(val rows: List<BinRow> = emptyList(), val trouble: UserError? = null)

/** The accounts that were removed in the last thirty days. */
class BinModel(private val phone: AuthenticatorService, private val clock: Clock, scope: CoroutineScope) :
    Model<BinState>(scope, BinState()) {
    fun draw(trouble: UserError? = null) {
        val rows = guard({}) { phone.bin() }.orEmpty().map { BinRow(it.account, daysUntil(it.until)) }
        change { BinState(rows, trouble) }
    }

    fun takeBack(account: String): Job = changing { phone.takeBack(account) }

    fun deleteNow(account: String): Job = changing { phone.deleteNow(account) }

    fun empty(): Job = changing { phone.emptyBin() }

    fun forget() = change { BinState() }

    private fun changing(act: suspend () -> Unit): Job = attempt(::draw) {
        act()
        draw()
    }

    private fun daysUntil(until: Long): Int = ((until - clock.now() + DAY - 1) / DAY).coerceAtLeast(0).toInt()

    private companion object {
        const val DAY = 24L * 60 * 60
    }
}
