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
        case accountContacts, accountDown, accountIt, accountLabel, accountName, accountPhone, accountRemove
        case accountRemoveCode, accountRemovePush, accountRemoveSure, accountRename, accountSetUpAgain, accountUnlinked
        case accountUp, accounts, accountsNone, accountsNoneFound, addAccount, addOther, addOtherText, addWork
        case addWorkText, back, call, cameraAllow, cameraFailed, cameraPaused, cameraRefused, cameraRefusedText
        case cameraSettings, cameraStopped, cameraWhy, cameraWhyText, cancel, choosePicture, codeCopy, codeMake
        case codeMasked, codeNext, codeShow, codeSpoken, covered, deviceName, deviceNameText, done, endApproved
        case endBlocked, endClock, endClockAddress, endClockBy, endDenied, endExpired, endHandled, endInterrupted
        case endRefused, endRefusedLate, endSuperseded, endTooOld, endTried, endUnlinked, endWrongNumber, goOn, keepBoth
        case minutesAgo, moreWaiting, neverType, no, noteCertificate, noteClockFast, noteClockSlow, noteCopied
        case noteNoConnections, noteNoSuchHost, noteNotifications, noteOffline, noteOtherAnswered, notePatience
        case noteRefused, noteRemoval, noteRemoved, noteRemovedPage, noteRestored, noteServer, noteStorage, noteTimedOut
        case noteTooOld, noteUnreadable, notify, notifyAllow, notifyLater, notifyText, numberConfirm, numberField
        case numberFieldSpoken, numberPick, numberShowCode, olderCopy, olderCopyTake, olderCopyText, otherWays, pair
        case passcodeAgainField, passcodeChange, passcodeChanged, passcodeDiffer, passcodeField, passcodeNew
        case passcodeNewField, passcodeNewText, passcodeOldField, preview, previewContacts, previewHost
        case previewRegistered, previewSame, previewSameName, previewSameSecret, previewWeak, previousText, promptText
        case remove, report, reportAsk, reportFailed, reportNotNow, reportSure, reportText, reported, reportedCall
        case request, requestBrowserOs, requestFromTo, requestNear, requestNearOnly, requestNoBrowser, requestNoPlace
        case requestNoService, requestNow, requestOtherFirst, requestReporting, requestSending, requestTryout
        case requestUnlock, requestUnsent, requestWaiting, ringMaybe, ringRequest, ringText, scanACode, scanAgain
        case scanAim, scanAlgorithmSpelling, scanAssumedSteam, scanBesideForeign, scanBesideMalformed, scanBesideOther
        case scanBesidePart, scanBesideSame, scanBesideStore, scanChecking, scanCounterMissing, scanFragmentDropped
        case scanGuessedCharacters, scanHiddenCharacters, scanHtmlEscaped, scanIssuerDiffers, scanLockRequested
        case scanLongPeriod, scanMaybeSteam, scanMigrationVersion, scanNameMissing, scanPart, scanPinNeeded
        case scanRepeatedParameter, scanSurplusBits, scanType, scanUnspecifiedEnum, scanUnusualDigits, scanWhich
        case scanWhichText, search, secondsLeft, secondsLeftSpoken, setCapture, setCaptureText, setHide, setHideText
        case setLock, setLockText, setNotifications, setNotificationsOn, setUpLapsed, setUpRefused, setUpUsed, settings
        case showTheNumber, showTheNumberHow, stateActive, stateAgain, stateBlocked, stateOff, statePaused, stateRemoval
        case stateTryout, stateUnlinked, triesLeft, troubleCancelled, troubleCertificate, troubleDamaged
        case troubleDisabled, troubleDisk, troubleDuplicate, troubleExport, troubleExportLarge, troubleForeignNamed
        case troubleGoesOn, troubleGone, troubleIssuer, troubleLapsed, troubleLocked, troubleLockedOut, troubleMalformed
        case troubleName, troubleNewer, troubleNoCode, troubleNoConnections, troubleNoKey, troubleNoPicture
        case troubleNoSuchHost, troubleNotAccount, troubleNotHttps, troubleNumber, troubleOffline, troubleOtherAnswered
        case troubleParts, troublePatience, troublePin, troublePlatform, troubleProtocol, troubleRefused, troubleServer
        case troubleTimedOut, troubleUnchecked, troubleUsed, troubleWeak, troubleWrongPasscode, tryAgain, typedAccount
        case typedIssuer, typedKey, typedKeyField, typedKeyText, typedLink, typedLinkField, typedLinkText, unlock
        case unlockPasscode, unlockPhone, unlockTitle, unlockWait, unsentCertificate, unsentNoConnections
        case unsentNoSuchHost, unsentOtherAnswered, unsentPatience, unsentServer, unsentTimedOut, waiting
        case warnAlmostOver, warnCountry, warnCountryOnly, warnNoNumber, warnPicked, warnRequests, warnWrong, yes
    }
}
