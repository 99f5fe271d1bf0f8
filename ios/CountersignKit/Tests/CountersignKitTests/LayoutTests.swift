import CountersignKit
import CountersignFakes
import Foundation
import Testing

/// Where things stand on the request's screen, as far as its source says so: nobody draws SwiftUI on Linux.
@MainActor
struct LayoutTests {
    private func source(_ name: String) throws -> String {
        let path = CatalogueFile.ios.appendingPathComponent("App/Sources/\(name).swift")
        return try String(contentsOf: path, encoding: .utf8)
    }

    /// What stands between the braces that follow `head`.
    private func inside(_ head: String, of text: String) throws -> Substring {
        let begin = try #require(text.range(of: head)).upperBound
        var depth = 1
        var end = begin
        while depth > 0, end < text.endIndex {
            if text[end] == "{" { depth += 1 }
            if text[end] == "}" { depth -= 1 }
            end = text.index(after: end)
        }
        return text[begin..<end]
    }

    @Test func refusing_is_pinned_and_never_scrolls_a36() throws {
        let screen = try source("Screens/RequestScreen")
        // There is one such button, and it stands in what is pinned, for every request that can be refused.
        #expect(screen.components(separatedBy: "say(.no)").count == 2)
        #expect(try inside("private struct Answers: View {", of: screen).contains("Danger(text: say(.no)"))
        #expect(screen.components(separatedBy: "Answers(model").count == 2)
        let pinned = try inside("} pinned: {", of: screen)
        #expect(pinned.contains("if let request = model.request, request.canRefuse { Answers("))
        // What is pinned is no part of what scrolls.
        let frame = try inside("struct Screen<Content: View, Pinned: View>: View {", of: try source("Parts/Parts"))
        #expect(frame.contains(".safeAreaInset(edge: .bottom, spacing: 0) { pinned() }"))
        #expect(!(try inside("ScrollView {", of: String(frame)).contains("pinned()")))
    }

    @Test func the_list_is_found_where_it_was_left() throws {
        let list = try source("Screens/AccountsScreen")
        #expect(list.contains("Screen(place: Binding(get: { list.place }, set: { list.place = $0 }))"))
        let frame = String(try inside("struct Screen<Content: View, Pinned: View>: View {", of: try source("Parts/Parts")))
        #expect(frame.contains("if let place { scroll.scrollPosition(id: place) }"))
        #expect(frame.contains(".scrollTargetLayout()"))
        let rig = Rig()
        rig.list.place = "3"
        rig.app.go(.account("3"))
        rig.app.back()
        rig.app.tick()
        #expect(rig.list.place == "3")
    }
}
