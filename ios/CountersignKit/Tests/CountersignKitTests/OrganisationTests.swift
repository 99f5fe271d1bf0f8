import CountersignFakes
import CountersignKit
import Foundation
import Testing

/// What the organisation's service is for besides its requests: the code beside the number, typed set-up, activity.
@MainActor
struct OrganisationTests {
    private let page = FakeAuthenticatorService.scanned()
    private let other = FakeAuthenticatorService.scanned()
    private let poster = FakeAuthenticatorService.scanned(.other)

    /// A rig with a request on the screen and its scanner open.
    private func scanning() async -> Rig {
        let rig = await Rig.asked { $0.canScan = true }
        rig.phone.organisation.matches = [(page.handle, nil), (other.handle, .otherSignIn)]
        #expect(rig.app.destination == .request("r1"))
        rig.app.scanNumber()
        #expect(rig.app.destination == .match("r1"))
        return rig
    }

    @Test func the_code_beside_the_number_fills_it_in_and_YES_is_pressed_by_the_person_a30() async {
        let rig = await scanning()
        rig.app.matching.found([page])
        #expect(rig.app.destination == .request("r1"))
        #expect(rig.answering.matched)
        #expect(rig.answering.request?.canApprove == true)
        #expect(rig.calls("approve") == 0)
        await rig.answering.yes()
        #expect(rig.answering.request?.outcome == .approved)
        #expect(!rig.answering.matched)
    }

    @Test func what_is_wrong_with_a_code_is_said_while_the_camera_goes_on_a30() async {
        let rig = await scanning()
        rig.app.matching.found([poster])
        #expect(rig.app.matching.trouble == .notTheCode)
        rig.app.matching.found([other, poster])
        #expect(rig.app.matching.trouble == .otherSignIn)
        rig.app.matching.found([poster, other])
        #expect(rig.app.matching.trouble == .otherSignIn)
        #expect(rig.app.destination == .match("r1"))
        #expect(rig.answering.request?.typed == 0)
        rig.app.matching.found([poster, page])
        #expect(rig.app.destination == .request("r1"))
        #expect(rig.answering.matched)
    }

    @Test func what_was_typed_is_replaced_and_the_number_can_be_typed_after_all_a30() async {
        let rig = await Rig.asked { $0.canScan = true }
        rig.phone.organisation.matches = [(page.handle, nil)]
        rig.answering.number("1")
        #expect(!rig.answering.matched, "it was typed")
        rig.app.scanNumber()
        rig.app.matching.found([page])
        #expect(rig.answering.text.isEmpty)
        #expect(rig.answering.matched)
        rig.answering.number("")
        #expect(!rig.answering.matched)
        #expect(rig.answering.request?.canApprove == false)
    }

    @Test func the_scanner_closes_when_the_request_is_over_or_the_app_is_locked_a30() async {
        let rig = await scanning()
        rig.phone.requests[0].phase = .ended
        rig.phone.requests[0].outcome = .expired
        rig.phone.requests[0].canScan = false
        rig.app.tick()
        #expect(rig.app.destination == .request("r1"))
        let locked = await scanning()
        locked.app.lock()
        locked.app.matching.found([page])
        #expect(locked.app.destination == .unlock)
        #expect(locked.app.matching.request == nil)
    }

    @Test func back_leads_from_the_scanner_to_its_request_and_no_banner_names_that_one() async {
        let rig = await scanning()
        rig.app.tick()
        #expect(rig.app.incoming == nil)
        #expect(rig.app.back())
        #expect(rig.app.destination == .request("r1"))
        let none = await Rig.asked()
        none.app.scanNumber()
        #expect(none.app.destination == .request("r1"), "its page shows no code")
    }

    @Test func address_and_code_are_typed_and_what_is_wrong_is_said_at_its_field_a08() async {
        let rig = Rig()
        rig.app.typeInstead()
        #expect(rig.app.destination == .typed)
        #expect(rig.app.adding.work)
        let wrong: [(UserError, TypedField?)] = [
            (.badAddress, .address), (.notHTTPS, .address), (.unreachable(.noSuchHost), .address), (.wrongIssuer, .address),
            (.badTypedCode, .code), (.noSuchCode, .code), (.alreadyUsed, .code), (.codeExpired, .code),
            (.unreachable(.offline), nil), (.unreachable(.tooManyRequests), nil),
        ]
        for (trouble, field) in wrong {
            rig.phone.nextTrouble = trouble
            await rig.app.adding.typed(address: "signin.harbour.test", code: "1a2b3 c4d5e")
            #expect(rig.app.adding.trouble == trouble)
            #expect(rig.app.adding.field == field, "\(trouble)")
        }
        rig.phone.nextPreview = Samples.organisation
        await rig.app.adding.typed(address: "signin.harbour.test", code: "1a2b3 c4d5e")
        #expect(rig.phone.organisation.typed?.address == "signin.harbour.test")
        #expect(rig.phone.organisation.typed?.code == "1a2b3 c4d5e")
        #expect(rig.app.adding.field == nil)
        await rig.app.adding.accept()
        #expect(rig.phone.rows.last?.label == "ida@harbour.test")
    }

    @Test func an_approval_is_taken_back_by_one_tap_and_the_list_shows_it_a42() async {
        let rig = Rig()
        rig.phone.organisation.past["1"] = Samples.past
        rig.app.go(.activity("1"))
        await rig.app.activity.look()
        #expect(rig.app.activity.rows == Samples.past)
        await rig.app.activity.undo("p1")
        #expect(rig.app.activity.undone)
        #expect(rig.app.activity.rows?.map(\.canUndo) == [false, false, false])
        #expect(rig.app.back())
        #expect(rig.app.destination == .account("1"))
    }

    @Test func right_after_the_approval_it_is_taken_back_from_its_screen_a42() async {
        let rig = await Rig.asked()
        rig.phone.requests[0].phase = .ended
        rig.phone.requests[0].outcome = .approved
        rig.phone.organisation.past["1"] = [
            PastRequest(
                id: "r1", at: Samples.now, outcome: .approved, service: "Mail", origin: Samples.request.from, canUndo: true)
        ]
        rig.app.tick()
        await rig.app.takeBack()
        #expect(rig.app.destination == .activity("1"))
        #expect(rig.app.activity.undone)
        #expect(rig.calls("undo") == 1)
    }

    @Test func what_cannot_be_taken_back_is_told_and_nothing_is_said_to_be_undone_a42() async {
        let rig = Rig()
        rig.phone.organisation.past["1"] = Samples.past
        rig.app.go(.activity("1"))
        await rig.app.activity.look()
        rig.phone.nextTrouble = .unreachable(.offline)
        await rig.app.activity.undo("p1")
        #expect(rig.app.activity.trouble == .unreachable(.offline))
        #expect(!rig.app.activity.undone)
        #expect(!rig.app.activity.busy)
        #expect(rig.app.activity.rows == Samples.past, "the list stays")
        await rig.app.activity.undo("p1")
        #expect(rig.app.activity.undone)
        await rig.app.activity.undo("p2")
        #expect(rig.app.activity.trouble == .gone)
        #expect(!rig.app.activity.undone, "that was the one before")
        rig.app.lock()
        #expect(rig.app.activity.rows == nil)
    }

    @Test func what_was_answered_is_said_in_both_languages_a42() throws {
        let file = try CatalogueFile()
        for language in WordsTests.languages {
            let catalogue = file.catalogue(language)
            let words = PastOutcome.allCases.map { outcome in
                PastRequest(id: "", at: 0, outcome: outcome, service: nil, origin: Samples.request.from, canUndo: false)
                    .outcomeWords
            }
            #expect(Set(words.map { catalogue.text($0) }).count == PastOutcome.allCases.count)
            let what = catalogue.text(Samples.past[0].what)
            #expect(what.contains("Mail") && what.contains("2027"), "\(what)")
            #expect(catalogue.text(Samples.past[2].origin.words).contains(":"))
            let troubles: [UserError] = [
                .otherSignIn, .notTheCode, .signInCode, .badAddress, .badTypedCode, .noSuchCode, .unlinked, .blocked,
            ]
            let told = troubles.map { catalogue.text(Phrase($0)) }
            #expect(Set(told).count == troubles.count)
            #expect(told.allSatisfy { $0.hasSuffix(".") })
        }
    }

    @Test func an_account_that_must_be_set_up_again_leads_to_its_page_a16() {
        let rig = Rig()
        #expect(rig.list.rows[0].account.push?.page == "https://signin.harbour.test/")
        #expect(rig.list.rows[0].account.isInUse)
        rig.phone.rows[0].state = .setUpAgain
        rig.app.tick()
        #expect(rig.list.rows[0].account.mustBeSetUpAgain)
        #expect(!rig.list.rows[0].account.isInUse)
        rig.app.leaveTemporarily()
        #expect(rig.calls("sendOut") == 1)
    }

    @Test func a_new_key_is_told_done_or_for_later_and_what_stood_in_the_way() async {
        let rig = Rig()
        rig.app.go(.account("1"))
        await rig.app.renewal.renew()
        #expect(rig.app.renewal.done == .renewed)
        rig.phone.organisation.renewal = .queued
        await rig.app.renewal.renew()
        #expect(rig.app.renewal.done == .queued)
        rig.phone.nextTrouble = .unlinked
        await rig.app.renewal.renew()
        #expect(rig.app.renewal.trouble == .unlinked)
        #expect(rig.app.renewal.done == nil)
        rig.app.go(.account("2"))
        #expect(rig.app.renewal.trouble == nil, "that was another account's")
        rig.app.lock()
        await rig.app.renewal.renew()
        #expect(rig.calls("renewKey") == 3, "nothing is on the screen")
    }
}
