import CountersignKit
import SwiftUI
import UIKit

/// The app in its window: it follows the system's comings and goings, and covers itself.
struct RootScreen: View {
    let running: Running

    @Environment(\.scenePhase) private var phase
    @Environment(\.isSceneCaptured) private var captured

    private var app: AppModel { running.app }

    var body: some View {
        PlaceScreen(running: running)
            .overlay { if app.covered { CoverScreen(captured: app.captured) } }
            .tint(Theme.accent)
            .onChange(of: phase, initial: true) { _, phase in follow(phase) }
            .onChange(of: captured, initial: true) { _, captured in app.captured(captured) }
            .task { await beat() }
            .task { await followPhone() }
    }

    private func follow(_ phase: ScenePhase) {
        switch phase {
        case .active:
            app.comeToFront()
            Task {
                await running.surroundings.look()
                app.settings.draw()
            }
        case .background: app.leaveFront()
        default: app.cover()
        }
    }

    private func beat() async {
        while !Task.isCancelled {
            await app.beat()
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func followPhone() async {
        let locked = UIApplication.protectedDataWillBecomeUnavailableNotification
        for await _ in NotificationCenter.default.notifications(named: locked) { app.phoneLocked() }
    }
}

/// What stands over the app where others could see it.
struct CoverScreen: View {
    let captured: Bool

    var body: some View {
        VStack(spacing: 16) {
            Image("Mark").resizable().frame(width: 72, height: 72).accessibilityHidden(true)
            if captured { Paragraph(text: say(.covered)) }
        }
        .padding(24)
        .frame(maxWidth: .infinity, maxHeight: .infinity)
        .background(Theme.paper)
        .foregroundStyle(Theme.ink)
    }
}

/// The library could not be made: nothing else can be shown.
struct FailedScreen: View {
    let trouble: Trouble

    var body: some View { Screen { Notice(text: say(Phrase(trouble)), tone: .danger) } }
}

/// The screen of the place where the person is.
struct PlaceScreen: View {
    let running: Running

    private var app: AppModel { running.app }

    var body: some View {
        switch app.place {
        case .start: Screen { Busy(text: say(.waiting)) }
        case .unlock: UnlockScreen(model: app.locking)
        case .olderCopy: OlderCopyScreen(model: app.locking)
        case .accounts: AccountsScreen(app: app)
        case .account(let id): AccountScreen(app: app, id: id)
        case .newPasscode: NewPasscodeScreen(app: app)
        case .changePasscode: ChangePasscodeScreen(app: app)
        case .add: AddScreen(app: app)
        case .scan: ScanScreen(app: app, reader: running.reader)
        case .typed: TypedScreen(app: app)
        case .notifications: NotificationsScreen(app: app, surroundings: running.surroundings)
        case .request: RequestScreen(app: app)
        case .settings: SettingsScreen(app: app, surroundings: running.surroundings)
        }
    }
}
