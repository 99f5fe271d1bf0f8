#if canImport(Security)
    import Foundation
    import LocalAuthentication
    import Security

    /// Keys in the Secure Enclave. A signing key never leaves it. Wrapping is ECIES to a P-256 key of the enclave: everybody on
    /// this phone could wrap, only the enclave unwraps, and for the key of the name `personKey` only after Face ID, Touch ID or
    /// the phone's code. As the code opens it too, a face or finger that is added later does not lose the key; taking the code
    /// off the phone does. The enclave has no RSA: such a key lies in the keychain, on this phone alone and not to be taken out.
    /// No key travels with a backup.
    public final class EnclaveKeys: SecureKey {
        private let values: KeychainDeviceState
        private let prompt: @Sendable () -> String

        /// `prompt` is what the phone shows when it asks for the person, in their language.
        public init(prompt: @escaping @Sendable () -> String) {
            values = KeychainDeviceState(service: "org.countersign.keys")
            self.prompt = prompt
        }

        public func create(_ id: String) throws(KeyFailure) -> Data {
            try delete(id)
            let key = try make(id)
            var error: Unmanaged<CFError>?
            guard let open = SecKeyCopyPublicKey(key),
                let point = SecKeyCopyExternalRepresentation(open, &error) as Data?
            else { throw .failed }
            return point
        }

        public func createRSA(_ id: String) throws(KeyFailure) -> Data {
            try delete(id)
            let attributes: [CFString: Any] = [
                kSecAttrKeyType: kSecAttrKeyTypeRSA,
                kSecAttrKeySizeInBits: 2048,
                kSecUseDataProtectionKeychain: true,
                kSecPrivateKeyAttrs: [
                    kSecAttrIsPermanent: true,
                    kSecAttrIsExtractable: false,
                    kSecAttrApplicationTag: tag(id),
                    kSecAttrAccessible: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
                ] as [CFString: Any],
            ]
            var error: Unmanaged<CFError>?
            guard let key = SecKeyCreateRandomKey(attributes as CFDictionary, &error) else { throw failure(error) }
            do {
                try values.write(id, Data([1]))
            } catch {
                throw .failed
            }
            guard let open = SecKeyCopyPublicKey(key),
                let numbers = SecKeyCopyExternalRepresentation(open, &error) as Data?,
                numbers.count == Self.rsaNumbers
            else { throw .failed }
            return Self.rsaHeader + numbers
        }

        public func sign(_ id: String, _ message: Data) throws(KeyFailure) -> Data {
            let key = try find(id)
            var error: Unmanaged<CFError>?
            let rsa = SecKeyIsAlgorithmSupported(key, .sign, .rsaSignatureMessagePKCS1v15SHA256)
            let way: SecKeyAlgorithm = rsa ? .rsaSignatureMessagePKCS1v15SHA256 : .ecdsaSignatureMessageX962SHA256
            let signature = SecKeyCreateSignature(key, way, message as CFData, &error)
            guard let signature = signature as Data? else { throw failure(error) }
            return signature
        }

        public func wrap(_ id: String, _ plain: Data) throws(KeyFailure) -> Data {
            let key: SecKey
            do {
                key = try find(id)
            } catch {
                guard error == .lost else { throw error }
                key = try make(id)
            }
            guard let open = SecKeyCopyPublicKey(key) else { throw .failed }
            var error: Unmanaged<CFError>?
            guard let wrapped = SecKeyCreateEncryptedData(open, Self.ecies, plain as CFData, &error) as Data? else {
                throw failure(error)
            }
            return wrapped
        }

        public func unwrap(_ id: String, _ wrapped: Data) throws(KeyFailure) -> Data {
            let key = try find(id)
            var error: Unmanaged<CFError>?
            guard let plain = SecKeyCreateDecryptedData(key, Self.ecies, wrapped as CFData, &error) as Data? else {
                throw failure(error)
            }
            return plain
        }

        public func delete(_ id: String) throws(KeyFailure) {
            let status = SecItemDelete(query(id) as CFDictionary)
            guard status == errSecSuccess || status == errSecItemNotFound else { throw KeyFailure(status: status) }
        }

        public func lost(_ id: String) throws(KeyFailure) -> Bool {
            do {
                guard try values.read(id) != nil else { return false }
            } catch {
                throw .failed
            }
            return SecItemCopyMatching(query(id) as CFDictionary, nil) == errSecItemNotFound
        }

        private func make(_ id: String) throws(KeyFailure) -> SecKey {
            var flags: SecAccessControlCreateFlags = [.privateKeyUsage]
            if id == personKey {
                // A phone without a code cannot tell the person from anybody else.
                guard LAContext().canEvaluatePolicy(.deviceOwnerAuthentication, error: nil) else { throw .unsupported }
                flags.insert(.userPresence)
            }
            let protection =
                id == personKey
                ? kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly : kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
            guard let access = SecAccessControlCreateWithFlags(nil, protection, flags, nil) else { throw .unsupported }
            let attributes: [CFString: Any] = [
                kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom,
                kSecAttrKeySizeInBits: 256,
                kSecAttrTokenID: kSecAttrTokenIDSecureEnclave,
                kSecPrivateKeyAttrs: [
                    kSecAttrIsPermanent: true,
                    kSecAttrApplicationTag: tag(id),
                    kSecAttrAccessControl: access,
                ] as [CFString: Any],
            ]
            var error: Unmanaged<CFError>?
            guard let key = SecKeyCreateRandomKey(attributes as CFDictionary, &error) else { throw failure(error) }
            do {
                // Tells a key that was there and is gone from one that never was.
                try values.write(id, Data([1]))
            } catch {
                throw .failed
            }
            return key
        }

        private func find(_ id: String) throws(KeyFailure) -> SecKey {
            var query = self.query(id)
            query[kSecReturnRef] = true
            let context = LAContext()
            context.localizedReason = prompt()
            query[kSecUseAuthenticationContext] = context
            var found: CFTypeRef?
            let status = SecItemCopyMatching(query as CFDictionary, &found)
            guard status == errSecSuccess else { throw KeyFailure(status: status) }
            guard let found, CFGetTypeID(found) == SecKeyGetTypeID() else { throw .failed }
            return found as! SecKey
        }

        private func failure(_ error: Unmanaged<CFError>?) -> KeyFailure {
            guard let error = error?.takeRetainedValue() as Error? else { return .failed }
            return KeyFailure(error as NSError)
        }

        private func query(_ id: String) -> [CFString: Any] {
            [
                kSecClass: kSecClassKey,
                kSecAttrKeyClass: kSecAttrKeyClassPrivate,
                kSecAttrApplicationTag: tag(id),
                kSecUseDataProtectionKeychain: true,
            ]
        }

        private func tag(_ id: String) -> Data { Data("org.countersign.\(id)".utf8) }

        /// What stands before the PKCS#1 numbers of 2048 bits in a `SubjectPublicKeyInfo` (RFC 8017 appendix A.1).
        private static let rsaHeader = Data([
            0x30, 0x82, 0x01, 0x22, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
            0x03, 0x82, 0x01, 0x0f, 0x00,
        ])
        private static let rsaNumbers = 270

        private static var ecies: SecKeyAlgorithm { .eciesEncryptionCofactorVariableIVX963SHA256AESGCM }
    }
#endif
