package org.countersign.kit.core

import org.countersign.AccountException
import org.countersign.AddException
import org.countersign.Detail
import org.countersign.PushTargetException
import org.countersign.Reason
import org.countersign.RequestException
import org.countersign.SaveError
import org.countersign.NonAccountKind
import org.countersign.ScanException
import org.countersign.ServiceException
import org.countersign.SettingsException
import org.countersign.TransferException
import org.countersign.UnlockException
import org.countersign.Vendor
import org.countersign.kit.UserErrorException
import org.countersign.kit.UserError

/** Calls the library; each of its errors becomes the kit's word for it. */
internal inline fun <T> calling(act: () -> T): T =
    try {
        act()
    } catch (error: UnlockException) {
        throw UserErrorException(trouble(error), error)
    } catch (error: AddException) {
        throw UserErrorException(trouble(error), error)
    } catch (error: RequestException) {
        throw UserErrorException(trouble(error), error)
    } catch (error: AccountException) {
        throw UserErrorException(trouble(error), error)
    } catch (error: SettingsException) {
        throw UserErrorException(trouble(error), error)
    } catch (error: TransferException) {
        throw UserErrorException(trouble(error), error)
    } catch (error: ServiceException) {
        throw UserErrorException(trouble(error), error)
    } catch (error: PushTargetException) {
        throw UserErrorException(UserError.Refused, error)
    } catch (error: ScanException) {
        throw UserErrorException(UserError.Refused, error)
    }

internal fun trouble(error: UnlockException): UserError = when (error) {
    is UnlockException.WrongPasscode -> UserError.WrongPasscode(error.triesLeft.toInt())
    is UnlockException.Wait -> UserError.TooSoon(error.seconds.toLong())
    is UnlockException.WeakPasscode -> UserError.WeakPasscode
    is UnlockException.PasscodeOff -> UserError.PasscodeDisabled
    is UnlockException.KeyLost -> UserError.KeyLost
    is UnlockException.DeviceKeyMissing -> UserError.KeysGone
    is UnlockException.KeyFailed, is UnlockException.NoSuchWay -> UserError.KeyFailed
    is UnlockException.Damaged, is UnlockException.Tampered, is UnlockException.OlderCopy -> UserError.Damaged
    is UnlockException.NewerVersion -> UserError.NewerVersion
    is UnlockException.Cancelled -> UserError.Cancelled
    is UnlockException.LockedOut -> UserError.LockedOut
    is UnlockException.Locked -> UserError.Locked
    is UnlockException.NotStored -> stored(error.why)
    is UnlockException.NoSuchRequest -> UserError.Gone
    is UnlockException.WrongRecoveryCode -> UserError.WrongRecoveryCode
    is UnlockException.PasscodeAlone, is UnlockException.NoVault, is UnlockException.VaultExists,
    is UnlockException.OutOfMemory, is UnlockException.LastWay, is UnlockException.TooManyWays, is UnlockException.WaysChanged,
    is UnlockException.Exposed, is UnlockException.Busy, is UnlockException.Failed -> UserError.Refused
}

internal fun trouble(error: AddException): UserError = when (error) {
    is AddException.OtherApp -> UserError.Foreign(name(error.vendor))
    is AddException.NotAnAccount -> if (error.kind == NonAccountKind.SIGN_IN_REQUEST) UserError.SignInCode else UserError.NotAnAccount
    is AddException.BadCode -> when (error.finding.detail) {
        is Detail.CertificateUnchecked -> UserError.CertificateUnchecked
        is Detail.TooManyAccounts, is Detail.TooManyParts -> UserError.ExportTooLarge
        null -> if (error.finding.reason == Reason.NotHttps) UserError.NotHttps else UserError.Malformed
    }
    is AddException.Used, is AddException.UsedOrExpired -> UserError.AlreadyUsed
    is AddException.NoSuchCode -> UserError.NoSuchCode
    is AddException.Expired -> UserError.CodeExpired
    is AddException.NotHttps -> UserError.NotHttps
    is AddException.WrongIssuer, is AddException.Redirected, is AddException.BadToken -> UserError.WrongIssuer
    is AddException.There -> UserError.Duplicate
    is AddException.Export -> UserError.Export
    is AddException.UnknownProtocol -> UserError.UnknownProtocol
    is AddException.Unreachable -> UserError.Unreachable(error.why.toKit())
    is AddException.ClientMissing, is AddException.NameTaken, is AddException.Refused -> UserError.ServiceRefused
    is AddException.Locked -> UserError.Locked
    is AddException.ClockWrong -> UserError.ClockRefused
    is AddException.AppTooOld -> UserError.AppTooOld
    is AddException.Removed -> UserError.Gone
    is AddException.NotStored -> stored(error.why)
    is AddException.GoesOn -> UserError.GoesOn
    is AddException.Failed -> UserError.Refused
}

internal fun trouble(error: RequestException): UserError = when (error) {
    is RequestException.Locked, is RequestException.NeedsUnlock -> UserError.Locked
    is RequestException.NoSuchRequest, is RequestException.Ended -> UserError.Gone
    is RequestException.BadNumber -> UserError.Number(error.digits.toInt())
    is RequestException.NotInFront -> UserError.AnotherFirst
    is RequestException.NotStored -> stored(error.why)
    is RequestException.OtherSignIn -> UserError.OtherSignIn
    is RequestException.NotTheCode -> UserError.NotTheCode
    is RequestException.NothingPicked, is RequestException.NotConfirmed, is RequestException.OutOfOrder,
    is RequestException.NotSupported, is RequestException.Failed -> UserError.Refused
}

internal fun trouble(error: AccountException): UserError = when (error) {
    is AccountException.Locked -> UserError.Locked
    is AccountException.NoSuchAccount -> UserError.Gone
    is AccountException.BadName -> UserError.BadName
    is AccountException.NotStored -> stored(error.why)
    is AccountException.NotCounterBased, is AccountException.CounterBased, is AccountException.NoCodes, is AccountException.UnlockNeeded,
    is AccountException.CounterExhausted, is AccountException.BadSecret -> UserError.NoCode
    is AccountException.PinNeeded, is AccountException.BadPin -> UserError.PinNeeded
    is AccountException.GoesOn -> UserError.GoesOn
    is AccountException.Failed -> UserError.Refused
}

internal fun trouble(error: SettingsException): UserError = when (error) {
    is SettingsException.Locked -> UserError.Locked
    is SettingsException.NoSuchAccount -> UserError.Gone
    is SettingsException.BadText -> UserError.BadName
    is SettingsException.Protected -> UserError.Protected
    is SettingsException.PinNeeded -> UserError.PinNeeded
    is SettingsException.BadPin -> UserError.BadPin(error.min.toInt(), error.max.toInt())
    is SettingsException.BadSecret -> UserError.OtherKind
    is SettingsException.NotUnlocked -> trouble(error.why)
    is SettingsException.NotStored -> stored(error.why)
    is SettingsException.NotForThisAccount, is SettingsException.CounterBased, is SettingsException.UnlockNeeded -> UserError.NoCode
    is SettingsException.Failed -> UserError.Refused
}

internal fun trouble(error: ServiceException): UserError = when (error) {
    is ServiceException.Locked -> UserError.Locked
    is ServiceException.NoSuchAccount, is ServiceException.NoSuchRequest -> UserError.Gone
    is ServiceException.Unreachable -> UserError.Unreachable(error.why.toKit())
    is ServiceException.ClockWrong -> UserError.ClockRefused
    is ServiceException.Unlinked -> UserError.Unlinked
    is ServiceException.Blocked -> UserError.Blocked
    is ServiceException.AppTooOld -> UserError.AppTooOld
    is ServiceException.NotOffered, is ServiceException.Refused -> UserError.ServiceRefused
    is ServiceException.GoesOn -> UserError.GoesOn
    is ServiceException.NotStored -> stored(error.why)
    is ServiceException.Failed -> UserError.Refused
}

internal fun stored(why: SaveError): UserError = if (why is SaveError.DiskFull) UserError.DiskFull else UserError.Refused

/** The name that another vendor's app carries; names are not translated. */
private fun name(vendor: Vendor): String? = when (vendor) {
    Vendor.MICROSOFT_WORK, Vendor.MICROSOFT_LINK -> "Microsoft Authenticator"
    Vendor.DUO -> "Duo Mobile"
    Vendor.OKTA -> "Okta Verify"
    Vendor.GUARDIAN -> "Auth0 Guardian"
    Vendor.FORGE_ROCK_PING -> "ForgeRock, PingID"
    Vendor.TIQR -> "tiqr"
    Vendor.LIN_OTP -> "LinOTP"
    Vendor.KEYCLOAK_APP_AUTHENTICATOR, Vendor.PRIVACY_IDEA_SPECIAL, Vendor.PASSKEY -> null
}
