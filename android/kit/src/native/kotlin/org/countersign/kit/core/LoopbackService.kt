package org.countersign.kit.core

import org.countersign.Authenticator
import org.countersign.DeviceInfo
import org.countersign.Platform
import org.countersign.kit.Clock
import org.countersign.kit.SecureKey
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.DatabaseReader
import org.countersign.kit.DeviceStateStore
import org.countersign.kit.VaultStore

/** The phone over the library's test door: plain http to this machine, and a passcode may open the vault alone. */
fun loopbackService(
    files: VaultStore,
    values: DeviceStateStore,
    keys: SecureKey,
    clock: Clock,
    personKey: String? = null,
    databases: DatabaseReader = DatabaseReader { _, _ -> null },
): AuthenticatorService {
    val bridge = SecureKeyAdapter(keys)
    val device = DeviceInfo("Ida's phone", Platform.ANDROID, "0.1.0", "NL")
    val library = calling {
        Authenticator.forLoopback(VaultStoreAdapter(files), DeviceStateAdapter(values), bridge, ClockAdapter(clock), device)
    }
    val phone = PhoneInfo("Ida's phone", "0.1.0", databases = databases) { "NL" }
    return CoreAuthenticatorService(library, bridge, phone, personKey)
}

/** The phone as it ships, with stores and keys of the test: it reaches no service here, and asks for none. */
fun shippedService(files: VaultStore, values: DeviceStateStore, keys: SecureKey): AuthenticatorService =
    coreAuthenticatorService(files, values, keys, PhoneInfo("Ida's phone", "0.1.0"), null)
