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
        case accounts, accountsNone, accountsNoneFound, addAccount, addOther, addOtherText, addWork, addWorkText
        case back, call, cameraAllow, cameraFailed, cameraRefused, cameraRefusedText, cameraSettings, cameraWhy
        case cameraWhyText, cancel, codeCopy, codeMake, codeMasked, codeNext, codeShow, codeSpoken, covered, done
        case endApproved, endBlocked, endClock, endClockBy, endDenied, endExpired, endHandled, endRefused
        case endRefusedLate, endSuperseded, endTooOld, endTried, endUnlinked, endWrongNumber, goOn, minutesAgo
        case moreWaiting, neverType, no, noteClockFast, noteClockSlow, noteCopied, noteNotifications, noteOffline
        case noteRemoval, noteRemoved, noteRemovedPage, noteStorage, noteTooOld, notify, notifyAllow, notifyLater
        case notifyText, numberConfirm, numberField, numberFieldSpoken, numberPick, numberShowCode, olderCopy
        case olderCopyTake, olderCopyText, otherWays, pair, passcodeAgainField, passcodeChange, passcodeChanged
        case passcodeDiffer, passcodeField, passcodeNew, passcodeNewField, passcodeNewText, passcodeOldField
        case preview, previewBoth, previewContacts, previewHost, previewWeak, promptText, remove, report, reportAsk
        case reportFailed, reportNotNow, reportSure, reportText, reported, reportedCall, request, requestBrowserOs
        case requestFromTo, requestNear, requestNearOnly, requestNoBrowser, requestNoPlace, requestNoService
        case requestNow, requestOtherFirst, requestReporting, requestSending, requestTryout, requestUnlock
        case requestUnsent, requestWaiting, ringMaybe, ringRequest, ringText, scanACode, scanAgain, scanAim
        case scanChecking, scanPicture, scanType, search, secondsLeft, secondsLeftSpoken, setCapture, setCaptureText, setHide
        case setHideText, setLock, setLockText, setNotifications, setNotificationsOn, setUpLapsed, setUpRefused, setUpUsed,
            settings, showTheNumber
        case showTheNumberHow, stateActive, stateAgain, stateBlocked, statePaused, stateRemoval, stateTryout
        case stateUnlinked, triesLeft, troubleDamaged, troubleDisabled, troubleDisk, troubleDuplicate
        case troubleForeignNamed, troubleGone, troubleLapsed, troubleLocked, troubleMalformed, troubleName
        case troubleNewer, troubleNoCode, troubleNoKey, troubleNoPicture, troubleNotAccount, troubleNotHttps, troubleNumber
        case troubleOffline, troublePlatform, troubleRefused, troubleSeveral, troubleUsed, troubleWeak
        case troubleWrongPasscode, tryAgain, typedAccount, typedIssuer, typedKey, typedKeyField, typedKeyText
        case typedLink, typedLinkField, typedLinkText, unlock, unlockPasscode, unlockPhone, unlockTitle, unlockWait
        case waiting, warnAlmostOver, warnCountry, warnCountryOnly, warnNoNumber, warnPicked, warnRequests
        case warnWrong, yes
    }
}
