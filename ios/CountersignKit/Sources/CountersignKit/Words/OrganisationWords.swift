/// The words of what was answered lately.
extension PastRequest {
    public var outcomeWords: Phrase {
        switch outcome {
        case .approved: Phrase(.pastApproved)
        case .denied: Phrase(.pastDenied)
        case .wrongNumber: Phrase(.pastWrongNumber)
        case .expired: Phrase(.pastExpired)
        case .superseded: Phrase(.pastSuperseded)
        case .cancelled: Phrase(.pastCancelled)
        case .accountBlocked: Phrase(.pastBlocked)
        case .other: Phrase(.pastOther)
        }
    }

    /// What was signed in to, and when.
    public var what: Phrase {
        Phrase(.pair, service.map { .text($0) } ?? .phrase(Phrase(.requestNoService)), .moment(at))
    }
}

extension Origin {
    /// From which browser and where.
    public var words: Phrase {
        let name: Phrase.Argument =
            switch (browser, system) {
            case (let name?, let system?): .phrase(Phrase(.requestBrowserOs, .text(name), .text(system)))
            case (let name?, nil): .text(name)
            case (nil, let system?): .text(system)
            case (nil, nil): .phrase(Phrase(.requestNoBrowser))
            }
        return Phrase(.requestFromTo, name, .phrase(near))
    }

    private var near: Phrase {
        guard let town else { return Phrase(.requestNoPlace) }
        guard let country else { return Phrase(.requestNearOnly, .text(town)) }
        return Phrase(.requestNear, .text(town), .text(country))
    }
}
