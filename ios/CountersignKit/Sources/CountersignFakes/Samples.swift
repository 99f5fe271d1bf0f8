import CountersignKit

/// Accounts and requests as tests and previews show them.
public enum Samples {
    public static let now = 1_800_000_000

    public static let contact = Contact(name: "IT desk", phone: "+31 30 555 0142", email: "it@harbour.test")

    public static let harbour = Account(
        id: "1", issuer: "Harbour Bank", label: "ida@harbour.test", kind: "push",
        push: PushFacts(
            host: "signin.harbour.test", deviceLabel: "Ida's phone", contact: contact, hasActivity: true,
            page: "https://signin.harbour.test/"))
    public static let shop = Account(id: "2", issuer: "Example Shop", label: "ida@shop.test", kind: "totp")
    public static let games = Account(id: "3", issuer: "Games", label: "ida", kind: "steam")
    public static let router = Account(id: "4", issuer: "Old Router", label: "admin", kind: "hotp")
    public static let all = [harbour, shop, games, router]

    public static let codes = [
        Code(account: "2", code: "492039", next: "118204", validFrom: now - 12, validUntil: now + 18, group: 3),
        Code(account: "3", code: "7KQ4M", next: "X2FQR", validFrom: now - 25, validUntil: now + 5),
        Code(account: "4", code: nil, next: nil, validFrom: 0, validUntil: 0),
    ]

    public static let request = Request(
        id: "r1", account: "1", tryout: false, host: "signin.harbour.test", organisation: "Harbour Bank",
        service: "Mail", user: "ida@harbour.test", age: 6, browser: "Firefox", system: "Windows",
        town: "Utrecht", country: "NL", phoneCountry: "NL", prompt: .number(digits: 2), phase: .open, inFront: true,
        canApprove: false, needsUnlock: true, typed: 0, secondsLeft: 54, warnings: [], moreWaiting: 0, outcome: nil,
        reported: false, contact: nil, reportFailed: false, reportDisablesAccount: false)

    public static let past = [
        PastRequest(
            id: "p1", at: now - 130, outcome: .approved, service: "Mail", origin: request.from, canUndo: true),
        PastRequest(
            id: "p2", at: now - 86_500, outcome: .wrongNumber, service: "Mail",
            origin: Origin(browser: "Chrome", system: "macOS", town: "São Paulo", country: "BR"), canUndo: false),
        PastRequest(
            id: "p3", at: now - 190_000, outcome: .approved, service: "Your phones",
            origin: Origin(browser: nil, system: nil, town: nil, country: nil), canUndo: false),
    ]

    public static let organisation = Preview(
        kind: .organisation(
            host: "signin.harbour.test", name: "Harbour Bank", user: "ida@harbour.test", device: "iPhone 15"),
        conflict: nil, handle: FakeAuthenticatorService.handle())
    public static let code = Preview(
        kind: .codes(issuer: "Example Shop", label: "ida@shop.test"), conflict: nil,
        handle: FakeAuthenticatorService.handle())
}
