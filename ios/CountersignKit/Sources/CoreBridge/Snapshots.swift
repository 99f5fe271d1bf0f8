import Countersign
import CountersignKit

extension CountersignKit.Vault {
    init(_ status: VaultStatus) {
        switch status {
        case .absent: self = .none
        case .locked(let passcode, let tries, let wait):
            self = .locked(tries: passcode ? Int(tries) : 0, wait: Int(clamping: wait))
        case .open: self = .open
        case .readOnly: self = .readOnly
        }
    }
}

extension CountersignKit.Account {
    init(_ row: AccountRow) {
        let facts = row.host.map {
            PushFacts(host: $0, deviceLabel: row.deviceLabel ?? "", contact: row.itContact.map(CountersignKit.Contact.init))
        }
        self.init(
            id: row.id, issuer: row.issuer, label: row.label, kind: row.kind,
            state: CountersignKit.AccountState(row.state), push: facts)
    }
}

extension CountersignKit.AccountState {
    init(_ state: Countersign.AccountState) {
        switch state {
        case .active: self = .active
        case .tryoutPending: self = .tryoutPending
        case .paused: self = .paused
        case .blocked: self = .blocked
        case .unlinked: self = .unlinked
        case .removalPending: self = .removalPending
        case .setUpAgain: self = .setUpAgain
        }
    }
}

extension CountersignKit.Contact {
    init(_ contact: Countersign.Contact) {
        self.init(name: contact.name, phone: contact.phone, email: contact.email)
    }
}

extension CountersignKit.Code {
    init(_ row: CodeRow) {
        self.init(
            account: row.id, code: row.code.map { String(decoding: $0, as: UTF8.self) },
            next: row.next.map { String(decoding: $0, as: UTF8.self) }, validFrom: Int(clamping: row.validFrom),
            validUntil: Int(clamping: row.validUntil), masked: row.masked, needsPin: row.needsPin)
    }
}

extension Preview {
    init(_ preview: AddPreview) throws {
        switch try preview.details() {
        case .codes(let issuer, let label, _, _, _, let warnings, let conflict):
            let weak = warnings.contains { if case .weakSecret = $0 { true } else { false } }
            self.init(
                kind: .codes(issuer: issuer, label: label, weak: weak),
                conflict: conflict.map(CountersignKit.Conflict.init), handle: LibraryValue(preview))
        case .organisation(let host, let name, let user, let device, _, let conflict):
            self.init(
                kind: .organisation(host: host, name: name, user: user, device: device),
                conflict: conflict.map(CountersignKit.Conflict.init), handle: LibraryValue(preview))
        }
    }
}

extension CountersignKit.Conflict {
    init(_ conflict: Countersign.Conflict) {
        switch conflict {
        case .same: self = .same
        case .sameSecret: self = .sameSecret
        case .sameName: self = .sameName
        case .registered: self = .registered
        }
    }
}

extension CountersignKit.Removal {
    init(_ removal: Countersign.Removal) {
        switch removal {
        case .local, .forgotten: self = .done
        case .queued: self = .pending
        case .alsoOnThePage: self = .alsoOnThePage
        }
    }
}

extension CountersignKit.AccountNote {
    init(_ note: Countersign.AccountNote) {
        let (account, state) = (note.id, CountersignKit.AccountState(note.state))
        switch note.trouble {
        case nil, .device: self.init(account: account, state: state, unreachable: nil)
        case .unreachable(let why):
            self.init(account: account, state: state, unreachable: CountersignKit.UnreachableCause(why))
        case .clockWrong: self.init(account: account, state: state, unreachable: nil, clockRefused: true)
        case .refused: self.init(account: account, state: state, unreachable: nil, refused: true)
        case .appTooOld: self.init(account: account, state: state, unreachable: nil, appTooOld: true)
        }
    }
}

extension CountersignKit.UnreachableCause {
    init(_ why: Countersign.UnreachableCause) {
        switch why {
        case .offline: self = .offline
        case .noSuchHost: self = .noSuchHost
        case .refused: self = .refused
        case .timedOut: self = .timedOut
        case .certificate: self = .certificate
        case .notHttps: self = .notHTTPS
        case .serverError: self = .serverError
        case .tooManyRequests: self = .tooManyRequests
        }
    }
}

extension Countersign.Asked {
    init(_ by: CountersignKit.Asked) {
        switch by {
        case .byItself: self = .byItself
        case .byAPush: self = .byAPush
        case .byThePerson: self = .byThePerson
        }
    }
}

extension CountersignKit.RefusedSetup {
    init(_ setup: Countersign.RefusedSetup) {
        let reason: Reason =
            switch setup.reason {
            case .codeUsed: .codeUsed
            case .codeExpired: .codeLapsed
            case .refused: .refused
            }
        self.init(service: setup.service, user: setup.user, reason: reason)
    }
}

extension PushTransport {
    init(_ transport: PushAddress.Transport) {
        switch transport {
        case .apns: self = .apns
        case .log: self = .log
        }
    }
}

extension Request {
    init(_ snapshot: RequestSnapshot, organisation: String?, phoneCountry: String?) {
        self.init(
            id: snapshot.id, account: snapshot.account, tryout: snapshot.purpose == .tryout, host: snapshot.host,
            organisation: organisation ?? snapshot.host, service: snapshot.service, user: snapshot.user,
            created: Int(clamping: snapshot.created), browser: snapshot.browser, system: snapshot.os,
            location: snapshot.location, country: snapshot.country, phoneCountry: phoneCountry,
            prompt: CountersignKit.Prompt(snapshot.prompt), phase: CountersignKit.Phase(snapshot.phase),
            inFront: snapshot.inFront,
            canApprove: snapshot.canApprove, needsUnlock: snapshot.needsUnlock,
            typed: Int(snapshot.typed), secondsLeft: Int(clamping: snapshot.secondsLeft),
            warnings: snapshot.warnings.map(CountersignKit.Warning.init), moreWaiting: Int(snapshot.moreWaiting),
            outcome: snapshot.outcome.map(CountersignKit.Outcome.init), reported: snapshot.reported,
            contact: snapshot.itContact.map(CountersignKit.Contact.init), reportFailed: snapshot.reportFailed,
            reportDisablesAccount: snapshot.reportDisablesAccount)
    }
}

extension CountersignKit.Prompt {
    init(_ prompt: Countersign.Prompt) {
        switch prompt {
        case .numberEntry(let digits): self = .number(digits: Int(digits))
        case .numberChoice(let options): self = .choice(options)
        case .confirm: self = .confirm
        case .showCode(let code): self = .showCode(code)
        }
    }
}

extension CountersignKit.Phase {
    init(_ phase: Countersign.Phase) {
        switch phase {
        case .waiting: self = .waiting
        case .open: self = .open
        case .sending: self = .sending
        case .deliveryFailed: self = .deliveryFailed
        case .askReport: self = .askReport
        case .reporting: self = .reporting
        case .ended: self = .ended
        }
    }
}

extension CountersignKit.Warning {
    init(_ warning: RequestWarning) {
        switch warning {
        case .otherCountry: self = .otherCountry
        case .requestsThisHour(let count): self = .requestsThisHour(Int(count))
        case .wrongInRow(let count): self = .wrongInRow(Int(count))
        case .pickedIsWeaker: self = .pickedIsWeaker
        case .noNumber: self = .noNumber
        case .almostOver: self = .almostOver
        }
    }
}

extension CountersignKit.Outcome {
    init(_ outcome: Countersign.Outcome) {
        switch outcome {
        case .approved: self = .approved
        case .denied(let interrupted): self = interrupted ? .interrupted : .denied
        case .wrongNumber: self = .wrongNumber
        case .expired: self = .expired
        case .superseded: self = .superseded
        case .alreadyHandled: self = .alreadyHandled
        case .accountUnlinked: self = .accountUnlinked
        case .appTooOld: self = .appTooOld
        case .unreachable(let why, _): self = .unreachable(CountersignKit.UnreachableCause(why))
        case .accountBlocked: self = .accountBlocked
        case .clockWrong(let seconds, let certain):
            self = .clockWrong(seconds: seconds.map { Int(clamping: $0) }, certain: certain)
        case .refused: self = .refused
        }
    }
}
