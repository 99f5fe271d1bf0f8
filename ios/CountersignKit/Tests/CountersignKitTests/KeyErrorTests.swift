import Foundation
import Testing

@testable import CountersignKit

#if canImport(Security)
    import LocalAuthentication
    import Security
#endif

/// The platform's errors, as the adapter of the Secure Enclave gets them.
struct KeyErrorTests {
    private static let authentication = "com.apple.LocalAuthentication"
    private static let status = "NSOSStatusErrorDomain"
    private static let token = "CryptoTokenKit"

    private func failure(_ domain: String, _ code: Int, under: NSError? = nil) -> KeyFailure {
        KeyFailure(NSError(domain: domain, code: code, userInfo: under.map { [NSUnderlyingErrorKey: $0] } ?? [:]))
    }

    @Test(arguments: [
        // Cancel, the other button, another app or a call in front, not recognised, nobody to ask.
        (authentication, -2), (authentication, -3), (authentication, -4), (authentication, -9), (authentication, -1),
        (authentication, -10), (authentication, -1004), (status, -128), (status, -25308), (status, -25293), (token, -4),
        (token, -5), (token, -9),
    ])
    func what_says_not_now_is_cancelled_and_no_failure_a34(_ domain: String, _ code: Int) {
        #expect(failure(domain, code) == .cancelled)
    }

    @Test(arguments: [
        (authentication, -8, KeyFailure.lockedOut), (authentication, -5, .unsupported), (status, -4, .unsupported),
        (status, -25300, .lost), (token, -1, .unsupported), (token, -6, .lost),
    ])
    func what_says_why_is_that(_ domain: String, _ code: Int, _ meant: KeyFailure) {
        #expect(failure(domain, code) == meant)
    }

    @Test(arguments: [
        // A corrupted object, a false parameter, a missing entitlement, and numbers of other domains.
        (token, -3), (status, -50), (status, -34018), (status, -2), (authentication, -128), ("CryptoKit", -2),
        (authentication, 0), (status, Int.min),
    ])
    func anything_else_failed(_ domain: String, _ code: Int) {
        #expect(failure(domain, code) == .failed)
    }

    @Test func an_error_that_says_nothing_is_what_lies_under_it() {
        let cancel = NSError(domain: Self.authentication, code: -2)
        let wrapped = NSError(domain: Self.token, code: -3, userInfo: [NSUnderlyingErrorKey: cancel])
        #expect(KeyFailure(wrapped) == .cancelled)
        #expect(failure(Self.status, -26276, under: wrapped) == .cancelled)
        #expect(failure(Self.status, -25300, under: cancel) == .lost)
        var deep = cancel
        for _ in 0..<100 { deep = NSError(domain: "x", code: 1, userInfo: [NSUnderlyingErrorKey: deep]) }
        #expect(KeyFailure(deep) == .failed)
    }

    @Test func what_the_keychain_returns_means_the_same() {
        #expect(KeyFailure(status: -25308) == .cancelled)
        #expect(KeyFailure(status: -25300) == .lost)
        #expect(KeyFailure(status: -50) == .failed)
    }

    #if canImport(Security)
        /// The numbers above, against those of the system.
        @Test func the_numbers_are_apples() {
            #expect(LAErrorDomain == KeyErrors.Authentication.domain)
            #expect(NSOSStatusErrorDomain == KeyErrors.Status.domain)
            for code in KeyErrors.Authentication.allCases {
                let apples: LAError.Code =
                    switch code {
                    case .authenticationFailed: .authenticationFailed
                    case .userCancel: .userCancel
                    case .userFallback: .userFallback
                    case .systemCancel: .systemCancel
                    case .passcodeNotSet: .passcodeNotSet
                    case .biometryLockout: .biometryLockout
                    case .appCancel: .appCancel
                    case .invalidContext: .invalidContext
                    case .notInteractive: .notInteractive
                    }
                #expect(apples.rawValue == code.rawValue)
            }
            for code in KeyErrors.Status.allCases {
                let apples: OSStatus =
                    switch code {
                    case .unimplemented: errSecUnimplemented
                    case .userCanceled: errSecUserCanceled
                    case .authFailed: errSecAuthFailed
                    case .itemNotFound: errSecItemNotFound
                    case .interactionNotAllowed: errSecInteractionNotAllowed
                    }
                #expect(Int(apples) == code.rawValue)
            }
        }
    #endif
}
