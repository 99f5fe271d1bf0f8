//! A call of a phone: the one way from an HTTP request to a phone that has proven itself.

use std::convert::Infallible;
use std::sync::{Arc, PoisonError};

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde::de::DeserializeOwned;

use super::{Body, answer, dpop, read};
use crate::Fault;
use crate::flow::completion::Prover;
use crate::flow::{Refusal, Reply, Step};
use crate::service::Inner;
use crate::store::devices::Device;

/// A call, whose proof is still to be checked. The check is part of the step that acts on it: a
/// proof is used up exactly when its call was looked at.
pub(crate) struct Call {
    /// The service.
    pub(super) inner: Arc<Inner>,
    /// The method.
    pub(super) method: Method,
    /// The path, as it came.
    pub(super) path: String,
    /// The headers.
    pub(super) headers: HeaderMap,
}

impl FromRequestParts<Arc<Inner>> for Call {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        inner: &Arc<Inner>,
    ) -> Result<Self, Self::Rejection> {
        let OriginalUri(uri) = OriginalUri::from_request_parts(parts, inner).await?;
        Ok(Self {
            inner: Arc::clone(inner),
            method: parts.method.clone(),
            path: uri.path().to_owned(),
            headers: parts.headers.clone(),
        })
    }
}

impl Call {
    /// Acts for the enrolled phone that makes the call.
    pub(crate) fn by_device(
        &self,
        act: impl FnOnce(&Step<'_>, &Device) -> Result<Reply, Fault>,
    ) -> Response {
        answer(&self.inner, self.inner.step(|step| self.with_device(step, act)))
    }

    /// As [`Call::by_device`], with a JSON body that is read strictly.
    pub(crate) fn by_device_with<T: DeserializeOwned>(
        &self,
        body: &Body,
        act: impl FnOnce(&Step<'_>, &Device, T) -> Result<Reply, Fault>,
    ) -> Response {
        self.by_device(|step, device| match read::<T>(body) {
            Ok(body) => act(step, device, body),
            Err(refusal) => Ok(Err(refusal)),
        })
    }

    /// Acts for whoever holds the key of the proof: a phone that is about to be enrolled.
    pub(crate) fn by_prover_with<T: DeserializeOwned>(
        &self,
        body: &Body,
        act: impl FnOnce(&Step<'_>, &Prover, T) -> Result<Reply, Fault>,
    ) -> Response {
        let reply = self.inner.step(|step| match dpop::prover(self, step)? {
            Ok(prover) => match read::<T>(body) {
                Ok(body) => act(step, &prover, body),
                Err(refusal) => Ok(Err(refusal)),
            },
            Err(refusal) => Ok(Err(refusal)),
        });
        answer(&self.inner, reply)
    }

    fn with_device(
        &self,
        step: &Step<'_>,
        act: impl FnOnce(&Step<'_>, &Device) -> Result<Reply, Fault>,
    ) -> Result<Reply, Fault> {
        let device = match dpop::device(self, step)? {
            Ok(device) => device,
            Err(refusal) => return Ok(Err(refusal)),
        };
        // Only calls that the phone has proven are counted: nobody else uses them up.
        let mut calls = self.inner.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wait) = calls.wait(&device.credential, step.now) {
            return Ok(Err(Refusal::rate_limited(wait)));
        }
        calls.count(device.credential.clone(), step.now);
        drop(calls);
        act(step, &device)
    }
}
