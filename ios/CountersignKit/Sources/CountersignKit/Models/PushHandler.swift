/// What a ring may say. On a locked phone nothing else is shown; there is no number, no code, no account and nothing to press
/// in it but the way into the app.
public enum PushNotice: Equatable, Sendable, CaseIterable { case request, maybeRequest }

/// Shows and takes away the one notification of the app.
@MainActor
public protocol Notifier: AnyObject {
    func ring(_ ring: PushNotice)
    func quiet()
}

/// What a push message does: it wakes the core, which asks the services itself. Nothing in the message is used, so that
/// whoever can send one can only make the app look. Where a service cannot be asked, and none brought a request, the ring says
/// only that something may wait: the message came, so that silence would be wrong more often.
@MainActor
public final class PushHandler {
    private let phone: any AuthenticatorService
    private let notifier: any Notifier
    private let receiver: any PushReceiver
    private var allowed: Bool?
    private var rung: Set<String> = []

    public init(phone: any AuthenticatorService, notifier: any Notifier, receiver: any PushReceiver) {
        self.phone = phone
        self.notifier = notifier
        self.receiver = receiver
    }

    /// What the person says to notifications by now. Services learn this phone's address only while they are allowed, and that
    /// it is gone when they no longer are.
    public func notifications(allowed: Bool) {
        guard allowed != self.allowed else { return }
        self.allowed = allowed
        if allowed {
            receiver.register()
        } else {
            receiver.unregister()
            phone.ring(at: nil)
            notifier.quiet()
        }
    }

    /// The receiver has an address, or another one.
    public func reached(at address: PushAddress) {
        if allowed == true { phone.ring(at: address) }
    }

    public func wake() async {
        var rang = false
        do {
            guard try phone.vault() == .open else {
                notifier.ring(.maybeRequest)
                return
            }
            // The fast ring while the slow are still asked.
            let inbox = try await phone.refresh(.byAPush) { if rings(for: $0) { rang = true } }
            if rings(for: inbox) { rang = true }
            if rang { return }
            if inbox.notes.contains(where: \.unasked) {
                notifier.ring(.maybeRequest)
            } else if rung.isEmpty {
                notifier.quiet()
            }
        } catch {
            if !rang { notifier.ring(.maybeRequest) }
        }
    }

    /// Rings where a request waits for which it did not ring before.
    private func rings(for inbox: Inbox) -> Bool {
        let waiting = Set(inbox.requests.filter { $0.phase == .open || $0.phase == .waiting }.map(\.id))
        let anew = !waiting.subtracting(rung).isEmpty
        rung = waiting
        if anew { notifier.ring(.request) }
        return anew
    }
}

extension Note {
    /// A service could not be asked.
    fileprivate var unasked: Bool {
        switch self {
        case .offline, .unreachable: true
        default: false
        }
    }
}
