package org.countersign.kit.core

import org.countersign.AccountException
import org.countersign.AddException
import org.countersign.Detail
import org.countersign.PushTargetException
import org.countersign.Reason
import org.countersign.RequestException
import org.countersign.SaveError
import org.countersign.ScanException
import org.countersign.UnlockException
import org.countersign.Vendor
import org.countersign.kit.PhoneException
import org.countersign.kit.Trouble

/** Calls the library; each of its errors becomes the kit's word for it. */
internal inline fun <T> calling(act: () -> T): T =
    try {
        act()
    } catch (error: UnlockException) {
        throw PhoneException(trouble(error), error)
    } catch (error: AddException) {
        throw PhoneException(trouble(error), error)
    } catch (error: RequestException) {
        throw PhoneException(trouble(error), error)
    } catch (error: AccountException) {
        throw PhoneException(trouble(error), error)
    } catch (error: PushTargetException) {
        throw PhoneException(Trouble.Refused, error)
    } catch (error: ScanException) {
        throw PhoneException(Trouble.Refused, error)
    }

internal fun trouble(error: UnlockException): Trouble = when (error) {
    is UnlockException.WrongPasscode -> Trouble.WrongPasscode(error.triesLeft.toInt())
    is UnlockException.Wait -> Trouble.TooSoon(error.seconds.toLong())
    is UnlockException.WeakPasscode -> Trouble.WeakPasscode
    is UnlockException.PasscodeOff -> Trouble.PasscodeDisabled
    is UnlockException.KeyLost -> Trouble.KeyLost
    is UnlockException.DeviceKeyMissing -> Trouble.KeysGone
    is UnlockException.KeyFailed, is UnlockException.NoSuchWay -> Trouble.KeyFailed
    is UnlockException.Damaged, is UnlockException.Tampered, is UnlockException.OlderCopy -> Trouble.Damaged
    is UnlockException.NewerVersion -> Trouble.NewerVersion
    is UnlockException.Cancelled -> Trouble.Cancelled
    is UnlockException.LockedOut -> Trouble.LockedOut
    is UnlockException.Locked -> Trouble.Locked
    is UnlockException.NotStored -> stored(error.why)
    is UnlockException.NoSuchRequest -> Trouble.Gone
    is UnlockException.WrongRecoveryCode, is UnlockException.PasscodeAlone, is UnlockException.NoVault, is UnlockException.VaultExists,
    is UnlockException.OutOfMemory, is UnlockException.LastWay, is UnlockException.TooManyWays, is UnlockException.WaysChanged,
    is UnlockException.Exposed, is UnlockException.Busy, is UnlockException.Failed -> Trouble.Refused
}

internal fun trouble(error: AddException): Trouble = when (error) {
    is AddException.OtherApp -> Trouble.Foreign(name(error.vendor))
    is AddException.NotAnAccount -> Trouble.NotAnAccount
    is AddException.BadCode -> when (error.finding.detail) {
        is Detail.CertificateUnchecked -> Trouble.CertificateUnchecked
        is Detail.TooManyAccounts, is Detail.TooManyParts -> Trouble.ExportTooLarge
        null -> if (error.finding.reason == Reason.NotHttps) Trouble.NotHttps else Trouble.Malformed
    }
    is AddException.Used, is AddException.UsedOrExpired -> Trouble.AlreadyUsed
    is AddException.Expired -> Trouble.CodeExpired
    is AddException.NotHttps -> Trouble.NotHttps
    is AddException.WrongIssuer, is AddException.Redirected, is AddException.BadToken -> Trouble.WrongIssuer
    is AddException.There -> Trouble.Duplicate
    is AddException.Export -> Trouble.Export
    is AddException.UnknownProtocol -> Trouble.UnknownProtocol
    is AddException.Unreachable -> Trouble.Unreachable(error.why.toKit())
    is AddException.ClientMissing, is AddException.NameTaken, is AddException.Refused -> Trouble.ServiceRefused
    is AddException.Locked -> Trouble.Locked
    is AddException.ClockWrong -> Trouble.ClockRefused
    is AddException.AppTooOld -> Trouble.AppTooOld
    is AddException.Removed -> Trouble.Gone
    is AddException.NotStored -> stored(error.why)
    is AddException.GoesOn -> Trouble.GoesOn
    is AddException.Failed -> Trouble.Refused
}

internal fun trouble(error: RequestException): Trouble = when (error) {
    is RequestException.Locked, is RequestException.NeedsUnlock -> Trouble.Locked
    is RequestException.NoSuchRequest, is RequestException.Over -> Trouble.Gone
    is RequestException.BadNumber -> Trouble.Number(error.digits.toInt())
    is RequestException.NotInFront -> Trouble.AnotherFirst
    is RequestException.NotStored -> stored(error.why)
    is RequestException.NothingPicked, is RequestException.OtherSignIn, is RequestException.NotConfirmed,
    is RequestException.OutOfOrder, is RequestException.NotSupported, is RequestException.Failed -> Trouble.Refused
}

internal fun trouble(error: AccountException): Trouble = when (error) {
    is AccountException.Locked -> Trouble.Locked
    is AccountException.NoSuchAccount -> Trouble.Gone
    is AccountException.BadName -> Trouble.BadName
    is AccountException.NotStored -> stored(error.why)
    is AccountException.NotCounterBased, is AccountException.CounterBased, is AccountException.NoCodes, is AccountException.UnlockNeeded,
    is AccountException.CounterExhausted, is AccountException.BadSecret -> Trouble.NoCode
    is AccountException.PinNeeded, is AccountException.BadPin -> Trouble.PinNeeded
    is AccountException.GoesOn -> Trouble.GoesOn
    is AccountException.Failed -> Trouble.Refused
}

private fun stored(why: SaveError): Trouble = if (why is SaveError.DiskFull) Trouble.DiskFull else Trouble.Refused

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
