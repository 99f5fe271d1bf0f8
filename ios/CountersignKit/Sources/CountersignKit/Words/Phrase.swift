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
        case back, call, cameraAllow, cameraFailed, cameraPaused, cameraRefused, cameraRefusedText, cameraSettings
        case cameraStopped, cameraWhy, cameraWhyText, cancel, choosePicture, codeCopy, codeMake, codeMasked, codeNext
        case codeShow, codeSpoken, covered, deviceName, deviceNameText, done, endApproved, endBlocked, endClock
        case endClockBy, endDenied, endExpired, endHandled, endRefused, endRefusedLate, endSuperseded, endTooOld
        case endTried, endUnlinked, endWrongNumber, goOn, minutesAgo, moreWaiting, neverType, no, noteClockFast
        case noteClockSlow, noteCopied, noteNotifications, noteOffline, noteRemoval, noteRemoved, noteRemovedPage
        case noteStorage, noteTooOld, notify, notifyAllow, notifyLater, notifyText, numberConfirm, numberField
        case numberFieldSpoken, numberPick, numberShowCode, olderCopy, olderCopyTake, olderCopyText, otherWays, pair
        case passcodeAgainField, passcodeChange, passcodeChanged, passcodeDiffer, passcodeField, passcodeNew
        case passcodeNewField, passcodeNewText, passcodeOldField, preview, previewBoth, previewContacts, previewHost
        case previewWeak, promptText, remove, report, reportAsk, reportFailed, reportNotNow, reportSure, reportText
        case reported, reportedCall, request, requestBrowserOs, requestFromTo, requestNear, requestNearOnly
        case requestNoBrowser, requestNoPlace, requestNoService, requestNow, requestOtherFirst, requestReporting
        case requestSending, requestTryout, requestUnlock, requestUnsent, requestWaiting, ringMaybe, ringRequest
        case ringText, scanACode, scanAgain, scanAim, scanChecking, scanType, search, secondsLeft, secondsLeftSpoken
        case setCapture, setCaptureText, setHide, setHideText, setLock, setLockText, setNotifications
        case setNotificationsOn, setUpLapsed, setUpRefused, setUpUsed, settings, showTheNumber, showTheNumberHow
        case stateActive, stateAgain, stateBlocked, statePaused, stateRemoval, stateTryout, stateUnlinked, triesLeft
        case troubleDamaged, troubleDisabled, troubleDisk, troubleDuplicate, troubleForeignNamed, troubleGone
        case troubleLapsed, troubleLocked, troubleMalformed, troubleName, troubleNewer, troubleNoCode, troubleNoKey
        case troubleNoPicture, troubleNotAccount, troubleNotHttps, troubleNumber, troubleOffline, troublePlatform
        case troubleRefused, troubleSeveral, troubleUsed, troubleWeak, troubleWrongPasscode, tryAgain, typedAccount
        case typedIssuer, typedKey, typedKeyField, typedKeyText, typedLink, typedLinkField, typedLinkText, unlock
        case unlockPasscode, unlockPhone, unlockTitle, unlockWait, waiting, warnAlmostOver, warnCountry
        case warnCountryOnly, warnNoNumber, warnPicked, warnRequests, warnWrong, yes
    }
}
