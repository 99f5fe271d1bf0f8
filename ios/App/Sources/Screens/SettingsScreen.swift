import CountersignKit
import SwiftUI

struct SettingsScreen: View {
    let app: AppModel
    let systemServices: AppleServices

    private var model: SettingsModel { app.settings }

    var body: some View {
        Screen(title: .settings, back: { app.back() }) {
            choice(.setLock, .setLockText, model.appLock) { on in Task { await model.appLock(on) } }
            if model.hasVault {
                choice(.setHide, .setHideText, model.hidesCodes) { hide in Task { await model.hideCodes(hide) } }
            }
            choice(.setCapture, .setCaptureText, model.capturing) { model.capturing($0) }
            Card {
                Text(verbatim: say(.setNotifications)).font(.headline)
                if model.notifications {
                    Soft(text: say(.setNotificationsOn))
                } else {
                    Soft(text: say(.noteNotifications))
                    Quiet(text: say(.notifyAllow), act: allow)
                }
            }
            if model.hasVault {
                Quiet(text: say(.passcodeChange)) { app.go(.changePasscode) }
                Quiet(text: say(.recovery)) { app.go(.recovery) }
                Quiet(text: say(.bin)) { app.go(.bin) }
                Quiet(text: say(.backups)) { app.go(.backups) }
                Quiet(text: say(.moveIn)) { app.go(.moveIn) }
                Quiet(text: say(.moveOut)) { app.go(.moveOut) }
                Quiet(text: say(.ways)) { app.go(.ways) }
            }
            if let trouble = model.trouble { Notice(text: say(Phrase(trouble)), tone: .danger) }
        }
    }

    private func choice(
        _ name: Phrase.Key, _ text: Phrase.Key, _ on: Bool, _ set: @escaping (Bool) -> Void
    ) -> some View {
        Card {
            Toggle(isOn: Binding(get: { on }, set: set)) {
                VStack(alignment: .leading, spacing: 2) {
                    Text(verbatim: say(name)).font(.headline)
                    Soft(text: say(text))
                }
            }
        }
    }

    private func allow() {
        Task {
            await systemServices.askForNotifications()
            if systemServices.notificationsAllowed != true { AppleServices.openSettings() }
            app.settings.draw()
        }
    }
}
