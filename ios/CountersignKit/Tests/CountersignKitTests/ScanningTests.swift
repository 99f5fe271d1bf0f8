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

    @Test func one_of_several_codes_is_tapped_and_nobody_is_asked_before_a68() async {
        func square(_ left: Double) -> [Corner] {
            [(left, 0.2), (left + 0.3, 0.2), (left + 0.3, 0.6), (left, 0.6)].map { Corner(x: $0.0, y: $0.1) }
        }
        let codes = [
            Scanned(first.handle, corners: square(0.1)), Scanned(second.handle, corners: square(0.6)),
            Scanned(FakeAuthenticatorService.handle(), kind: .store, corners: square(0.35)),
        ]
        rig.phone.previews = [(first.handle, Samples.code), (second.handle, other)]
        await adding.seen(codes)
        #expect(adding.inSight.map(\.wanted) == [true, true, false])
        #expect(rig.calls("preview") == 0)
        await adding.tap(Corner(x: 0.5, y: 0.95))
        #expect(adding.preview == nil)
        await adding.tap(Corner(x: 0.8, y: 0.4))
        #expect(adding.preview == other)
        #expect(adding.beside == [.setsUp, .store])
        #expect(adding.inSight.isEmpty)
        await adding.seen(codes)
        #expect(adding.inSight.isEmpty, "nothing is looked at while the question stands")
        adding.drop()
        await adding.seen(codes)
        await adding.list()
        #expect(adding.offered == [Samples.code, other])
    }

    @Test func what_sets_nothing_up_is_said_while_the_camera_goes_on_a68() async {
        let shop = FakeAuthenticatorService.scanned(.store)
        rig.phone.previews = [(first.handle, Samples.code)]
        for _ in 0..<3 { await adding.seen([shop]) }
        #expect(adding.addsNothing == AddsNothing(.store, .notAnAccount))
        #expect(adding.trouble == nil && adding.scanning)
        #expect(adding.inSight == [InSight(shop, wanted: false)])
        #expect(rig.calls("preview") == 1)
        // The reader misses a code now and then; when it is gone, so are its frame and its words.
        await adding.seen([])
        #expect(adding.inSight.count == 1)
        for _ in 0..<10 { await adding.seen([]) }
        #expect(adding.inSight.isEmpty && adding.addsNothing == nil)
        await adding.seen([shop, first])
        #expect(adding.preview == Samples.code)
        #expect(adding.beside == [.store])
    }

    @Test func what_is_there_is_replaced_only_where_it_may_be() async {
        let old = { (replaceable: Bool) in
            Preview(
                kind: .codes(issuer: "Example Shop", label: "ida@shop.test"), conflict: .sameName,
                replaceable: replaceable, handle: FakeAuthenticatorService.handle())
        }
        for (replaceable, choice) in [(true, AddChoice.replace), (false, .keepBoth)] {
            rig.phone.nextPreview = old(replaceable)
            await adding.found([first])
            await adding.accept(replace: true)
            #expect(rig.phone.choice == choice)
        }
        rig.phone.nextPreview = old(true)
        await adding.found([first])
        await adding.accept()
        #expect(rig.phone.choice == .keepBoth)
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
