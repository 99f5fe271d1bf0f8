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
        case call, cameraAllow, cameraFailed, cameraPaused, cameraRefused, cameraRefusedText, cameraSettings
        case cameraStopped, cameraWhy, cameraWhyText, cancel, choosePicture, codeCopy, codeMake, codeMasked, codeNext
        case codeShow, codeSpoken, covered, deviceName, deviceNameText, done, endApproved, endBlocked, endClock
        case endClockAddress, endClockBy, endDenied, endExpired, endHandled, endInterrupted, endRefused, endRefusedLate
        case endSuperseded, endTooOld, endTried, endUnlinked, endWrongNumber, goOn, minutesAgo, moreWaiting, neverType
        case no, noteClockFast, noteClockSlow, noteCopied, noteNotifications, noteOffline, noteRefused, noteRemoval
        case noteRemoved, noteRemovedPage, noteStorage, noteTooOld, notify, notifyAllow, notifyLater, notifyText
        case numberConfirm, numberField, numberFieldSpoken, numberPick, numberShowCode, olderCopy, olderCopyTake
        case olderCopyText, otherWays, pair, passcodeAgainField, passcodeChange, passcodeChanged, passcodeDiffer
        case passcodeField, passcodeNew, passcodeNewField, passcodeNewText, passcodeOldField, preview, previewBoth
        case previewContacts, previewHost, previewWeak, promptText, remove, report, reportAsk, reportFailed
        case reportNotNow, reportSure, reportText, reported, reportedCall, request, requestBrowserOs, requestFromTo
        case requestNear, requestNearOnly, requestNoBrowser, requestNoPlace, requestNoService, requestNow
        case requestOtherFirst, requestReporting, requestSending, requestTryout, requestUnlock, requestUnsent
        case requestWaiting, ringMaybe, ringRequest, ringText, scanACode, scanAgain, scanAim, scanChecking, scanType
        case search, secondsLeft, secondsLeftSpoken, setCapture, setCaptureText, setHide, setHideText, setLock
        case setLockText, setNotifications, setNotificationsOn, setUpLapsed, setUpRefused, setUpUsed, settings
        case showTheNumber, showTheNumberHow, stateActive, stateAgain, stateBlocked, statePaused, stateRemoval
        case stateTryout, stateUnlinked, triesLeft, troubleDamaged, troubleDisabled, troubleDisk, troubleDuplicate
        case troubleForeignNamed, troubleGone, troubleLapsed, troubleLocked, troubleMalformed, troubleName
        case troubleNewer, troubleNoCode, troubleNoKey, troubleNoPicture, troubleNotAccount, troubleNotHttps
        case troubleNumber, troubleOffline, troublePlatform, troubleRefused, troubleSeveral, troubleUsed, troubleWeak
        case troubleWrongPasscode, tryAgain, typedAccount, typedIssuer, typedKey, typedKeyField, typedKeyText
        case typedLink, typedLinkField, typedLinkText, unlock, unlockPasscode, unlockPhone, unlockTitle, unlockWait
        case waiting, warnAlmostOver, warnCountry, warnCountryOnly, warnNoNumber, warnPicked, warnRequests, warnWrong
        case yes
    }
}
