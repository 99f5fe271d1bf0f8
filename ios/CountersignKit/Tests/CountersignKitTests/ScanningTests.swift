import CountersignFakes
import CountersignKit
import Testing

@MainActor
struct ScanningTests {
    private let rig = Rig()
    private let first = FakeAuthenticatorService.scanned()
    private let second = FakeAuthenticatorService.scanned()
    private let other = Preview(
        kind: .codes(issuer: "Example Shop", label: "noor@shop.test"), conflict: nil,
        handle: FakeAuthenticatorService.handle())

    private var adding: AddingModel { rig.app.adding }

    private func part(_ index: Int) -> Scanned { FakeAuthenticatorService.scanned(.part(index: index, count: 2)) }

    @Test func of_several_accounts_in_one_frame_the_person_says_which_a68() async {
        rig.phone.previews = [(first.handle, Samples.code), (second.handle, other)]
        await adding.found([first, second])
        #expect(adding.offered == [Samples.code, other])
        #expect(adding.preview == nil)
        #expect(!adding.scanning)
        await adding.found([first])
        #expect(adding.preview == nil)
        adding.choose(other)
        #expect(adding.preview == other)
        #expect(rig.calls("add") == 0)
        adding.drop()
        await adding.found([first])
        #expect(adding.preview == Samples.code)
        await adding.found([second])
        #expect(adding.preview == Samples.code)
    }

    @Test func of_several_codes_in_a_picture_the_one_that_sets_up_is_taken_and_the_others_are_named_a68() async {
        rig.phone.nextPreview = Samples.code
        await adding.picture([
            FakeAuthenticatorService.scanned(.store), first, FakeAuthenticatorService.scanned(.other),
        ])
        #expect(adding.preview == Samples.code)
        #expect(adding.beside == [.store, .other])
    }

    @Test func one_part_adds_nothing_and_all_parts_are_read_as_one_a69() async throws {
        rig.app.add(work: false)
        rig.phone.nextPreview = Samples.code
        await adding.found([part(1)])
        #expect(adding.part == PartsMissing(index: 1, count: 2, missing: [2]))
        #expect(adding.scanning)
        let said = try CatalogueFile().catalogue("en").text(Phrase(try #require(adding.part)))
        #expect(said.hasPrefix("Part 1 of 2 was read."))
        await adding.found([part(2)])
        #expect(adding.preview == Samples.code)
        #expect(adding.part == nil)
    }

    @Test func all_parts_in_one_picture_are_read_as_one_a69() async {
        rig.phone.nextPreview = Samples.code
        await adding.picture([part(2), part(1)])
        #expect(adding.preview == Samples.code)
    }

    @Test func parts_of_an_earlier_visit_do_not_count_a69() async {
        await adding.found([part(1)])
        rig.app.add(work: false)
        #expect(adding.part == nil)
        await adding.found([part(2)])
        #expect(adding.part?.missing == [1])
    }

    @Test func of_several_codes_of_which_one_can_be_added_that_one_is_shown() async {
        rig.phone.previews = [(second.handle, other)]
        await adding.found([first, second])
        #expect(adding.preview == other)
        adding.drop()
        rig.phone.previews = [(FakeAuthenticatorService.handle(), other)]
        await adding.found([first, second])
        #expect(adding.trouble == .notAnAccount)
    }

    @Test func what_was_scanned_is_gone_with_the_lock_a34() async {
        rig.phone.previews = [(first.handle, Samples.code), (second.handle, other)]
        await adding.found([first, second])
        rig.app.lock()
        #expect(!adding.answers)
    }
}
