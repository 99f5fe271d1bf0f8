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
        case cameraWhyText, cancel, choosePicture, codeCopy, codeMake, codeMasked, codeNext, codeShow, codeSpoken
        case covered, deviceName, deviceNameText, done, endApproved, endBlocked, endClock, endClockBy, endDenied
        case endExpired, endHandled, endRefused, endRefusedLate, endSuperseded, endTooOld, endTried, endUnlinked
        case endWrongNumber, goOn, minutesAgo, moreWaiting, neverType, no, noteClockFast, noteClockSlow, noteCopied
        case noteNotifications, noteOffline, noteRemoval, noteRemoved, noteRemovedPage, noteStorage, noteTooOld
        case notify, notifyAllow, notifyLater, notifyText, numberConfirm, numberField, numberFieldSpoken, numberPick
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
        case stateBlocked, statePaused, stateRemoval, stateTryout, stateUnlinked, triesLeft, troubleDamaged
        case troubleDisabled, troubleDisk, troubleDuplicate, troubleForeignNamed, troubleGone, troubleLapsed
        case troubleLocked, troubleMalformed, troubleName, troubleNewer, troubleNoCode, troubleNoKey
        case troubleNoPicture, troubleNotAccount, troubleNotHttps, troubleNumber, troubleOffline, troublePlatform
        case troubleRefused, troubleSeveral, troubleUsed, troubleWeak, troubleWrongPasscode, tryAgain, typedAccount
        case typedIssuer, typedKey, typedKeyField, typedKeyText, typedLink, typedLinkField, typedLinkText, unlock
        case unlockPasscode, unlockPhone, unlockTitle, unlockWait, waiting, warnAlmostOver, warnCountry
        case warnCountryOnly, warnNoNumber, warnPicked, warnRequests, warnWrong, yes
    }
}
