// A stand-in for Apple's os: see SwiftUI.swift beside it.
public func os_proc_available_memory() -> Int { 0 }
