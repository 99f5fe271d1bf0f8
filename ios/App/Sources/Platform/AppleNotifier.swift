import CountersignKit
import Foundation
import UserNotifications

/// The one notification of the app. It has a sentence and nothing to press: no number, no code, no name.
@MainActor
final class AppleNotifier: Notifier {
    private let name = "request"

    func ring(_ ring: PushNotice) {
        let content = UNMutableNotificationContent()
        content.title = say(Phrase(ring))
        content.body = say(.ringText)
        content.sound = .default
        let request = UNNotificationRequest(identifier: name, content: content, trigger: nil)
        UNUserNotificationCenter.current().add(request, withCompletionHandler: nil)
    }

    func quiet() {
        UNUserNotificationCenter.current().removeDeliveredNotifications(withIdentifiers: [name])
    }
}
