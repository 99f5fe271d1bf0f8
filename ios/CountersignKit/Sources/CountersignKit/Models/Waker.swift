/// What a ring may say. On a locked phone nothing else is shown; there is no number, no code, no account and nothing to press
/// in it but the way into the app.
public enum Ring: Equatable, Sendable, CaseIterable { case request, maybeRequest }

/// Shows and takes away the one notification of the app.
@MainActor
public protocol Bell: AnyObject {
    func ring(_ ring: Ring)
    func quiet()
}

/// What a push message does: it wakes the core, which asks the services itself. Nothing in the message is used, so that
/// whoever can send one can only make the app look.
@MainActor
public final class Waker {
    private let phone: any Phone
    private let bell: any Bell
    private var rung: Set<String> = []

    public init(phone: any Phone, bell: any Bell) {
        self.phone = phone
        self.bell = bell
    }

    public func wake() async {
        do {
            guard try phone.vault() == .open else {
                bell.ring(.maybeRequest)
                return
            }
            let inbox = try await phone.refresh()
            let waiting = Set(inbox.requests.filter { $0.phase == .open || $0.phase == .waiting }.map(\.id))
            if waiting.isEmpty { bell.quiet() }
            if !waiting.subtracting(rung).isEmpty { bell.ring(.request) }
            rung = waiting
        } catch {
            // The service could not be asked: there is nothing to tell. The list says so when it is opened.
        }
    }
}
