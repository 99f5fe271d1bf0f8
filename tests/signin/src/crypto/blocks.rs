//! Memory for Argon2: a few buffers that are wiped after each use and used again.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use argon2::Block;
use zeroize::Zeroize;

/// At most so many buffers. They are made when they are first needed.
pub(super) struct Memory {
    most: usize,
    kept: Mutex<Kept>,
    returned: Condvar,
}

/// The buffers that nobody uses.
#[derive(Default)]
struct Kept {
    idle: Vec<Vec<Block>>,
    made: usize,
}

impl Memory {
    pub(super) fn new(most: usize) -> Self {
        Self { most: most.max(1), kept: Mutex::default(), returned: Condvar::new() }
    }

    /// A buffer of so many blocks, wiped; waits while all are in use. `None` when there is no memory.
    pub(super) fn take(&self, blocks: usize) -> Option<Buffer<'_>> {
        let mut kept = self.kept();
        let idle = loop {
            if let Some(idle) = kept.idle.pop() {
                break idle;
            }
            if kept.made < self.most {
                kept.made += 1;
                break Vec::new();
            }
            kept = self.returned.wait(kept).unwrap_or_else(PoisonError::into_inner);
        };
        drop(kept);
        // From here on it goes back, whatever happens.
        let mut buffer = Buffer { memory: self, blocks: idle };
        let missing = blocks.saturating_sub(buffer.blocks.len());
        buffer.blocks.try_reserve_exact(missing).ok()?;
        buffer.blocks.resize_with(blocks, Block::new);
        Some(buffer)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many buffers were made, and those that nobody uses.
    #[cfg(test)]
    pub(super) fn looked_at(&self) -> (usize, Vec<Vec<Block>>) {
        let kept = self.kept();
        (kept.made, kept.idle.clone())
    }
}

/// A buffer in use.
pub(super) struct Buffer<'a> {
    memory: &'a Memory,
    blocks: Vec<Block>,
}

impl Buffer<'_> {
    pub(super) fn as_mut_slice(&mut self) -> &mut [Block] {
        &mut self.blocks
    }
}

impl Drop for Buffer<'_> {
    fn drop(&mut self) {
        self.blocks.iter_mut().for_each(Zeroize::zeroize);
        let blocks = std::mem::take(&mut self.blocks);
        self.memory.kept().idle.push(blocks);
        self.memory.returned.notify_one();
    }
}
