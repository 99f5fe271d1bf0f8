//! Whom the core trusts: the one place that makes a TLS configuration.
//!
//! Roots are handed in by the shell, else the built-in Mozilla set is used (feature `built-in-roots`; the
//! library of Android has none, because its system hands in its own); roots that the person added to the
//! phone are never asked. Optional pins narrow that down for one host; they never widen
//! it.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};

use super::algorithms::provider;

/// SHA-256 digests of SubjectPublicKeyInfo, per host (lower case): the server's own certificate must
/// have one of them. Issuing certificates do not count, because a server may present any of them
/// beside a chain that does not use it.
pub type Pins = HashMap<String, Vec<[u8; 32]>>;

/// Why there is no TLS configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlsError {
    /// None of the roots handed in is a certificate, or none was handed in and there are none built in.
    #[error("none of the {given} root certificates could be read")]
    NoRoots {
        /// How many were handed in.
        given: usize,
    },
    /// The TLS library refused its settings.
    #[error("the TLS library refused its settings")]
    Setup,
}

/// Makes the configuration: TLS 1.2 and 1.3 by ring, HTTP/1.1.
///
/// # Errors
/// [`TlsError`].
pub(super) fn client_config(
    roots: Option<&[Vec<u8>]>,
    pins: Pins,
) -> Result<ClientConfig, TlsError> {
    let mut store = RootCertStore::empty();
    match roots {
        Some(given) => {
            let ders = given.iter().map(|der| CertificateDer::from(der.clone()));
            let (added, _) = store.add_parsable_certificates(ders);
            if added == 0 {
                return Err(TlsError::NoRoots { given: given.len() });
            }
        }
        #[cfg(feature = "built-in-roots")]
        None => store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        #[cfg(not(feature = "built-in-roots"))]
        None => return Err(TlsError::NoRoots { given: 0 }),
    }
    let provider = Arc::new(provider());
    let inner = WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(&provider))
        .build()
        .map_err(|_| TlsError::Setup)?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| TlsError::Setup)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Pinned { inner, pins }))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// The library's own verification, and the pins of the host on top of it.
struct Pinned {
    inner: Arc<WebPkiServerVerifier>,
    pins: Pins,
}

impl fmt::Debug for Pinned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pinned")
    }
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verified = self.inner.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        )?;
        let host = server_name.to_str().to_ascii_lowercase();
        let Some(pins) = self.pins.get(&host) else { return Ok(verified) };
        let spki = ParsedCertificate::try_from(end_entity)?.subject_public_key_info();
        let digest = ring::digest::digest(&ring::digest::SHA256, spki.as_ref());
        if pins.iter().any(|pin| pin.as_slice() == digest.as_ref()) {
            Ok(verified)
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
