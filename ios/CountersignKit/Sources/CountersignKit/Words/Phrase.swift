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
        case noteRemoved, noteRemovedPage, noteRestored, noteServer, noteStorage, noteTimedOut, noteTooOld
        case noteUnreadable, notify, notifyAllow, notifyLater, notifyText, numberConfirm, numberField
        case numberFieldSpoken, numberPick, numberShowCode, olderCopy, olderCopyTake, olderCopyText, otherWays, pair
        case passcodeAgainField, passcodeChange, passcodeChanged, passcodeDiffer, passcodeField, passcodeNew
        case passcodeNewField, passcodeNewText, passcodeOldField, preview, previewContacts, previewHost
        case previewRegistered, previewSame, previewSameName, previewSameSecret, previewWeak, promptText, remove
        case report, reportAsk, reportFailed, reportNotNow, reportSure, reportText, reported, reportedCall, request
        case requestBrowserOs, requestFromTo, requestNear, requestNearOnly, requestNoBrowser, requestNoPlace
        case requestNoService, requestNow, requestOtherFirst, requestReporting, requestSending, requestTryout
        case requestUnlock, requestUnsent, requestWaiting, ringMaybe, ringRequest, ringText, scanACode, scanAgain
        case scanAim, scanAlgorithmSpelling, scanAssumedSteam, scanChecking, scanCounterMissing, scanFragmentDropped
        case scanGuessedCharacters, scanHiddenCharacters, scanHtmlEscaped, scanIssuerDiffers, scanLockRequested
        case scanLongPeriod, scanMaybeSteam, scanMigrationVersion, scanNameMissing, scanPinNeeded
        case scanRepeatedParameter, scanSurplusBits, scanType, scanUnspecifiedEnum, scanUnusualDigits, search
        case secondsLeft, secondsLeftSpoken, setCapture, setCaptureText, setHide, setHideText, setLock, setLockText
        case setNotifications, setNotificationsOn, setUpLapsed, setUpRefused, setUpUsed, settings, showTheNumber
        case showTheNumberHow, stateActive, stateAgain, stateBlocked, stateOff, statePaused, stateRemoval, stateTryout
        case stateUnlinked, triesLeft, troubleCancelled, troubleCertificate, troubleDamaged, troubleDisabled
        case troubleDisk, troubleDuplicate, troubleExport, troubleExportLarge, troubleForeignNamed, troubleGoesOn
        case troubleGone, troubleIssuer, troubleLapsed, troubleLocked, troubleLockedOut, troubleMalformed, troubleName
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
