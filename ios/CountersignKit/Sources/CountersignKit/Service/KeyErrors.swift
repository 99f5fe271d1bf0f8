import Foundation

/// What Apple's errors mean for a key, by domain and number: the modules that name them are on Apple's systems only, where a
/// test compares the numbers with theirs.
///
/// Whatever says "not now" is `cancelled`, so that the person can try again or type the passcode: they pressed Cancel or the
/// other button, did not show that they are there, or the app was not in front when the question was put.
enum KeyErrors {
    /// `LAErrorDomain`.
    enum Authentication: Int, CaseIterable {
        static let domain = "com.apple.LocalAuthentication"
        case authenticationFailed = -1
        case userCancel = -2
        case userFallback = -3
        case systemCancel = -4
        case passcodeNotSet = -5
        case biometryLockout = -8
        case appCancel = -9
        case invalidContext = -10
        case notInteractive = -1004

        var failure: KeyFailure {
            switch self {
            case .authenticationFailed, .userCancel, .userFallback, .systemCancel, .appCancel, .invalidContext,
                .notInteractive:
                .cancelled
            case .biometryLockout: .lockedOut
            case .passcodeNotSet: .unsupported
            }
        }
    }

    /// `NSOSStatusErrorDomain`: what the Keychain's functions return.
    enum Status: Int, CaseIterable {
        static let domain = "NSOSStatusErrorDomain"
        case unimplemented = -4
        case userCanceled = -128
        case authFailed = -25293
        case itemNotFound = -25300
        case interactionNotAllowed = -25308

        var failure: KeyFailure {
            switch self {
            case .userCanceled, .authFailed, .interactionNotAllowed: .cancelled
            case .itemNotFound: .lost
            case .unimplemented: .unsupported
            }
        }
    }

    /// `TKErrorDomain`: how the Secure Enclave's own keys report.
    enum Token: Int, CaseIterable {
        static let domain = "CryptoTokenKit"
        case notImplemented = -1
        case canceledByUser = -4
        case authenticationFailed = -5
        case objectNotFound = -6
        case authenticationNeeded = -9

        var failure: KeyFailure {
            switch self {
            case .canceledByUser, .authenticationFailed, .authenticationNeeded: .cancelled
            case .objectNotFound: .lost
            case .notImplemented: .unsupported
            }
        }
    }

    /// Nil for an error that is none of these.
    static func failure(domain: String, code: Int) -> KeyFailure? {
        switch domain {
        case Authentication.domain: Authentication(rawValue: code)?.failure
        case Status.domain: Status(rawValue: code)?.failure
        case Token.domain: Token(rawValue: code)?.failure
        default: nil
        }
    }
}

extension KeyFailure {
    /// An error of the platform; one that says nothing by itself is what lies under it.
    init(_ error: NSError) {
        var next: NSError? = error
        // Deeper than any is, so that one that lies under itself ends too.
        for _ in 0..<8 {
            guard let error = next else { break }
            if let known = KeyErrors.failure(domain: error.domain, code: error.code) {
                self = known
                return
            }
            next = error.userInfo[NSUnderlyingErrorKey] as? NSError
        }
        self = .failed
    }

    /// What a function of the Keychain returned, which was no success.
    init(status: Int32) {
        self = KeyErrors.failure(domain: KeyErrors.Status.domain, code: Int(status)) ?? .failed
    }
}
