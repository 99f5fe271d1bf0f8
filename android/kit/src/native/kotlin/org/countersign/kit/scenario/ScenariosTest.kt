package org.countersign.kit.scenario

import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.cancelChildren
import kotlinx.coroutines.runBlocking
import org.countersign.kit.PushAddress
import org.countersign.kit.PushTransport
import org.countersign.kit.UserError
import org.countersign.kit.memory.MemoryNotifier
import org.countersign.kit.model.PushNotice
import org.countersign.kit.model.PushHandler

/** The written scenarios, end to end: the kit's models, the real library, the running sign-in service. */
class ScenariosTest {
    @Test
    fun enrol_from_a_picture_a05_a06() = play("enrol_from_a_picture")

    @Test
    fun cancel_the_preview() = play("cancel_the_preview")

    @Test
    fun groups_and_favourites_a43() = play("groups_and_favourites")

    @Test
    fun what_is_there_is_replaced_a71_a72() = play("what_is_there_is_replaced")

    @Test
    fun try_out() = play("try_out")

    @Test
    fun number_match_a34_a63() = play("number_match")

    @Test
    fun wrong_number() = play("wrong_number")

    @Test
    fun deny() = play("deny")

    @Test
    fun report() = play("report")

    @Test
    fun two_requests() = play("two_requests")

    @Test
    fun expiry() = play("expiry")

    @Test
    fun offline_a27_a55_a56() = play("offline")

    @Test
    fun deny_offline_a64() = play("deny_offline")

    @Test
    fun notifications_refused_a10() = play("notifications_refused")

    @Test
    fun restart() = play("restart")

    @Test
    fun wrong_passcode_a34() = play("wrong_passcode")

    @Test
    fun code_beside_push_a43_a45() = play("code_beside_push")

    @Test
    fun code_used() = play("code_used")

    @Test
    fun foreign_code() = play("foreign_code")

    @Test
    fun name_this_phone() = play("name_this_phone")

    @Test
    fun late_snapshot_a24() = play("late_snapshot")

    @Test
    fun number_field_a19() = play("number_field")

    @Test
    fun left_for_the_browser_a26_a34() = play("left_for_the_browser")

    @Test
    fun left_from_the_list_a34() = play("left_from_the_list")

    @Test
    fun notifications_changed_a10() = play("notifications_changed")

    @Test
    fun keep_both_a43() = play("keep_both")

    @Test
    fun replaced_a43_a76() = play("replaced")

    @Test
    fun several_accounts_in_one_code_a17() = play("several_accounts_in_one_code")

    @Test
    fun warnings_of_a_scanned_account_a43() = play("warnings_of_a_scanned_account")

    @Test
    fun moved_in_and_on_to_another_phone_a49_a71_a72_a73() = play("moved_in_and_on_to_another_phone")

    @Test
    fun suggested_words_open_a_backup_a49() = play("suggested_words_open_a_backup")

    @Test
    fun scan_to_match_a30() = play("scan_to_match")

    @Test
    fun scan_to_match_another_code_a30() = play("scan_to_match_another_code")

    @Test
    fun type_the_code_a08() = play("type_the_code")

    @Test
    fun type_the_code_wrongly_a08() = play("type_the_code_wrongly")

    @Test
    fun wrong_issuer() = play("wrong_issuer")

    @Test
    fun this_was_not_me_a42() = play("this_was_not_me")

    @Test
    fun new_key_a19() = play("new_key")

    @Test
    fun another_phone_a16() = play("another_phone")

    @Test
    fun request_not_in_front() = play("request_not_in_front")

    @Test
    fun report_at_a_plain_server() = play("report_at_a_plain_server")

    @Test
    fun pipush_confirmed_a06_a07() = play("pipush_confirmed")

    @Test
    fun pipush_number_picked() = play("pipush_number_picked")

    @Test
    fun pipush_wrong_number_a20() = play("pipush_wrong_number")

    @Test
    fun pipush_code_for_the_page() = play("pipush_code_for_the_page")

    @Test
    fun pipush_denied_a36() = play("pipush_denied")

    @Test
    fun without_a_fresh_unlock_the_library_itself_refuses_the_right_number_a34() = Service().use { service ->
        runBlocking {
            val player = Player(service, this)
            player.play("wrong_passcode", until = "phone.restart")
            assertEquals(UserError.Locked, player.approveAnyway())
            assertEquals("number", player.stateOf("B"))
            coroutineContext.cancelChildren()
        }
    }

    @Test
    fun the_service_learns_the_push_address_and_what_comes_there_rings_a09_a10() = Service().use { service ->
        runBlocking {
            val player = Player(service, this)
            player.play("code_beside_push", until = "phone.add_text")
            val phone = player.phone
            phone.pushAddress(PushAddress(PushTransport.Log, "phone-of-ida"))
            phone.refresh()
            assertEquals(emptyList(), service.pushedTo())
            service.signIn()
            assertEquals(listOf("phone-of-ida"), service.pushedTo())
            // The message arrives at the receiver in memory, which does what the app's does.
            val notifier = MemoryNotifier()
            PushHandler(phone, notifier).wake()
            assertEquals(listOf(PushNotice.Request), notifier.rung)
            player.answerAndForget()
            assertFalse("disabled" in service.sent())
            phone.pushAddress(null)
            phone.refresh()
            assertContains(service.sent(), """"pushProviderId":"disabled","pushProviderType":"none"""")
            coroutineContext.cancelChildren()
        }
    }

    @Test
    fun every_scenario_of_the_list_is_played() {
        val played = this::class.java.declaredMethods.map { it.name.replace(Regex("(_a\\d\\d)+$"), "") }
        assertEquals(emptySet(), Scenarios.all.keys - played.toSet())
    }

    private fun play(id: String) = Service().use { service ->
        runBlocking {
            val scope = CoroutineScope(Dispatchers.Unconfined + Job())
            try {
                Player(service, scope).play(id)
            } finally {
                scope.cancel()
            }
        }
    }
}
