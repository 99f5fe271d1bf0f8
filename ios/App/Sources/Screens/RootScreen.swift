import Accessibility
import CountersignKit
import SwiftUI

/// The app in its window: it follows the system's comings and goings, and covers itself.
struct RootScreen: View {
    let running: Running

    @State private var cover = CoverWindow()
    @Environment(\.scenePhase) private var phase
    @Environment(\.isSceneCaptured) private var captured

    private var app: AppModel { running.app }

    var body: some View {
        PlaceScreen(running: running)
            // What came meanwhile stands above every screen.
            .safeAreaInset(edge: .top, spacing: 0) {
                if let request = app.incoming {
                    WaitingRow(request: request) { app.openRequest(request.id) }
                        .padding(16)
                        .background(Theme.paper)
                        .onAppear { announce(Phrase(.requestWaiting)) }
                }
            }
            .accessibilityHidden(app.covered)
            .overlay { if app.covered { CoverScreen(captured: app.captured) } }
            .tint(Theme.accent)
            .onChange(of: phase, initial: true) { _, phase in
                follow(phase)
                drawCover()
            }
            .onChange(of: captured, initial: true) { _, captured in
                app.captured(captured)
                drawCover()
            }
            // The choice of the settings changed.
            .onChange(of: app.covered) { drawCover() }
            // Screens take each other's place: a screen reader is told, and begins at the top.
            .onChange(of: app.destination) { AccessibilityNotification.ScreenChanged().post() }
            .task { await tick() }
    }

    private func follow(_ phase: ScenePhase) {
        switch phase {
        case .active:
            running.systemServices.rest()
            app.comeToFront()
            Task {
                await running.systemServices.look()
                app.settings.draw()
            }
        case .background:
            app.leaveFront()
            if app.lingers { running.systemServices.stayAwake() }
        default: app.cover()
        }
    }

    private func drawCover() { cover.show(app.covered, captured: app.captured) }

    private func tick() async {
        while !Task.isCancelled {
            app.tick()
            try? await Task.sleep(for: .seconds(1))
        }
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
    let trouble: UserError

    var body: some View { Screen { Notice(text: say(Phrase(trouble)), tone: .danger) } }
}

/// The screen of the place where the person is.
struct PlaceScreen: View {
    let running: Running

    private var app: AppModel { running.app }

    var body: some View {
        switch app.destination {
        case .start: StartScreen(app: app)
        case .unlock: UnlockScreen(app: app)
        case .olderCopy: OlderCopyScreen(model: app.locking)
        case .accounts: AccountsScreen(app: app, systemServices: running.systemServices)
        case .account(let id): AccountScreen(app: app, id: id)
        case .newPasscode: NewPasscodeScreen(app: app)
        case .changePasscode: ChangePasscodeScreen(app: app)
        case .add: AddScreen(app: app)
        case .scan: ScanScreen(app: app, reader: running.reader)
        case .typed: TypedScreen(app: app)
        case .notifications: NotificationsScreen(app: app, systemServices: running.systemServices)
        case .request: RequestScreen(app: app)
        case .match: MatchScreen(app: app, reader: running.reader)
        case .activity: ActivityScreen(app: app)
        case .settings: SettingsScreen(app: app, systemServices: running.systemServices)
        case .bin: BinScreen(app: app)
        case .recovery: RecoveryScreen(app: app)
        case .recover: RecoverScreen(app: app)
        case .moveIn: MoveInScreen(app: app)
        case .moveOut: MoveOutScreen(app: app)
        case .backups: BackupsScreen(app: app)
        case .ways: WaysScreen(app: app)
        }
    }
}
