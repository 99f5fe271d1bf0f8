//! The facade: one object that a screen draws from and sends events to.
//!
//! [`Authenticator`] owns the vault and the inbox of sign-in requests, performs what the pure rooms
//! ask for, and hands out snapshots. The command, the Swift kit and the Kotlin kit use it and nothing
//! below it; none of them has a rule of its own.
//!
//! # How a shell uses it
//!
//! 1. Build the [`Outside`] of the platform and one [`Authenticator`]. Ask [`Authenticator::vault_state`]:
//!    no vault -> [`Authenticator::create_vault`]; locked -> [`Authenticator::unlock`].
//! 2. Draw [`Authenticator::accounts`] and [`Authenticator::codes`]. A code says until when it is
//!    valid and which one follows, so that a shell needs no timer of its own rules.
//! 3. A scanned text goes to [`Authenticator::preview`], which says what would be added and which host
//!    would be contacted; the person's "continue" is [`Authenticator::add`]. Nothing is added before.
//! 4. [`Authenticator::refresh`] asks every account's server; [`Authenticator::inbox`] is the snapshot
//!    drawn meanwhile, with the time at which to ask again.
//! 5. For the request in front: [`Authenticator::reauth`] when it opens, [`Authenticator::type_number`]
//!    at each key, [`Authenticator::approve`] for YES, [`Authenticator::deny`] for "No, it's not me",
//!    then perhaps [`Authenticator::report`]. Each returns the request's new snapshot.
//!
//! # What it promises
//!
//! * Methods take `&self` and may be called from any thread. Synchronous ones may block for a key
//!   derivation or a biometric prompt: call those from a background thread.
//! * What a method returned as done is durable in the vault. A failed save changes nothing in memory.
//! * Dropping an async call abandons the wait, not the consistency: an answer that may have reached the
//!   server is kept and sent again as the same answer, never as a new one.
//! * No lock is held while the network or the platform's key store is asked.
//! * Secrets never come out, except one-time codes.
