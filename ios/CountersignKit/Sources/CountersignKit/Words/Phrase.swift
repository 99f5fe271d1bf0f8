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
        case bin, binDays, binDelete, binDeleteText, binEmpty, binEmptyNow, binEmptySure, binTakeBack, binText, call
        case cameraAllow, cameraFailed, cameraPaused, cameraRefused, cameraRefusedText, cameraSettings, cameraStopped
        case cameraWhy, cameraWhyText, cancel, choosePicture, clockOffer, clockPhone, clockUse, clockUsed, codeCopy
        case codeMake, codeMasked, codeNext, codePin, codeShow, codeSpoken, covered, detailsAsk, detailsAskText
        case detailsKey, detailsKeyWarn, detailsKind, detailsKindText, detailsNever, detailsNeverMarked
        case detailsNeverSure, detailsNeverText, detailsPicture, detailsPictureSpoken, detailsPinForget, detailsPinStore
        case detailsPinText, deviceName, deviceNameText, done, endApproved, endBlocked, endClock, endClockAddress
        case endClockBy, endDenied, endExpired, endHandled, endInterrupted, endRefused, endRefusedLate, endSuperseded
        case endTooOld, endTried, endUnlinked, endWrongNumber, goOn, keepBoth, kindHotp, kindMotp, kindSteam, kindTotp
        case kindYandex, loss, minutesAgo, moreWaiting, neverType, no, noteBinned, noteCertificate, noteClockFast
        case noteClockSlow, noteCopied, noteNoConnections, noteNoSuchHost, noteNotifications, noteOffline
        case noteOtherAnswered, notePatience, noteRefused, noteRemoval, noteRemoved, noteRemovedPage, noteRestored
        case noteServer, noteStorage, noteTimedOut, noteTooOld, noteUnreadable, notify, notifyAllow, notifyLater
        case notifyText, numberConfirm, numberField, numberFieldSpoken, numberPick, numberShowCode, olderCopy
        case olderCopyTake, olderCopyText, otherWays, pair, passcodeAgainField, passcodeChange, passcodeChanged
        case passcodeDiffer, passcodeField, passcodeNew, passcodeNewField, passcodeNewText, passcodeOldField, preview
        case previewContacts, previewHost, previewRegistered, previewSame, previewSameName, previewSameSecret
        case previewWeak, promptText, recover, recoverText, recovery, recoveryDone, recoveryExists, recoveryGroup
        case recoveryGroupLine, recoveryGroupSpoken, recoveryLook, recoveryMake, recoveryText, recoveryType
        case recoveryWrite, recoveryWritten, remove, report, reportAsk, reportFailed, reportNotNow, reportSure
        case reportText, reported, reportedCall, request, requestBrowserOs, requestFromTo, requestNear, requestNearOnly
        case requestNoBrowser, requestNoPlace, requestNoService, requestNow, requestOtherFirst, requestReporting
        case requestSending, requestTryout, requestUnlock, requestUnsent, requestWaiting, ringMaybe, ringRequest
        case ringText, scanACode, scanAgain, scanAim, scanAlgorithmSpelling, scanAssumedSteam, scanChecking
        case scanCounterMissing, scanFragmentDropped, scanGuessedCharacters, scanHiddenCharacters, scanHtmlEscaped
        case scanIssuerDiffers, scanLockRequested, scanLongPeriod, scanMaybeSteam, scanMigrationVersion, scanNameMissing
        case scanPinNeeded, scanRepeatedParameter, scanSurplusBits, scanType, scanUnspecifiedEnum, scanUnusualDigits
        case search, secondsLeft, secondsLeftSpoken, setCapture, setCaptureText, setHide, setHideText, setLock
        case setLockText, setNotifications, setNotificationsOn, setUpLapsed, setUpRefused, setUpUsed, settings
        case showTheNumber, showTheNumberHow, stateActive, stateAgain, stateBlocked, stateOff, statePaused, stateRemoval
        case stateTryout, stateUnlinked, triesLeft, troubleBadPin, troubleCancelled, troubleCertificate, troubleDamaged
        case troubleDisabled, troubleDisk, troubleDuplicate, troubleExport, troubleExportLarge, troubleForeignNamed
        case troubleGoesOn, troubleGone, troubleIssuer, troubleKind, troubleLapsed, troubleLocked, troubleLockedOut
        case troubleMalformed, troubleName, troubleNewer, troubleNoCode, troubleNoConnections, troubleNoKey
        case troubleNoPicture, troubleNoSuchHost, troubleNotAccount, troubleNotHttps, troubleNumber, troubleOffline
        case troubleOtherAnswered, troublePatience, troublePin, troublePlatform, troubleProtected, troubleProtocol
        case troubleRecovery, troubleRefused, troubleServer, troubleSeveral, troubleTimedOut, troubleUnchecked
        case troubleUsed, troubleWeak, troubleWrongPasscode, tryAgain, typedAccount, typedIssuer, typedKey
        case typedKeyField, typedKeyText, typedLink, typedLinkField, typedLinkText, unlock, unlockPasscode, unlockPhone
        case unlockTitle, unlockWait, unsentCertificate, unsentNoConnections, unsentNoSuchHost, unsentOtherAnswered
        case unsentPatience, unsentServer, unsentTimedOut, waiting, warnAlmostOver, warnCountry, warnCountryOnly
        case warnNoNumber, warnPicked, warnRequests, warnWrong, yes
    }
}
