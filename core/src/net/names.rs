//! Names to addresses by the system's own resolver, and why there are none: the system does not say
//! whether a name does not exist or there is no network to ask.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Why a name has no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NameError {
    /// There is no network.
    #[error("there is no network")]
    Offline,
    /// There is one, and the name was not found on it.
    #[error("the name was not found")]
    NotFound,
}

/// What the HTTP client asks the operating system about names.
pub trait NameSystem: Send + Sync {
    /// The addresses of a name. May block.
    ///
    /// # Errors
    /// The system's own, which differ from platform to platform.
    fn addresses(&self, name: &str) -> io::Result<Vec<SocketAddr>>;

    /// Whether any way leads out of this device.
    fn is_online(&self) -> bool;
}

/// The operating system.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ThisSystem;

impl NameSystem for ThisSystem {
    fn addresses(&self, name: &str) -> io::Result<Vec<SocketAddr>> {
        (name, 0).to_socket_addrs().map(Iterator::collect)
    }

    /// Choosing an address for a UDP socket looks for a route and sends nothing. The addresses are of
    /// the ranges for documentation (RFC 5737, RFC 3849).
    fn is_online(&self) -> bool {
        let leads_out = |from: SocketAddr, to: SocketAddr| {
            UdpSocket::bind(from).and_then(|socket| socket.connect(to)).is_ok()
        };
        let v4 = (Ipv4Addr::UNSPECIFIED, Ipv4Addr::new(198, 51, 100, 1));
        let v6 = (Ipv6Addr::UNSPECIFIED, Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1));
        leads_out((v4.0, 0).into(), (v4.1, 9).into())
            || leads_out((v6.0, 0).into(), (v6.1, 9).into())
    }
}

/// The resolver of the HTTP client.
pub(super) struct Names(pub(super) Arc<dyn NameSystem>);

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Names")
    }
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let system = Arc::clone(&self.0);
        Box::pin(async move {
            let found = tokio::task::spawn_blocking(move || look_up(&*system, name.as_str())).await;
            let addresses = found.unwrap_or(Err(NameError::NotFound))?;
            let addresses: Addrs = Box::new(addresses.into_iter());
            Ok(addresses)
        })
    }
}

fn look_up(system: &dyn NameSystem, name: &str) -> Result<Vec<SocketAddr>, NameError> {
    match system.addresses(name) {
        Ok(addresses) if !addresses.is_empty() => Ok(addresses),
        Ok(_) | Err(_) if system.is_online() => Err(NameError::NotFound),
        Ok(_) | Err(_) => Err(NameError::Offline),
    }
}
