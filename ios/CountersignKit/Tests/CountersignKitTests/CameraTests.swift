import CountersignKit
import Testing

@MainActor
struct CameraTests {
    private final class Starts { var count = 0 }
    private let starts = Starts()
    private let camera = CameraModel()

    init() {
        camera.start = { [starts] in starts.count += 1 }
    }

    @Test func a_camera_that_runs_shows_its_picture() {
        #expect(camera.sight == .waiting)
        camera.heard(.started)
        #expect(camera.sight == .live)
        camera.heard(.seen)
        #expect(camera.sight == .live)
        #expect(starts.count == 0)
    }

    @Test func an_interruption_is_said_and_its_end_starts_the_camera_again() {
        camera.heard(.started)
        camera.heard(.interrupted)
        #expect(camera.sight == .interrupted)
        // It was interrupted while it started.
        camera.heard(.started)
        #expect(camera.sight == .interrupted)
        camera.heard(.interruptionOver)
        #expect(camera.sight == .waiting)
        #expect(starts.count == 1)
        camera.heard(.started)
        #expect(camera.sight == .live)
    }

    @Test func an_error_starts_the_camera_again_and_not_for_ever() {
        for times in 1...2 {
            camera.heard(.started)
            camera.heard(.broke)
            #expect(camera.sight == .waiting)
            #expect(starts.count == times)
        }
        camera.heard(.started)
        camera.heard(.broke)
        #expect(camera.sight == .stopped)
        #expect(starts.count == 2)
        camera.tryAgain()
        #expect(camera.sight == .waiting)
        #expect(starts.count == 3)
        camera.heard(.broke)
        #expect(camera.sight == .waiting)
    }

    @Test func a_picture_in_between_makes_the_next_error_the_first_one() {
        for _ in 0..<20 {
            camera.heard(.broke)
            #expect(camera.sight == .waiting)
            camera.heard(.started)
            camera.heard(.seen)
        }
        #expect(starts.count == 20)
    }

    @Test func where_there_is_no_camera_it_can_be_tried_again() {
        camera.heard(.missing)
        #expect(camera.sight == .missing)
        #expect(starts.count == 0)
        camera.tryAgain()
        #expect(starts.count == 1)
    }
}
