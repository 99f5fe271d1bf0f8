/// The words of a request's screen.
extension Request {
    public var heading: Phrase { Phrase(tryout ? .requestTryout : .request) }

    /// What is signed in to, and who signs in.
    public var what: Phrase {
        Phrase(.pair, service.map { .text($0) } ?? .phrase(Phrase(.requestNoService)), .text(user))
    }

    /// What the organisation says of it in its own words.
    public var said: Phrase? { text.map { Phrase(.requestText, .text($0)) } }

    /// From which browser and where.
    public var origin: Phrase { from.words }

    /// How long ago it was made, and how long it lives.
    public var times: Phrase {
        Phrase(.pair, .phrase(ageWords), .phrase(Phrase(.secondsLeft, .number(secondsLeft))))
    }

    /// How long ago it was made.
    public var ageWords: Phrase {
        let minutes = age / 60
        return minutes == 0 ? Phrase(.requestNow) : Phrase(.minutesAgo, .number(minutes))
    }

    /// Why YES is grey; nil where no number is asked for.
    public var numberWords: Phrase? {
        guard case .number(let digits) = prompt else { return nil }
        return Phrase(.troubleNumber, .number(digits))
    }

    /// What was typed cannot be the number.
    public var numberIsWrong: Bool { number == .tooLong || number == .notDigits }

    public func words(_ warning: Warning) -> Phrase {
        switch warning {
        case .otherCountry:
            guard let country, let phoneCountry else { return Phrase(.warnCountryOnly) }
            return Phrase(.warnCountry, .country(country), .country(phoneCountry))
        case .requestsThisHour(let count): return Phrase(.warnRequests, .number(count))
        case .wrongInRow(let count): return Phrase(.warnWrong, .number(count))
        case .pickedIsWeaker: return Phrase(.warnPicked)
        case .noNumber: return Phrase(.warnNoNumber)
        case .almostOver: return Phrase(.warnAlmostOver, .number(secondsLeft))
        }
    }

    /// What became of it; nil while nothing has.
    public var end: Phrase? {
        switch outcome {
        case nil: nil
        case .approved: Phrase(tryout ? .endTried : .endApproved)
        case .denied: Phrase(.endDenied)
        case .interrupted: Phrase(.endInterrupted)
        case .wrongNumber: Phrase(.endWrongNumber)
        case .expired: Phrase(.endExpired)
        case .superseded: Phrase(.endSuperseded)
        case .alreadyHandled: Phrase(.endHandled)
        case .accountUnlinked: Phrase(.endUnlinked, .text(organisation))
        case .appTooOld: Phrase(.endTooOld)
        case .unreachable(let why): Phrase(Phrase.unsent(why))
        case .accountBlocked: Phrase(.endBlocked)
        case .clockWrong(_, false): Phrase(.endClockAddress)
        case .clockWrong(let seconds?, true): Phrase(.endClockBy, .number(abs(seconds)))
        case .clockWrong(nil, true): Phrase(.endClock)
        case .refused: Phrase(.endRefused)
        }
    }

    /// Whom to call after a report.
    public var reportedWords: Phrase {
        contact?.line.map { Phrase(.reportedCall, .text($0)) } ?? Phrase(.reported)
    }
}

extension AnsweringModel {
    /// What the screen says when the request is over.
    public var endWords: Phrase {
        guard let request else { return Phrase(.endHandled) }
        if request.reported { return request.reportedWords }
        if refusedTooLate { return Phrase(.endRefusedLate) }
        return request.end ?? Phrase(.endHandled)
    }
}
