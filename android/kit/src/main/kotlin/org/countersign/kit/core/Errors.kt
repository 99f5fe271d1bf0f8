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
import org.countersign.kit.UserErrorException
import org.countersign.kit.UserError

/** Which way of unlocking was tried, where the library's error says only that another is needed. */
internal enum class Way { Passcode, Platform, Neither }

/** Calls the library; each of its errors becomes the kit's word for it. `keys` says why the platform's key refused. */
internal inline fun <T> calling(keys: SecureKeyAdapter, way: Way = Way.Neither, act: () -> T): T =
    try {
        act()
    } catch (error: UnlockException) {
        throw UserErrorException(trouble(error, keys.failure, way), error)
    } catch (error: AddException) {
        throw UserErrorException(trouble(error), error)
    } catch (error: RequestException) {
        throw UserErrorException(trouble(error), error)
    } catch (error: AccountException) {
        throw UserErrorException(trouble(error), error)
    } catch (error: PushTargetException) {
        throw UserErrorException(UserError.Refused, error)
    } catch (error: ScanException) {
        throw UserErrorException(UserError.Refused, error)
    }

internal fun trouble(error: UnlockException, key: KeyFailure?, way: Way): UserError = when (error) {
    is UnlockException.WrongPasscode -> UserError.WrongPasscode(error.triesLeft.toInt())
    is UnlockException.Wait -> UserError.TooSoon(error.seconds.toLong())
    is UnlockException.Weak -> UserError.WeakPasscode
    is UnlockException.AnotherWay -> when {
        error.keyLost || key == KeyFailure.Lost -> if (way == Way.Passcode) UserError.KeysGone else UserError.KeyLost
        key == KeyFailure.Unsupported -> UserError.NoScreenLock
        key == KeyFailure.Cancelled -> UserError.Cancelled
        key == KeyFailure.LockedOut -> UserError.LockedOut
        way == Way.Passcode && key == null -> UserError.PasscodeDisabled
        else -> UserError.KeyFailed
    }
    is UnlockException.Damaged -> if (error.newer) UserError.NewerVersion else UserError.Damaged
    is UnlockException.Cancelled -> UserError.Cancelled
    is UnlockException.LockedOut -> UserError.LockedOut
    is UnlockException.Locked -> UserError.Locked
    is UnlockException.NotStored -> if (error.full) UserError.DiskFull else UserError.Refused
    is UnlockException.NoRequest -> UserError.Gone
    is UnlockException.Failed -> UserError.Refused
}

internal fun trouble(error: AddException): UserError = when (error) {
    is AddException.OtherApp -> UserError.Foreign(name(error.vendor))
    is AddException.NotAnAccount -> UserError.NotAnAccount
    is AddException.BadCode -> when {
        error.reason == Reason.NotHttps -> UserError.NotHttps
        error.field == Field.TOKEN -> UserError.WrongIssuer
        else -> UserError.Malformed
    }
    is AddException.CodeOver -> if (error.used) UserError.AlreadyUsed else UserError.CodeExpired
    is AddException.Exists -> UserError.Duplicate
    is AddException.Export -> UserError.Export
    is AddException.ExportTooLarge -> UserError.ExportTooLarge
    is AddException.CertificateUnchecked -> UserError.CertificateUnchecked
    is AddException.UnknownProtocol -> UserError.UnknownProtocol
    is AddException.Unreachable -> UserError.Unreachable(error.why.toKit())
    is AddException.Service -> if (error.tryAgain) UserError.Refused else UserError.ServiceRefused
    is AddException.Locked -> UserError.Locked
    is AddException.ClockWrong -> UserError.ClockRefused
    is AddException.AppTooOld -> UserError.AppTooOld
    is AddException.Removed -> UserError.Gone
    is AddException.NotStored -> if (error.full) UserError.DiskFull else UserError.Refused
    is AddException.Unheard -> UserError.GoesOn
    is AddException.Failed -> UserError.Refused
}

internal fun trouble(error: RequestException): UserError = when (error) {
    is RequestException.Locked -> UserError.Locked
    is RequestException.Ended -> UserError.Gone
    is RequestException.Number, is RequestException.NotInFront, is RequestException.OutOfOrder -> UserError.Refused
    is RequestException.NotStored -> if (error.full) UserError.DiskFull else UserError.Refused
    is RequestException.Failed -> UserError.Refused
}

internal fun trouble(error: AccountException): UserError = when (error) {
    is AccountException.Locked -> UserError.Locked
    is AccountException.NotThere -> UserError.Gone
    is AccountException.Name -> UserError.BadName
    is AccountException.NotStored -> if (error.full) UserError.DiskFull else UserError.Refused
    is AccountException.NoCode -> UserError.NoCode
    is AccountException.PinNeeded -> UserError.PinNeeded
    is AccountException.Unheard -> UserError.GoesOn
    is AccountException.Failed -> UserError.Refused
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
