//! What stands around both sides: the frame, its clicks, and what it shows of the phone's inside.

mod deeds;
mod handlers;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_core::net::Transport;
use countersign_core::random::SystemRandom;

use crate::phone::session::{OF_FRAME, Sessions};
use crate::server::DemoError;
use crate::stage::Stage;
use crate::world::World;
use deeds::Said;

pub(crate) use handlers::router;

/// The demo from its start to its end, over every beginning. Clones are the same.
#[derive(Clone)]
pub(crate) struct Theatre(Arc<Inner>);

struct Inner {
    world: Mutex<Arc<World>>,
    stage: Arc<Stage>,
    organisation: String,
    origin: String,
    network: Arc<dyn Transport>,
    sessions: Sessions,
    /// What was said last, for a browser without scripts.
    said: Mutex<Said>,
    /// One click after the other.
    clicks: tokio::sync::Mutex<()>,
}

impl Theatre {
    /// Both sides as they were left.
    pub(crate) fn new(
        stage: Stage,
        organisation: String,
        origin: &str,
        network: Arc<dyn Transport>,
    ) -> Result<Self, DemoError> {
        let stage = Arc::new(stage);
        let world = World::new(&stage, origin, &network)?;
        Ok(Self(Arc::new(Inner {
            world: Mutex::new(Arc::new(world)),
            stage,
            organisation,
            origin: origin.to_owned(),
            network,
            sessions: Sessions::new(Arc::new(SystemRandom::new()), OF_FRAME),
            said: Mutex::default(),
            clicks: tokio::sync::Mutex::default(),
        })))
    }

    /// Both sides now.
    pub(crate) fn world(&self) -> Arc<World> {
        Arc::clone(&self.lock_world())
    }

    /// People and folder.
    pub(crate) fn stage(&self) -> &Stage {
        &self.0.stage
    }

    /// Both sides begin anew; what was before stays in its folder.
    fn begin_again(&self) -> Result<(), DemoError> {
        self.0.stage.begin_again().map_err(DemoError::Folder)?;
        let world = Arc::new(World::new(&self.0.stage, &self.0.origin, &self.0.network)?);
        let before = std::mem::replace(&mut *self.lock_world(), world);
        before.handsets.switch_off();
        Ok(())
    }

    fn lock_world(&self) -> MutexGuard<'_, Arc<World>> {
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.0.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
