import CountersignKit
import SwiftUI
import UIKit

/// The colours of the product, light and dark.
enum Theme {
    static let paper = colour(0xFBFAF7, 0x0F1514)
    static let card = colour(0xFFFFFF, 0x18201F)
    static let ink = colour(0x16211F, 0xEEF3F1)
    static let soft = colour(0x53615E, 0xA6B3B0)
    static let line = colour(0xDCDFDB, 0x2E3A38)
    static let accent = colour(0x0B6157, 0x74D3C3)
    static let onAccent = colour(0xFFFFFF, 0x06302A)
    static let tint = colour(0xE3F1EE, 0x15322E)
    static let danger = colour(0xA3271B, 0xFFB4A8)
    static let warn = colour(0x7A4B00, 0xFFD48A)
    static let warnBack = colour(0xFFF2D9, 0x3A2A08)

    /// Around a code in the camera's picture that can be tapped, the same in light and dark.
    static let seen = colour(0x8BE28B, 0x8BE28B)

    /// A module of a code, the same in light and dark.
    static func module(dark: Bool) -> Color { dark ? colour(0x000000, 0x000000) : colour(0xFFFFFF, 0xFFFFFF) }

    private static func colour(_ light: UInt32, _ dark: UInt32) -> Color {
        Color(uiColor: UIColor { traits in UIColor(hex: traits.userInterfaceStyle == .dark ? dark : light) })
    }
}

extension UIColor {
    fileprivate convenience init(hex: UInt32) {
        self.init(
            red: CGFloat(hex >> 16 & 0xFF) / 255, green: CGFloat(hex >> 8 & 0xFF) / 255, blue: CGFloat(hex & 0xFF) / 255,
            alpha: 1)
    }
}

extension Tone {
    var colour: Color {
        switch self {
        case .plain: Theme.ink
        case .warn: Theme.warn
        case .danger: Theme.danger
        }
    }

    var back: Color {
        switch self {
        case .plain: Theme.tint
        case .warn: Theme.warnBack
        case .danger: Theme.card
        }
    }

    var mark: String {
        switch self {
        case .plain: "info.circle"
        case .warn: "exclamationmark.triangle"
        case .danger: "xmark.octagon"
        }
    }
}
