package org.countersign.kit.core

import org.countersign.AccountException
import org.countersign.AddException
import org.countersign.Field
import org.countersign.PushTargetException
import org.countersign.Reason
import org.countersign.RequestException
import org.countersign.ScanException
import org.countersign.UnlockException
import org.countersign.Vendor
import org.countersign.kit.KeyFailure
import org.countersign.kit.PhoneException
import org.countersign.kit.Trouble

/** Which way of unlocking was tried, where the library's error says only that another is needed. */
internal enum class Way { Passcode, Platform, Neither }

/** Calls the library; each of its errors becomes the kit's word for it. `keys` says why the platform's key refused. */
internal inline fun <T> calling(keys: KeysBridge, way: Way = Way.Neither, act: () -> T): T =
    try {
        act()
    } catch (error: UnlockException) {
        throw PhoneException(trouble(error, keys.failure, way), error)
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

internal fun trouble(error: UnlockException, key: KeyFailure?, way: Way): Trouble = when (error) {
    is UnlockException.WrongPasscode -> Trouble.WrongPasscode(error.triesLeft.toInt())
    is UnlockException.Wait -> Trouble.TooSoon(error.seconds.toLong())
    is UnlockException.Weak -> Trouble.WeakPasscode
    is UnlockException.AnotherWay -> when {
        error.keyLost || key == KeyFailure.Lost -> if (way == Way.Passcode) Trouble.KeysGone else Trouble.KeyLost
        key == KeyFailure.Unsupported -> Trouble.NoScreenLock
        key == KeyFailure.Cancelled -> Trouble.Cancelled
        key == KeyFailure.LockedOut -> Trouble.LockedOut
        way == Way.Passcode && key == null -> Trouble.PasscodeDisabled
        else -> Trouble.KeyFailed
    }
    is UnlockException.Damaged -> if (error.newer) Trouble.NewerVersion else Trouble.Damaged
    is UnlockException.Cancelled -> Trouble.Cancelled
    is UnlockException.LockedOut -> Trouble.LockedOut
    is UnlockException.Locked -> Trouble.Locked
    is UnlockException.NotStored -> if (error.full) Trouble.DiskFull else Trouble.Refused
    is UnlockException.NoRequest -> Trouble.Gone
    is UnlockException.Failed -> Trouble.Refused
}

internal fun trouble(error: AddException): Trouble = when (error) {
    is AddException.OtherApp -> Trouble.Foreign(name(error.vendor))
    is AddException.NotAnAccount -> Trouble.NotAnAccount
    is AddException.BadCode -> when {
        error.reason == Reason.NotHttps -> Trouble.NotHttps
        error.field == Field.TOKEN -> Trouble.WrongIssuer
        else -> Trouble.Malformed
    }
    is AddException.CodeOver -> if (error.used) Trouble.AlreadyUsed else Trouble.CodeExpired
    is AddException.Exists -> Trouble.Duplicate
    is AddException.Export -> Trouble.Export
    is AddException.ExportTooLarge -> Trouble.ExportTooLarge
    is AddException.CertificateUnchecked -> Trouble.CertificateUnchecked
    is AddException.UnknownProtocol -> Trouble.UnknownProtocol
    is AddException.Unreachable -> Trouble.Unreachable(error.why.toKit())
    is AddException.Service -> if (error.tryAgain) Trouble.Refused else Trouble.ServiceRefused
    is AddException.Locked -> Trouble.Locked
    is AddException.ClockWrong -> Trouble.ClockRefused
    is AddException.AppTooOld -> Trouble.AppTooOld
    is AddException.Removed -> Trouble.Gone
    is AddException.NotStored -> if (error.full) Trouble.DiskFull else Trouble.Refused
    is AddException.Unheard -> Trouble.GoesOn
    is AddException.Failed -> Trouble.Refused
}

internal fun trouble(error: RequestException): Trouble = when (error) {
    is RequestException.Locked -> Trouble.Locked
    is RequestException.Over -> Trouble.Gone
    is RequestException.Number, is RequestException.NotInFront, is RequestException.OutOfOrder -> Trouble.Refused
    is RequestException.NotStored -> if (error.full) Trouble.DiskFull else Trouble.Refused
    is RequestException.Failed -> Trouble.Refused
}

internal fun trouble(error: AccountException): Trouble = when (error) {
    is AccountException.Locked -> Trouble.Locked
    is AccountException.NotThere -> Trouble.Gone
    is AccountException.Name -> Trouble.BadName
    is AccountException.NotStored -> if (error.full) Trouble.DiskFull else Trouble.Refused
    is AccountException.NoCode -> Trouble.NoCode
    is AccountException.PinNeeded -> Trouble.PinNeeded
    is AccountException.Unheard -> Trouble.GoesOn
    is AccountException.Failed -> Trouble.Refused
}

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
