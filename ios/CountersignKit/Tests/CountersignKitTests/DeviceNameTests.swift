import CountersignKit
import Foundation
import Testing

struct DeviceNameTests {
    @Test(arguments: [
        // Since iOS 16 the name is the kind: the model says more.
        ("iPhone", "iPhone", "iPhone16,1", "iPhone 15 Pro"),
        ("iPhone", "iPhone", "iPhone11,8", "iPhone XR"),
        ("", "iPhone", "iPhone17,5", "iPhone 16e"),
        // A name that the person gave says more than the model.
        ("Ida\u{2019}s iPhone", "iPhone", "iPhone16,1", "Ida\u{2019}s iPhone"),
        // A model that nobody knew when this was written.
        ("iPhone", "iPhone", "iPhone99,2", "iPhone (99,2)"),
        ("iPad", "iPad", "iPad14,5", "iPad (14,5)"),
        // A simulator that does not say what it plays.
        ("iPhone", "iPhone", "arm64", "iPhone"),
        ("iPhone", "iPhone", "", "iPhone"),
    ])
    func a_phone_is_listed_by_its_persons_name_or_its_model(
        _ name: String, _ kind: String, _ machine: String, _ listed: String
    ) {
        #expect(DeviceName.suggested(name: name, kind: kind, machine: machine) == listed)
    }

    @Test func the_machine_has_a_name() {
        #expect(!DeviceName.machine().isEmpty)
        #expect(DeviceName.machine().allSatisfy { $0.isLetter || $0.isNumber || "_,-".contains($0) })
    }
}
