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
            PushFacts(
                host: $0, deviceLabel: row.deviceLabel ?? "", contact: row.itContact.map(CountersignKit.Contact.init),
                pushRegistered: row.pushRegistered, hasActivity: row.hasActivity, page: row.page)
        }
        self.init(
            id: row.id, issuer: row.issuer, label: row.label, title: row.title, kind: row.kind,
            state: CountersignKit.AccountState(row.state), push: facts, favourite: row.favourite, tags: row.tags)
    }
}

extension CountersignKit.AccountList {
    init(_ list: Countersign.AccountList) {
        self.init(
            rows: list.rows.map(CountersignKit.Account.init),
            groups: list.groups.map { CountersignKit.Group($0.name, accounts: Int($0.accounts)) }, group: list.group,
            total: Int(list.total), makesCodes: list.makesCodes)
    }
}

extension CountersignKit.AccountState {
    init(_ state: Countersign.AccountState) {
        switch state {
        case .active: self = .active
        case .tryoutPending: self = .tryoutPending
        case .paused: self = .paused
        case .off: self = .off
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
            validUntil: Int(clamping: row.validUntil), masked: row.masked, needsPin: row.needsPin,
            needsUnlock: row.needsUnlock, group: Int(row.group))
    }
}

extension MadeCode {
    init(_ made: CounterCode) {
        self.init(
            code: String(decoding: made.code, as: UTF8.self), group: Int(made.group),
            shownUntil: Int(clamping: made.shownUntil))
    }
}

extension Countersign.Notifications {
    init(_ now: CountersignKit.Notifications) {
        switch now {
        case .notAsked: self = .notAsked
        case .allowed: self = .allowed
        case .refused: self = .refused
        }
    }
}

extension CountersignKit.AccountWarning {
    init(_ warning: Countersign.AccountWarning) {
        switch warning {
        case .weakSecret: self = .weakSecret
        case .surplusBits: self = .surplusBits
        case .unusualDigits: self = .unusualDigits
        case .longPeriod: self = .longPeriod
        case .counterMissing: self = .counterMissing
        case .issuerDiffers: self = .issuerDiffers
        case .nameMissing: self = .nameMissing
        case .hiddenCharacters: self = .hiddenCharacters
        case .repeatedParameter: self = .repeatedParameter
        case .htmlEscaped: self = .htmlEscaped
        case .fragmentDropped: self = .fragmentDropped
        case .algorithmSpelling: self = .algorithmSpelling
        case .assumedSteam: self = .assumedSteam
        case .maybeSteam: self = .maybeSteam
        case .unspecifiedEnum: self = .unspecifiedEnum
        case .migrationVersion: self = .migrationVersion
        case .pinNeeded: self = .pinNeeded
        case .lockRequested: self = .lockRequested
        case .guessedCharacters: self = .guessedCharacters
        }
    }
}

extension Preview {
    init(_ preview: AddPreview) throws {
        switch try preview.details() {
        case .codes(let issuer, let label, _, _, _, let warnings, let conflict, let replaceable):
            self.init(
                kind: .codes(issuer: issuer, label: label, warnings: warnings.map(CountersignKit.AccountWarning.init)),
                conflict: conflict.map(CountersignKit.Conflict.init), replaceable: replaceable,
                handle: LibraryValue(preview))
        case .organisation(let host, let name, let user, let device, _, let conflict):
            self.init(
                kind: .organisation(host: host, name: name, user: user, device: device),
                conflict: conflict.map(CountersignKit.Conflict.init), handle: LibraryValue(preview))
        }
    }
}

extension Countersign.AddChoice {
    init(_ choice: CountersignKit.AddChoice) {
        switch choice {
        case .onlyNew: self = .onlyNew
        case .keepBoth: self = .keepBoth
        case .replace: self = .replace
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
        case .local: self = .binned
        case .forgotten: self = .done
        case .queued: self = .pending
        case .alsoOnThePage: self = .alsoOnThePage
        }
    }
}

extension Inbox {
    init(_ snapshot: InboxSnapshot) {
        self.init(
            requests: snapshot.requests.map(Request.init), notes: snapshot.notes.map(CountersignKit.Note.init),
            askForNotifications: snapshot.askForNotifications, saidFor: Int(clamping: snapshot.saidFor),
            askAgainIn: Int(clamping: snapshot.askAgainIn), nextDeadline: snapshot.nextDeadline.map { Int(clamping: $0) })
    }
}

extension CountersignKit.Note {
    init(_ note: Countersign.Note) {
        switch note {
        case .setupRefused(let setup): self = .refused(CountersignKit.RefusedSetup(setup))
        case .unreadable(let count): self = .unreadable(Int(count))
        case .deviceRestored: self = .deviceRestored
        case .offline: self = .offline
        case .unreachable(let organisation, let why):
            self = .unreachable(organisation: organisation, CountersignKit.UnreachableCause(why))
        case .appTooOld: self = .appTooOld
        case .clockRefused: self = .clockRefused
        case .serviceRefused: self = .serviceRefused
        case .deviceFailed: self = .failed(.refused)
        case .clockOff(let seconds): self = .clockOff(seconds: Int(clamping: seconds))
        case .notStored: self = .notStored
        case .notificationsRefused: self = .notificationsRefused
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
            switch UserError(setup.error) {
            case .alreadyUsed: .codeUsed
            case .codeExpired: .codeLapsed
            default: .refused
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
    init(_ snapshot: RequestSnapshot) {
        self.init(
            id: snapshot.id, account: snapshot.account, tryout: snapshot.purpose == .tryout, host: snapshot.host,
            organisation: snapshot.organisation, service: snapshot.service, user: snapshot.user,
            age: Int(clamping: snapshot.age), browser: snapshot.origin.browser, system: snapshot.origin.system,
            town: snapshot.origin.town, country: snapshot.origin.country, phoneCountry: snapshot.phoneCountry,
            prompt: CountersignKit.Prompt(snapshot.prompt), phase: CountersignKit.Phase(snapshot.phase),
            inFront: snapshot.inFront, canApprove: snapshot.canApprove, needsUnlock: snapshot.needsUnlock,
            typed: Int(snapshot.typed), secondsLeft: Int(clamping: snapshot.secondsLeft),
            warnings: snapshot.warnings.map(CountersignKit.Warning.init), moreWaiting: Int(snapshot.moreWaiting),
            outcome: snapshot.outcome.map(CountersignKit.Outcome.init), reported: snapshot.reported,
            contact: snapshot.itContact.map(CountersignKit.Contact.init), reportFailed: snapshot.reportFailed,
            reportDisablesAccount: snapshot.reportDisablesAccount, waits: snapshot.waits, canRefuse: snapshot.canRefuse,
            number: snapshot.number.map(CountersignKit.NumberField.init),
            answerWarning: snapshot.answerWarning.map(CountersignKit.Warning.init), refused: snapshot.refused,
            canScan: snapshot.canScan, text: snapshot.text)
    }
}

extension CountersignKit.NumberField {
    init(_ field: Countersign.NumberField) {
        switch field {
        case .empty: self = .empty
        case .tooShort: self = .tooShort
        case .complete: self = .complete
        case .tooLong: self = .tooLong
        case .notDigits: self = .notDigits
        }
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
