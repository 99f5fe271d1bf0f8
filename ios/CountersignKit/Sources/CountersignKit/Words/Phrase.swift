/// A sentence of the app's string catalogue and what stands in it, not yet in any language. The app puts it into the person's
/// own; the tests look that the catalogue has every one of them.
public struct Phrase: Equatable, Sendable {
    /// What stands in a sentence.
    public enum Argument: Equatable, Sendable {
        case text(String)
        case number(Int)
        /// A country by its ISO 3166-1 code, named as it stands in a sentence.
        case country(String)
        case phrase(Phrase)
    }

    public let key: Key
    public let arguments: [Argument]

    public init(_ key: Key, _ arguments: Argument...) {
        self.init(key, arguments)
    }

    public init(_ key: Key, _ arguments: [Argument]) {
        self.key = key
        self.arguments = arguments
    }

    /// Every sentence of the app, by its name in the catalogue.
    public enum Key: String, CaseIterable, Sendable {
        case accountContacts, accountDown, accountIt, accountName, accountPhone, accountRemove, accountRemoveCode
        case accountRemovePush, accountRemoveSure, accountRename, accountSetUpAgain, accountUnlinked, accountUp
        case accounts, accountsNone, accountsNoneFound, addAccount, addOther, addOtherText, addWork, addWorkText, back
        case call, cameraAllow, cameraFailed, cameraRefused, cameraRefusedText, cameraSettings, cameraWhy
        case cameraWhyText, cancel, choosePicture, codeCopy, codeMake, codeMasked, codeNext, codeShow, codeSpoken
        case covered, done, endApproved, endBlocked, endClock, endClockBy, endDenied, endExpired, endHandled
        case endRefused, endRefusedLate, endSuperseded, endTooOld, endTried, endUnlinked, endWrongNumber, goOn
        case minutesAgo, moreWaiting, neverType, no, noteCertificate, noteClockFast, noteClockSlow, noteCopied
        case noteNoConnections, noteNoSuchHost, noteNotifications, noteOffline, noteOtherAnswered, notePatience
        case noteRemoval, noteRemoved, noteRemovedPage, noteServer, noteStorage, noteTimedOut, noteTooOld, notify
        case notifyAllow, notifyLater, notifyText, numberConfirm, numberField, numberFieldSpoken, numberPick
        case numberShowCode, olderCopy, olderCopyTake, olderCopyText, otherWays, pair, passcodeAgainField
        case passcodeChange, passcodeChanged, passcodeDiffer, passcodeField, passcodeNew, passcodeNewField
        case passcodeNewText, passcodeOldField, preview, previewBoth, previewContacts, previewHost, previewWeak
        case promptText, remove, report, reportAsk, reportFailed, reportNotNow, reportSure, reportText, reported
        case reportedCall, request, requestBrowserOs, requestFromTo, requestNear, requestNearOnly, requestNoBrowser
        case requestNoPlace, requestNoService, requestNow, requestOtherFirst, requestReporting, requestSending
        case requestTryout, requestUnlock, requestUnsent, requestWaiting, ringMaybe, ringRequest, ringText, scanACode
        case scanAgain, scanAim, scanChecking, scanType, search, secondsLeft, secondsLeftSpoken, setCapture
        case setCaptureText, setHide, setHideText, setLock, setLockText, setNotifications, setNotificationsOn
        case setUpLapsed, setUpRefused, setUpUsed, settings, showTheNumber, showTheNumberHow, stateActive, stateAgain
        case stateBlocked, statePaused, stateRemoval, stateTryout, stateUnlinked, triesLeft, troubleCertificate
        case troubleDamaged, troubleDisabled, troubleDisk, troubleDuplicate, troubleExport, troubleExportLarge
        case troubleForeignNamed, troubleGone, troubleLapsed, troubleLocked, troubleMalformed, troubleName
        case troubleNewer, troubleNoCode, troubleNoConnections, troubleNoKey, troubleNoPicture, troubleNoSuchHost
        case troubleNotAccount, troubleNotHttps, troubleNumber, troubleOffline, troubleOtherAnswered, troublePatience
        case troublePin, troublePlatform, troubleProtocol, troubleRefused, troubleServer, troubleSeveral
        case troubleTimedOut, troubleUnchecked, troubleUsed, troubleWeak, troubleWrongPasscode, tryAgain, typedAccount
        case typedIssuer, typedKey, typedKeyField, typedKeyText, typedLink, typedLinkField, typedLinkText, unlock
        case unlockPasscode, unlockPhone, unlockTitle, unlockWait, unsentCertificate, unsentNoConnections
        case unsentNoSuchHost, unsentOtherAnswered, unsentPatience, unsentServer, unsentTimedOut, waiting
        case warnAlmostOver, warnCountry, warnCountryOnly, warnNoNumber, warnPicked, warnRequests, warnWrong, yes
    }
}
