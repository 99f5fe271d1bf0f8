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
        case no, noteCertificate, noteClockFast, noteClockSlow, noteCopied, noteNoConnections, noteNoSuchHost
        case noteNotifications, noteOffline, noteOtherAnswered, notePatience, noteRefused, noteRemoval, noteRemoved
        case noteRemovedPage, noteServer, noteStorage, noteTimedOut, noteTooOld, notify, notifyAllow, notifyLater
        case notifyText, numberConfirm, numberField, numberFieldSpoken, numberPick, numberShowCode, olderCopy
        case olderCopyTake, olderCopyText, otherWays, pair, passcodeAgainField, passcodeChange, passcodeChanged
        case passcodeDiffer, passcodeField, passcodeNew, passcodeNewField, passcodeNewText, passcodeOldField, preview
        case previewBoth, previewContacts, previewHost, previewWeak, promptText, remove, report, reportAsk
        case reportFailed, reportNotNow, reportSure, reportText, reported, reportedCall, request, requestBrowserOs
        case requestFromTo, requestNear, requestNearOnly, requestNoBrowser, requestNoPlace, requestNoService
        case requestNow, requestOtherFirst, requestReporting, requestSending, requestTryout, requestUnlock
        case requestUnsent, requestWaiting, ringMaybe, ringRequest, ringText, scanACode, scanAgain, scanAim
        case scanChecking, scanType, search, secondsLeft, secondsLeftSpoken, setCapture, setCaptureText, setHide
        case setHideText, setLock, setLockText, setNotifications, setNotificationsOn, setUpLapsed, setUpRefused
        case setUpUsed, settings, showTheNumber, showTheNumberHow, stateActive, stateAgain, stateBlocked, statePaused
        case stateRemoval, stateTryout, stateUnlinked, triesLeft, troubleCertificate, troubleDamaged, troubleDisabled
        case troubleDisk, troubleDuplicate, troubleExport, troubleExportLarge, troubleForeignNamed, troubleGone
        case troubleLapsed, troubleLocked, troubleMalformed, troubleName, troubleNewer, troubleNoCode
        case troubleNoConnections, troubleNoKey, troubleNoPicture, troubleNoSuchHost, troubleNotAccount
        case troubleNotHttps, troubleNumber, troubleOffline, troubleOtherAnswered, troublePatience, troublePin
        case troublePlatform, troubleProtocol, troubleRefused, troubleServer, troubleSeveral, troubleTimedOut
        case troubleUnchecked, troubleUsed, troubleWeak, troubleWrongPasscode, tryAgain, typedAccount, typedIssuer
        case typedKey, typedKeyField, typedKeyText, typedLink, typedLinkField, typedLinkText, unlock, unlockPasscode
        case unlockPhone, unlockTitle, unlockWait, unsentCertificate, unsentNoConnections, unsentNoSuchHost
        case unsentOtherAnswered, unsentPatience, unsentServer, unsentTimedOut, waiting, warnAlmostOver, warnCountry
        case warnCountryOnly, warnNoNumber, warnPicked, warnRequests, warnWrong, yes
    }
}
