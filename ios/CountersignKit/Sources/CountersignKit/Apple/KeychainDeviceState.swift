#if canImport(Security)
    import Foundation
    import Security

    /// Small values in the Keychain, on this device only: they do not travel with a backup, so that a vault that was restored
    /// is known to be an older copy. They can be read while the phone is locked, as a push message may wake the app then.
    public final class KeychainDeviceState: DeviceStateStore {
        private let service: String

        public init(service: String = "org.countersign.values") {
            self.service = service
        }

        public func read(_ key: String) throws(StoreFailure) -> Data? {
            var query = base(key)
            query[kSecReturnData] = true
            query[kSecMatchLimit] = kSecMatchLimitOne
            var found: CFTypeRef?
            switch SecItemCopyMatching(query as CFDictionary, &found) {
            case errSecSuccess: return found as? Data
            case errSecItemNotFound: return nil
            default: throw .io
            }
        }

        public func write(_ key: String, _ value: Data) throws(StoreFailure) {
            let status = SecItemUpdate(base(key) as CFDictionary, [kSecValueData: value] as CFDictionary)
            if status == errSecSuccess { return }
            guard status == errSecItemNotFound else { throw .io }
            var item = base(key)
            item[kSecValueData] = value
            item[kSecAttrAccessible] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
            guard SecItemAdd(item as CFDictionary, nil) == errSecSuccess else { throw .io }
        }

        private func base(_ key: String) -> [CFString: Any] {
            [
                kSecClass: kSecClassGenericPassword,
                kSecAttrService: service,
                kSecAttrAccount: key,
                kSecUseDataProtectionKeychain: true,
            ]
        }
    }
#endif
