import CountersignKit
import CountersignFakes

/// An app over the twins in memory, in front of the person, with an open vault unless the test says otherwise.
@MainActor
struct Rig {
    let phone: FakeAuthenticatorService
    let clock = MemoryClock()
    let choices = MemoryChoices()
    let systemServices = MemorySystemServices()
    let app: AppModel

    init(_ state: Vault = .open, rows: [Account] = Samples.all) {
        phone = FakeAuthenticatorService(state: state, rows: rows, codes: rows.isEmpty ? [] : Samples.codes)
        app = AppModel(phone: phone, clock: clock, choices: choices, systemServices: systemServices)
        app.comeToFront()
    }

    /// With a request that came forward and was unlocked for.
    static func asked(_ change: (inout Request) -> Void = { _ in }) async -> Rig {
        let rig = Rig()
        var request = Samples.request
        change(&request)
        rig.phone.requests = [request]
        await rig.app.refresh()
        await rig.app.opening?.value
        return rig
    }

    var list: AccountsModel { app.accounts }
    var answering: AnsweringModel { app.answering }

    func code(_ row: Int) -> CodeShown? { list.rows[row].code }

    func calls(_ name: String) -> Int { phone.calls.filter { $0 == name }.count }
}
