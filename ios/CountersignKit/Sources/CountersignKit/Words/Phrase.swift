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
        case endRefused, endRefusedLate, endSuperseded, endTooOld, endTried, endUnlinked, endWrongNumber, goOn, keepBoth
        case minutesAgo, moreWaiting, neverType, no, noteClockFast, noteClockSlow, noteCopied, noteNotifications
        case noteOffline, noteRemoval, noteRemoved, noteRemovedPage, noteStorage, noteTooOld, notify, notifyAllow
        case notifyLater, notifyText, numberConfirm, numberField, numberFieldSpoken, numberPick, numberShowCode
        case olderCopy, olderCopyTake, olderCopyText, otherWays, pair, passcodeAgainField, passcodeChange
        case passcodeChanged, passcodeDiffer, passcodeField, passcodeNew, passcodeNewField, passcodeNewText
        case passcodeOldField, preview, previewContacts, previewHost, previewRegistered, previewSame
        case previewSameName, previewSameSecret, previewWeak, promptText, remove
        case report, reportAsk, reportFailed, reportNotNow, reportSure, reportText, reported, reportedCall, request
        case requestBrowserOs, requestFromTo, requestNear, requestNearOnly, requestNoBrowser, requestNoPlace
        case requestNoService, requestNow, requestOtherFirst, requestReporting, requestSending, requestTryout
        case requestUnlock, requestUnsent, requestWaiting, ringMaybe, ringRequest, ringText, scanACode, scanAgain
        case scanAim, scanChecking, scanType, search, secondsLeft, secondsLeftSpoken, setCapture, setCaptureText
        case setHide, setHideText, setLock, setLockText, setNotifications, setNotificationsOn, setUpLapsed
        case setUpRefused, setUpUsed, settings, showTheNumber, showTheNumberHow, stateActive, stateAgain, stateBlocked
        case statePaused, stateRemoval, stateTryout, stateUnlinked, triesLeft, troubleDamaged, troubleDisabled
        case troubleDisk, troubleDuplicate, troubleForeignNamed, troubleGone, troubleLapsed, troubleLocked
        case troubleMalformed, troubleName, troubleNewer, troubleNoCode, troubleNoKey, troubleNoPicture
        case troubleNotAccount, troubleNotHttps, troubleNumber, troubleOffline, troublePlatform, troubleRefused
        case troubleSeveral, troubleUsed, troubleWeak, troubleWrongPasscode, tryAgain, typedAccount, typedIssuer
        case typedKey, typedKeyField, typedKeyText, typedLink, typedLinkField, typedLinkText, unlock, unlockPasscode
        case unlockPhone, unlockTitle, unlockWait, waiting, warnAlmostOver, warnCountry, warnCountryOnly, warnNoNumber
        case warnPicked, warnRequests, warnWrong, yes
    }
}
