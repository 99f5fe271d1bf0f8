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
        case endSuperseded, endTooOld, endTried, endUnlinked, endWrongNumber, goOn, keepBoth, minutesAgo, moreWaiting
        case neverType, no, noteCertificate, noteClockFast, noteClockSlow, noteCopied, noteNoConnections
        case noteNoSuchHost, noteNotifications, noteOffline, noteOtherAnswered, notePatience, noteRefused, noteRemoval
        case noteRemoved, noteRemovedPage, noteServer, noteStorage, noteTimedOut, noteTooOld, notify, notifyAllow
        case notifyLater, notifyText, numberConfirm, numberField, numberFieldSpoken, numberPick, numberShowCode
        case olderCopy, olderCopyTake, olderCopyText, otherWays, pair, passcodeAgainField, passcodeChange
        case passcodeChanged, passcodeDiffer, passcodeField, passcodeNew, passcodeNewField, passcodeNewText
        case passcodeOldField, preview, previewContacts, previewHost, previewRegistered, previewSame, previewSameName
        case previewSameSecret, previewWeak, promptText, remove, report, reportAsk, reportFailed, reportNotNow
        case reportSure, reportText, reported, reportedCall, request, requestBrowserOs, requestFromTo, requestNear
        case requestNearOnly, requestNoBrowser, requestNoPlace, requestNoService, requestNow, requestOtherFirst
        case requestReporting, requestSending, requestTryout, requestUnlock, requestUnsent, requestWaiting, ringMaybe
        case ringRequest, ringText, scanACode, scanAgain, scanAim, scanChecking, scanType, search, secondsLeft
        case secondsLeftSpoken, setCapture, setCaptureText, setHide, setHideText, setLock, setLockText
        case setNotifications, setNotificationsOn, setUpLapsed, setUpRefused, setUpUsed, settings, showTheNumber
        case showTheNumberHow, stateActive, stateAgain, stateBlocked, statePaused, stateRemoval, stateTryout
        case stateUnlinked, triesLeft, troubleCancelled, troubleCertificate, troubleDamaged, troubleDisabled
        case troubleDisk, troubleDuplicate, troubleExport, troubleExportLarge, troubleForeignNamed, troubleGoesOn
        case troubleGone, troubleLapsed, troubleLocked, troubleLockedOut, troubleMalformed, troubleName, troubleNewer
        case troubleNoCode, troubleNoConnections, troubleNoKey, troubleNoPicture, troubleNoSuchHost, troubleNotAccount
        case troubleNotHttps, troubleNumber, troubleOffline, troubleOtherAnswered, troublePatience, troublePin
        case troublePlatform, troubleProtocol, troubleRefused, troubleServer, troubleSeveral, troubleTimedOut
        case troubleUnchecked, troubleUsed, troubleWeak, troubleWrongPasscode, tryAgain, typedAccount, typedIssuer
        case typedKey, typedKeyField, typedKeyText, typedLink, typedLinkField, typedLinkText, unlock, unlockPasscode
        case unlockPhone, unlockTitle, unlockWait, unsentCertificate, unsentNoConnections, unsentNoSuchHost
        case unsentOtherAnswered, unsentPatience, unsentServer, unsentTimedOut, waiting, warnAlmostOver, warnCountry
        case warnCountryOnly, warnNoNumber, warnPicked, warnRequests, warnWrong, yes
    }
}
