//! Ringing a phone (PROTOCOL.md section 7).

use super::Step;
use crate::Fault;
use crate::store::devices::Device;
use crate::store::pushes::{self, Push};
use crate::store::requests::Request;

/// Rings the phone of a new request, as part of the step that makes it. Of the transports `log` is
/// served, which writes the message down; a phone of any other one polls. The message is the confirm
/// token and nothing else: it names no person, service, place or number.
pub(crate) fn ring(step: &Step<'_>, device: &Device, request: &Request) -> Result<(), Fault> {
    if device.push_type != LOG {
        return Ok(());
    }
    let push =
        Push { at: step.now, address: device.push_id.clone(), message: request.confirm.clone() };
    pushes::add(step.db, &device.credential, &push)
}

/// The transport for tests.
const LOG: &str = "log";
