"""What Xcode reads of ios/ (project.yml, property lists, string catalogues, Package.swift) against the sources and each other.

    python3 project_ios.py ROOT    prints each breach and exits 1 if there is any
"""

import json
import plistlib
import re
import sys
from pathlib import Path

import yaml

# What the sources use, and the sentence that the system shows for it.
ASKS = {
    "NSCameraUsageDescription": r"\bAVCaptureDevice\b",
    "NSFaceIDUsageDescription": r"\bLAContext\b",
    # The sign-in service of an organisation may be on the phone's own network.
    "NSLocalNetworkUsageDescription": r"\bCoreAuthenticatorService\b",
}

# What Apple wants a reason for, by what a source would say ("required reason API"); `ios/reasons` reads symbols instead.
REASONS = {
    "UserDefaults": r"\bUserDefaults\b|@AppStorage",
    "FileTimestamp": r"\bf?l?stat\(|\bfstatat\(|\.(creation|contentModification)Date(Key)?\b|\.modificationDate\b|attributesOfItem",
    "SystemBootTime": r"\bsystemUptime\b|\bmach_absolute_time\b|\bSuspendingClock\b",
    "DiskSpace": r"\bvolume(Available|Total)Capacity|\bf?statv?fs\(|\.systemFreeSize\b|\.systemSize\b",
    "ActiveKeyboards": r"\bactiveInputModes\b",
}


class Tree:
    def __init__(self, root):
        self.root = Path(root)
        self.app = yaml.safe_load(self.text("ios/App/project.yml"))
        self.target = self.app["targets"]["Countersign"]
        self.settings = {**self.app["settings"]["base"], **self.target["settings"]["base"]}
        self.plist = self.target["info"]["properties"]
        self.package = self.text("ios/CountersignKit/Package.swift")

    def text(self, path):
        return (self.root / path).read_text(encoding="utf8")

    def swift(self, folder):
        """The sources of a folder, without comments."""
        for path in sorted((self.root / folder).rglob("*.swift")):
            yield path, re.sub(r"(^|\s)//.*", "", path.read_text(encoding="utf8"))

    def uses(self, pattern):
        shipped = ("ios/App/Sources", "ios/CountersignKit/Sources")
        return any(re.search(pattern, text) for folder in shipped for _, text in self.swift(folder))


def modules(tree):
    """The app's module has a name of its own, or an import of the package's finds the app."""
    module = tree.settings.get("PRODUCT_MODULE_NAME", "")
    if not re.fullmatch(r"[A-Za-z]\w*", str(module)):
        yield "project.yml: PRODUCT_MODULE_NAME is missing: the app's module would be called like the package's"
    taken = set(re.findall(r'name: "(\w+)"', tree.package)) | set(re.findall(r'module_name = "(\w+)"', tree.text("bindings/uniffi.toml")))
    if str(module).lower() in {name.lower() for name in taken}:
        yield f"project.yml: the app's module and one of the package are both called {module}"
    for name in ("Countersign", "CountersignFFI", "CountersignKit", "CoreBridge"):
        if name not in taken:
            yield f"Package.swift: the module {name} is gone; this check and ios/README.md name it"


def versions(tree):
    ios = str(tree.app["options"]["deploymentTarget"]["iOS"])
    built = re.search(r"^ios=(\S+)$", tree.text("bindings/build"), re.M)
    kit = re.search(r"\.iOS\(\.v(\d+)(?:_(\d+))?\)", tree.package)
    if not built or built[1] != ios:
        yield f"bindings/build: the library is built for another iOS than the app ({ios})"
    if not kit or f"{kit[1]}.{kit[2] or 0}" != ios:
        yield f"Package.swift: the kit is for another iOS than the app ({ios})"
    for key, setting in (("CFBundleShortVersionString", "MARKETING_VERSION"), ("CFBundleVersion", "CURRENT_PROJECT_VERSION")):
        if tree.plist.get(key) != f"$({setting})":
            yield f"project.yml: {key} does not follow {setting}"
        if setting not in tree.settings:
            yield f"project.yml: {setting} is missing"
    workspace = re.search(r'^\[workspace\.package\][^\[]*?^version = "(.*?)"', tree.text("Cargo.toml"), re.M | re.S)
    if not workspace or str(tree.settings.get("MARKETING_VERSION")) != workspace[1]:
        yield "project.yml: MARKETING_VERSION is another version than Cargo.toml's"


def words(tree):
    languages = sorted(tree.plist.get("CFBundleLocalizations", []))
    if tree.app["options"].get("developmentLanguage") not in languages:
        yield "project.yml: the language of development is none of CFBundleLocalizations"
    resources = tree.root / "ios/App/Resources"
    for path in sorted(resources.glob("*.xcstrings")):
        for name, entry in json.loads(path.read_text(encoding="utf8"))["strings"].items():
            for language, text in entry["localizations"].items():
                units = [text] if "stringUnit" in text else list(text["variations"]["plural"].values())
                if any(unit["stringUnit"]["state"] != "translated" or not unit["stringUnit"]["value"] for unit in units):
                    yield f"{path.name}: {name} is not translated to {language}"
            if sorted(entry["localizations"]) != languages:
                yield f"{path.name}: {name} is not in {languages}"
    asked = {key for key in tree.plist if key.endswith("UsageDescription")}
    strings = json.loads(tree.text("ios/App/Resources/InfoPlist.xcstrings"))["strings"]
    for key in sorted(asked | set(strings)):
        english = strings.get(key, {}).get("localizations", {}).get("en", {}).get("stringUnit", {}).get("value")
        if english is None or tree.plist.get(key) != english:
            yield f"{key}: project.yml and InfoPlist.xcstrings do not say the same"
    for key, pattern in ASKS.items():
        if tree.uses(pattern) != (key in asked):
            yield f"{key}: it does not go with what the sources use"
    for key in sorted(asked - set(ASKS)):
        yield f"{key}: nothing here needs it"


def rights(tree):
    """Nothing is claimed that is not needed, and nothing that only the person who ships can say."""
    wanted = {"aps-environment"} if tree.uses(r"registerForRemoteNotifications") else set()
    found = set(tree.target["entitlements"]["properties"])
    if found != wanted:
        yield f"project.yml: entitlements that are not needed, or missing: {sorted(found ^ wanted)}"
    if "ITSAppUsesNonExemptEncryption" in tree.plist:
        yield "project.yml: what encryption is exempt from, the person who ships says (ios/README.md)"


def privacy(tree):
    manifest = plistlib.loads((tree.root / "ios/App/Resources/PrivacyInfo.xcprivacy").read_bytes())
    if manifest["NSPrivacyTracking"] or manifest["NSPrivacyTrackingDomains"] or manifest["NSPrivacyCollectedDataTypes"]:
        yield "PrivacyInfo.xcprivacy: it says other than ios/README.md what is collected"
    declared = {}
    for entry in manifest["NSPrivacyAccessedAPITypes"]:
        kind = entry["NSPrivacyAccessedAPIType"].removeprefix("NSPrivacyAccessedAPICategory")
        declared[kind] = entry["NSPrivacyAccessedAPITypeReasons"]
        if not declared[kind]:
            yield f"PrivacyInfo.xcprivacy: {kind} has no reason"
    for kind, pattern in REASONS.items():
        if tree.uses(pattern) and kind not in declared:
            yield f"PrivacyInfo.xcprivacy: the sources use {kind}, which is not declared"
    for kind in declared:
        if kind not in REASONS:
            yield f"PrivacyInfo.xcprivacy: {kind} is no kind that Apple knows"


def processes(tree):
    """A test that starts a process does not compile for a phone: its target is one of Linux."""
    linux = re.search(r"#if os\(Linux\)(.*?)#else", tree.package, re.S)
    for path, text in tree.swift("ios/CountersignKit/Tests"):
        if not re.search(r"\bProcess\(\)|\bposix_spawn|\bfork\(", text):
            continue
        target = path.relative_to(tree.root / "ios/CountersignKit/Tests").parts[0]
        outside = tree.package.replace(linux[0], "") if linux else tree.package
        if f'"{target}"' in outside or not linux or f'"{target}"' not in linux[1]:
            yield f"{path.relative_to(tree.root)}: it starts a process, and its target {target} is built for phones too"


def spoken(tree):
    """A view of UIKit is no element for a screen reader: a label on it is never spoken, unless it is made one before."""
    sources = list(tree.swift("ios/App/Sources"))
    bare = set(re.findall(r"struct (\w+): (?:\w+, )*UIView(?:Controller)?Representable\b", "\n".join(text for _, text in sources)))
    if not bare:
        yield "ios/App/Sources: there is no view of UIKit any more, or this check does not find it"
    for path, text in sources:
        for use in re.finditer(rf"\b(?:{'|'.join(bare) or 'x'})\(.*\n(?:\s*\..*\n|\s*\n)*", text):
            said = re.search(r"\.accessibility(Label|Value|Hint)\(", use[0])
            made = re.search(r"\.accessibility(Element|Hidden|Representation)\(", use[0])
            if said and not (made and made.start() < said.start()):
                yield f"{path.relative_to(tree.root)}: a label on {use[0].split('(')[0]}, which is no element"


def main():
    tree = Tree(sys.argv[1])
    breaches = [text for rule in (modules, versions, words, rights, privacy, processes, spoken) for text in rule(tree)]
    for text in breaches:
        print(text)
    sys.exit(1 if breaches else 0)


main()
