import Foundation

/// How an organisation lists this phone until the person calls it otherwise.
public enum DeviceName {
    /// `name` and `kind` are what the system calls this phone, `machine` its maker's name for the model. Since iOS 16 every
    /// phone's name is just its kind ("iPhone"), but where Apple granted an app the name that the person gave.
    public static func suggested(name: String, kind: String, machine: String) -> String {
        if !name.isEmpty && name != kind { return name }
        if let model = models[machine] { return model }
        // A model that is younger than this list, told apart all the same: "iPhone (19,2)".
        let number = machine.hasPrefix(kind) ? machine.dropFirst(kind.count) : ""
        return number.isEmpty ? kind : "\(kind) (\(number))"
    }

    /// The maker's name for this model, such as `iPhone16,1`; of a simulator the model that it plays.
    public static func machine() -> String {
        if let played = ProcessInfo.processInfo.environment["SIMULATOR_MODEL_IDENTIFIER"] { return played }
        var facts = utsname()
        guard uname(&facts) == 0 else { return "" }
        return withUnsafeBytes(of: &facts.machine) { letters in
            String(decoding: letters.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// The phones on which iOS 17 runs. Of iPads there are too many; they are called by their numbers.
    private static let models = [
        "iPhone11,2": "iPhone XS", "iPhone11,4": "iPhone XS Max", "iPhone11,6": "iPhone XS Max", "iPhone11,8": "iPhone XR",
        "iPhone12,1": "iPhone 11", "iPhone12,3": "iPhone 11 Pro", "iPhone12,5": "iPhone 11 Pro Max",
        "iPhone12,8": "iPhone SE (2nd generation)", "iPhone13,1": "iPhone 12 mini", "iPhone13,2": "iPhone 12",
        "iPhone13,3": "iPhone 12 Pro", "iPhone13,4": "iPhone 12 Pro Max", "iPhone14,2": "iPhone 13 Pro",
        "iPhone14,3": "iPhone 13 Pro Max", "iPhone14,4": "iPhone 13 mini", "iPhone14,5": "iPhone 13",
        "iPhone14,6": "iPhone SE (3rd generation)", "iPhone14,7": "iPhone 14", "iPhone14,8": "iPhone 14 Plus",
        "iPhone15,2": "iPhone 14 Pro", "iPhone15,3": "iPhone 14 Pro Max", "iPhone15,4": "iPhone 15",
        "iPhone15,5": "iPhone 15 Plus", "iPhone16,1": "iPhone 15 Pro", "iPhone16,2": "iPhone 15 Pro Max",
        "iPhone17,1": "iPhone 16 Pro", "iPhone17,2": "iPhone 16 Pro Max", "iPhone17,3": "iPhone 16",
        "iPhone17,4": "iPhone 16 Plus", "iPhone17,5": "iPhone 16e", "iPhone18,1": "iPhone 17 Pro",
        "iPhone18,2": "iPhone 17 Pro Max", "iPhone18,3": "iPhone 17", "iPhone18,4": "iPhone Air",
    ]
}
