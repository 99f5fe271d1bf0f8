import Observation

/// What this phone answered lately for one account, and "This wasn't me".
@MainActor @Observable
public final class ActivityModel: AccountAskingModel {
    /// Nil until the service has answered.
    public private(set) var rows: [PastRequest]?
    /// An approval was taken back.
    public private(set) var undone = false

    /// Asks the service.
    public func look() async {
        await ask({ [phone] account async throws(UserError) in try await phone.activity(account) }) { rows = $0 }
    }

    /// "This wasn't me". The list is asked for again, so that it shows what is left.
    public func undo(_ request: String) async {
        guard !busy else { return }
        // What is said of an earlier one is not said of this one.
        undone = false
        await ask({ [phone] account async throws(UserError) in try await phone.undo(account, request) }) {
            undone = true
        }
        if undone { await look() }
    }

    override func forget() {
        super.forget()
        (rows, undone) = (nil, false)
    }
}
