import Testing

/// The scenarios of `tests/scenarios`, each against a sign-in service of its own, one after the other.
@MainActor @Suite(.serialized)
struct ScenarioTests {
    private static let played = [
        "enrol_from_a_picture", "cancel_the_preview", "try_out", "number_match", "wrong_number", "deny",
        "report", "two_requests", "expiry", "offline", "deny_offline", "notifications_refused", "restart",
        "wrong_passcode", "code_beside_push", "code_used", "foreign_code", "name_this_phone", "late_snapshot",
        "number_field", "left_for_the_browser", "left_from_the_list", "notifications_changed", "keep_both",
        "replaced", "several_accounts_in_one_code", "warnings_of_a_scanned_account",
        "moved_in_and_on_to_another_phone", "suggested_words_open_a_backup", "groups_and_favourites",
        "what_is_there_is_replaced", "scan_to_match", "scan_to_match_another_code", "type_the_code",
        "type_the_code_wrongly", "wrong_issuer", "this_was_not_me", "new_key", "another_phone",
        "request_not_in_front", "report_at_a_plain_server", "pipush_confirmed", "pipush_number_picked",
        "pipush_wrong_number", "pipush_code_for_the_page", "pipush_denied",
    ]

    @Test func every_scenario_is_played() throws {
        #expect(try Script.load().scenarios.map(\.id) == Self.played)
    }

    @Test func enrol_from_a_picture_a05_a06_a07() async throws { try await Player.play("enrol_from_a_picture") }

    @Test func cancel_the_preview_a07() async throws { try await Player.play("cancel_the_preview") }

    @Test func try_out_a11() async throws { try await Player.play("try_out") }

    @Test func number_match_a19_a34_a63() async throws { try await Player.play("number_match") }

    @Test func wrong_number_a20() async throws { try await Player.play("wrong_number") }

    @Test func deny_a36() async throws { try await Player.play("deny") }

    @Test func report_a37_a38() async throws { try await Player.play("report") }

    @Test func two_requests_a25() async throws { try await Player.play("two_requests") }

    @Test func expiry_a24() async throws { try await Player.play("expiry") }

    @Test func offline_a27_a55_a56() async throws { try await Player.play("offline") }

    @Test func deny_offline_a64() async throws { try await Player.play("deny_offline") }

    @Test func notifications_refused_a10_a23() async throws { try await Player.play("notifications_refused") }

    @Test func restart_a23() async throws { try await Player.play("restart") }

    @Test func wrong_passcode_a34() async throws { try await Player.play("wrong_passcode") }

    @Test func code_beside_push_a43_a45() async throws { try await Player.play("code_beside_push") }

    @Test func code_used_a14() async throws { try await Player.play("code_used") }

    @Test func foreign_code_a17() async throws { try await Player.play("foreign_code") }

    @Test func name_this_phone() async throws { try await Player.play("name_this_phone") }

    @Test func late_snapshot_a24() async throws { try await Player.play("late_snapshot") }

    @Test func number_field_a19() async throws { try await Player.play("number_field") }

    @Test func left_for_the_browser_a26_a34() async throws { try await Player.play("left_for_the_browser") }

    @Test func left_from_the_list_a34() async throws { try await Player.play("left_from_the_list") }

    @Test func notifications_changed_a10() async throws { try await Player.play("notifications_changed") }

    @Test func keep_both_a43() async throws { try await Player.play("keep_both") }

    @Test func replaced_a43_a76() async throws { try await Player.play("replaced") }

    @Test func several_accounts_in_one_code_a17() async throws { try await Player.play("several_accounts_in_one_code") }

    @Test func moved_in_and_on_to_another_phone_a49_a71_a72_a73() async throws {
        try await Player.play("moved_in_and_on_to_another_phone")
    }

    @Test func suggested_words_open_a_backup_a49() async throws { try await Player.play("suggested_words_open_a_backup") }

    @Test func groups_and_favourites_a43() async throws { try await Player.play("groups_and_favourites") }

    @Test func what_is_there_is_replaced_a71_a72() async throws { try await Player.play("what_is_there_is_replaced") }

    @Test func warnings_of_a_scanned_account_a43() async throws {
        try await Player.play("warnings_of_a_scanned_account")
    }

    @Test func scan_to_match_a30() async throws { try await Player.play("scan_to_match") }

    @Test func scan_to_match_another_code_a30() async throws { try await Player.play("scan_to_match_another_code") }

    @Test func type_the_code_a08() async throws { try await Player.play("type_the_code") }

    @Test func type_the_code_wrongly_a08() async throws { try await Player.play("type_the_code_wrongly") }

    @Test func wrong_issuer() async throws { try await Player.play("wrong_issuer") }

    @Test func this_was_not_me_a42() async throws { try await Player.play("this_was_not_me") }

    @Test func new_key_a19() async throws { try await Player.play("new_key") }

    @Test func another_phone_a16() async throws { try await Player.play("another_phone") }

    @Test func request_not_in_front_a25() async throws { try await Player.play("request_not_in_front") }

    @Test func report_at_a_plain_server_a38() async throws { try await Player.play("report_at_a_plain_server") }

    @Test func pipush_confirmed_a06_a07() async throws { try await Player.play("pipush_confirmed") }

    @Test func pipush_number_picked() async throws { try await Player.play("pipush_number_picked") }

    @Test func pipush_wrong_number_a20() async throws { try await Player.play("pipush_wrong_number") }

    @Test func pipush_code_for_the_page() async throws { try await Player.play("pipush_code_for_the_page") }

    @Test func pipush_denied_a36() async throws { try await Player.play("pipush_denied") }
}
