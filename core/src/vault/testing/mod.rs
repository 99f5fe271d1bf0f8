//! Fakes of the outside world that live in memory, with faults to inject, and the contract that
//! every implementation keeps.

pub mod contract;
pub mod fuzz;
#[cfg(feature = "importers")]
pub mod fuzz_import;
mod memory_disk;
mod memory_keys;

pub use memory_disk::{Fault, MemoryStore};
pub use memory_keys::{MemoryDeviceState, MemoryKey};
