//! A reference sign-in service for Countersign.
//!
//! It lets a person try the whole story on one machine, gives the core something real to be tested
//! against, and is short enough to read. It speaks the wire protocol of the Keycloak push-MFA
//! extension with the stricter countersign+ profile, and shares no code with `countersign-core`:
//! that both sides understand each other proves something. It is no identity provider; its README
//! says what it is not.
//!
//! | room | concern |
//! |---|---|
//! | [`config`], `realm_file`, [`outside`] | what it is told; time and random bytes, given from outside |
//! | `rules` | decisions, pure |
//! | `flow` | what happens, one transaction a step |
//! | `store`, `folder` | SQLite, in a folder for its owner only |
//! | `listen` | addresses, and the start on them |
//! | `api` | what phones call |
//! | `web`, [`pages`], `texts` | what people see |
//! | `crypto` | ES256, key thumbprints, context digest, passwords |
//! | `plain` | realms that behave like a plain server |
//! | `news` | which waiting pages are woken by what |
//! | `pipush` | realms that speak pipush, for `--test-control` |
//! | `passwords` | checking passwords, a few at a time |
//! | [`cli`], `rescue` | the command |
//! | `desk` | what IT does, for a program that runs the service in its own process |
//! | `control`, [`testing`] | `--test-control`, and what Rust tests need |

mod accounts;
mod api;
pub mod cli;
pub mod config;
mod control;
mod crypto;
mod desk;
mod error;
mod flow;
mod folder;
mod listen;
mod news;
mod origin;
pub mod outside;
pub mod pages;
mod passwords;
mod pipush;
mod plain;
mod realm_file;
mod rescue;
mod routes;
mod rules;
mod service;
mod store;
pub mod testing;
mod texts;
mod times;
#[cfg(test)]
mod vectors;
mod web;

pub use accounts::{AddError, Listed, NewUser};
pub use config::{Config, Frames, ItContact, Organisation};
pub use crypto::password::PasswordCost;
pub use desk::Standing;
pub(crate) use error::Fault;
pub use error::StartError;
pub use listen::Running;
pub use plain::{PlainAlgorithm, PlainRealm, PlainVerification};
pub use realm_file::RealmFileError;
pub use rules::accent::{Accents, Color, Theme, TooLittleContrast};
pub use rules::language::Language;
pub use rules::look::Look;
pub use rules::mark::{Mark, MarkError};
pub use rules::place::Place;
pub use rules::range::Range;
pub use rules::user::{Mfa, Role};
pub use rules::version::Version;
pub use service::Service;
