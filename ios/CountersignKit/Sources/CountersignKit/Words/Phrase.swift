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
        /// A day and a time of day, in seconds since 1970.
        case moment(Int)
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
        case addWorkText, back, bin, binDays, binDelete, binDeleteText, binEmpty, binEmptyNow, binEmptySure, binTakeBack
        case binText, call, cameraAllow, cameraFailed, cameraPaused, cameraRefused, cameraRefusedText, cameraSettings
        case cameraStopped, cameraWhy, cameraWhyText, cancel, choosePicture, clockOffer, clockPhone, clockUse, clockUsed
        case codeCopy, codeMake, codeMasked, codeNext, codeOfPush, codePin, codeShow, codeSpoken, covered, detailsAsk
        case detailsAskText, detailsKey, detailsKeyWarn, detailsKind, detailsKindText, detailsNever, detailsNeverMarked
        case detailsNeverSure, detailsNeverText, detailsPicture, detailsPictureSpoken, detailsPinForget, detailsPinStore
        case detailsPinText, deviceName, deviceNameText, done, endApproved, endBlocked, endClock, endClockAddress
        case endClockBy, endDenied, endExpired, endHandled, endInterrupted, endRefused, endRefusedLate, endSuperseded
        case endTooOld, endTried, endUnlinked, endWrongNumber, goOn, keepBoth, kindHotp, kindMotp, kindSteam, kindTotp
        case kindYandex, loss, minutesAgo, moreWaiting, neverTell, neverType, no, noteBinned, noteCertificate
        case noteClockFast, noteClockSlow, noteCopied, noteNoConnections, noteNoSuchHost, noteNotifications, noteOffline
        case noteOtherAnswered, notePatience, noteRefused, noteRemoval, noteRemoved, noteRemovedPage, noteRestored
        case noteServer, noteStorage, noteTimedOut, noteTooOld, noteUnreadable, notify, notifyAllow, notifyLater
        case notifyText, numberConfirm, numberField, numberFieldSpoken, numberPick, numberShowCode, olderCopy
        case olderCopyTake, olderCopyText, otherWays, pair, passcodeAgainField, passcodeChange, passcodeChanged
        case passcodeDiffer, passcodeField, passcodeNew, passcodeNewField, passcodeNewText, passcodeOldField, preview
        case previewContacts, previewHost, previewRegistered, previewReplace, previewSame, previewSameName
        case previewSameSecret, previewWeak, previousText, promptText, recover, recoverText, recovery
        case recoveryDone, recoveryExists
        case recoveryGroup, recoveryGroupLine, recoveryGroupSpoken, recoveryLook, recoveryMake, recoveryText
        case recoveryType, recoveryWrite, recoveryWritten, remove, report, reportAsk, reportFailed, reportNotNow
        case reportSure, reportText, reported, reportedCall, request, requestBrowserOs, requestFromTo, requestNear
        case requestNearOnly, requestNoBrowser, requestNoPlace, requestNoService, requestNow, requestOtherFirst
        case requestReporting, requestSending, requestText, requestTryout, requestUnlock, requestUnsent, requestWaiting
        case ringMaybe, ringRequest, ringText, scanACode, scanAgain, scanAim, scanAlgorithmSpelling, scanAssumedSteam
        case scanBesideForeign, scanBesideMalformed, scanBesideOther, scanBesidePart, scanBesideSame, scanBesideStore
        case scanChecking, scanCounterMissing, scanFragmentDropped, scanGuessedCharacters, scanHiddenCharacters
        case scanHtmlEscaped, scanIssuerDiffers, scanLockRequested, scanLongPeriod, scanMaybeSteam, scanMigrationVersion
        case scanList, scanNameMissing, scanPart, scanPinNeeded, scanRepeatedParameter, scanStore, scanSurplusBits
        case scanTap, scanType
        case scanUnspecifiedEnum, scanUnusualDigits, scanWhich, scanWhichText, search, secondsLeft, secondsLeftSpoken
        case setCapture, setCaptureText, setHide, setHideText, setLock, setLockText, setNotifications
        case setNotificationsOn, setUpLapsed, setUpRefused, setUpUsed, settings, showTheNumber, showTheNumberHow
        case stateActive, stateAgain, stateBlocked, stateOff, statePaused, stateRemoval, stateTryout, stateUnlinked
        case triesLeft, troubleBadPin, troubleCancelled, troubleCertificate, troubleDamaged, troubleDisabled
        case troubleDisk, troubleDuplicate, troubleExport, troubleExportLarge, troubleForeignNamed, troubleGoesOn
        case troubleGone, troubleIssuer, troubleKind, troubleLapsed, troubleLocked, troubleLockedOut, troubleMalformed
        case troubleName, troubleNewer, troubleNoCode, troubleNoConnections, troubleNoKey, troubleNoPicture
        case troubleNoSuchHost, troubleNotAccount, troubleNotHttps, troubleNumber, troubleOffline, troubleOtherAnswered
        case troubleParts, troublePatience, troublePin, troublePlatform, troubleProtected, troubleProtocol
        case troubleRecovery, troubleRefused, troubleServer, troubleTimedOut, troubleUnchecked, troubleUsed, troubleWeak
        case troubleWrongPasscode, tryAgain, typedAccount, typedIssuer, typedKey, typedKeyField, typedKeyText, typedLink
        case typedLinkField, typedLinkText, unlock, unlockPasscode, unlockPhone, unlockTitle, unlockWait
        case unsentCertificate, unsentNoConnections, unsentNoSuchHost, unsentOtherAnswered, unsentPatience, unsentServer
        case unsentTimedOut, waiting, warnAlmostOver, warnCountry, warnCountryOnly, warnNoNumber, warnPicked
        case warnRequests, warnWrong, yes
        // Groups, favourites, notes, and what is weak about a code.
        case detailsAnnotate, detailsAnnotated, detailsFavourite, detailsFavouriteText, detailsGroups, detailsNote
        case favourite, groupAll, quality, qualityDigits, qualityPeriod, qualitySecret, qualityText
        // Moving in and out, backups, ways to open the app.
        case moveIn, moveInText, moveInFrom, moveInFile, moveInScan, moveInPast, moveInPastText, moveInUndo
        case moveInAdded, moveInBinned, moveInRestored, moveInKept, moveInKind, moveInHasPassword, moveInCost
        case moveInPassword, moveInOpen, moveInBusy, moveInWould, moveInRefused, moveInOthers, moveInLeft
        case moveInMissing, moveInNext, moveInThese, moveInAdd, moveInAlike
        case moveInAlikeText, moveInSkip, moveInBoth, moveInReplace, moveInEntry, moveInAgain, moveInName
        case moveInNameText, moveInOther, moveInLacks, moveInMore
        case formatOlder, formatCountersign, formatCxf, formatOtpauth, formatCsv, formatApp
        case refusalType, refusalAlgorithm
        case refusalSecret, refusalRange, refusalMissing, refusalNot, refusalEncrypted, refusalDuplicate
        case refusalLeft, refusalConflict, refusalConfirms, refusalDamaged, importTrash, importNote, importAgain
        case fileUnknown, fileVersion, fileZip, fileKeepass, fileDatabase, fileDuo, fileMicrosoft, filePassword
        case fileWrong, fileCostly, fileAccount, fileDevice, fileLarge, fileDamaged, fileNothing, fileParts
        case fileUndone, fileClosed, fileDiffer, weakShort, weakLong, weakControl, weakGuess, weakName
        case fileNoPassphrase, fileNothingOut, fileNotWritten, backupNoFolder, backupFull, backupRead, backupBroken
        case moveOut, moveOutText, outAegis, outAegisText, outGoogle, outGoogleText, outLinks, outLinksText, outCxf
        case outCxfText, outPasswordText, outPassword, outPasswordAgain, outWarn, outWord, outType, outMake, outShow
        case outReady, outSave, outDone, outShown, outCode, outCodeSpoken, outNext, outPrevious, outLeft
        case leftConfirms, leftProtected, leftForm, outLeftBehind, outUnreadable, backups, backupsText
        case backupPassphrase, backupPassphraseAgain, backupPassphraseText, backupSet, backupChange, backupWasSet
        case backupSuggest, backupSuggestOther, backupSuggested
        case backupMake, backupReady, backupSave, backupMade, backupAuto, backupAutoText, backupFolder
        case backupFolderOther, backupTo, backupLast, backupNone, backupOff, backupRestore, ways, wayPlatform
        case wayPasscode, wayRecovery, waysAddText, waysAdd, waysNew, waysNewText, waysRecoveryField, waysGoes
        case waysBackups, waysMake, waysDone
        // The code beside the number, address and code typed, what was answered lately.
        case matchAim, matchRead, matchRefusedText, matchScan, matchType, troubleNotTheCode
        case troubleOtherSignIn, troubleSignInCode
        case addType, troubleBadAddress, troubleBadTypedCode, troubleNoSuchCode, typedAddress, typedByLink, typedCode
        case typedCodeField, typedCodeText
        case accountAgainText, accountKey, accountKeyQueued, accountKeyRenewed, accountKeyText
        case accountPage, activity, activityNone, activityNotMe, activityText, activityUndone
        case pastApproved, pastBlocked, pastCancelled, pastDenied, pastExpired, pastOther, pastSuperseded
        case pastWrongNumber, troubleBlocked, troubleUnlinked
    }
}
