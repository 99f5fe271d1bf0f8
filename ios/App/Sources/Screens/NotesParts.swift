import CountersignKit
import SwiftUI

/// Whether an account stands on top, its groups and note, and what is weak about its codes.
struct AccountNotes: View {
    let model: DetailsModel
    let details: AccountDetails

    @State private var note = ""
    @State private var groups = ""

    private var there: String { details.tags.joined(separator: ", ") }

    var body: some View {
        if let trouble = model.trouble {
            Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
        }
        if !details.quality.isEmpty { quality }
        Card {
            Toggle(isOn: Binding(get: { details.favourite }, set: { on in Task { await model.favourite(on) } })) {
                VStack(alignment: .leading, spacing: 2) {
                    Text(verbatim: say(.detailsFavourite)).font(.headline)
                    Soft(text: say(.detailsFavouriteText))
                }
            }
        }
        Field(name: say(.detailsGroups), text: $groups)
        Field(name: say(.detailsNote), text: $note, kind: .lines)
            .onAppear {
                note = details.note
                groups = there
            }
        if model.annotated {
            Notice(text: say(.detailsAnnotated)).onAppear { announce(Phrase(.detailsAnnotated)) }
        }
        Quiet(text: say(.detailsAnnotate), enabled: note != details.note || groups != there) {
            Task {
                await model.annotate(note: note, groups: groups)
                if model.annotated { groups = there }
            }
        }
    }

    private var quality: some View {
        Card {
            Text(verbatim: say(.quality)).font(.headline)
            ForEach(details.quality, id: \.self) { flag in Paragraph(text: say(Phrase(flag))) }
            Soft(text: say(.qualityText))
        }
    }
}
