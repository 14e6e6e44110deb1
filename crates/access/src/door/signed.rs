//! Signed requests. Their checks have an order of their own: 401, 403 for the
//! address, 429, 404, 405, 403 for what the key may do, and 415.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpMessage, HttpRequest};
use web::{ApiError, CallerLabel, Passage, WholeBody};

use super::{Door, Scheme, label};
use crate::access::refuse;
use crate::authenticator::{AuthenticateError, Refused};
use crate::signed::{Signed, read};
use crate::{Bucket, Caller, Permission, SignedKey, Subject, Verified};

impl Door {
    pub(super) async fn signed(&self, request: &HttpRequest, from: Option<IpAddr>) -> Passage {
        let body = request.extensions().get::<WholeBody>().map(|body| body.0.clone());
        let Some(signed) = read(request, &body.unwrap_or_default()) else {
            return self.turn_away(request, Scheme::Signed, Refused::Missing).await;
        };
        let Signed { request: asked, mut parameters, not_a_form } = signed;
        let Verified { caller, key } = match self.access.authenticator.signed(asked, from).await {
            Ok(verified) => verified,
            Err(AuthenticateError::Refused(refused)) => {
                return self.turn_away(request, Scheme::Signed, refused).await;
            }
            Err(unavailable) => return refuse(ApiError::unavailable(unavailable)),
        };
        let (caller, reading) = match caller {
            Ok(signed) => signed,
            Err(refused) => {
                return self.refuse_signature(request, refused, key.as_ref(), not_a_form).await;
            }
        };
        if reading < parameters.len() {
            request.extensions_mut().insert(parameters.swap_remove(reading));
        }
        request.extensions_mut().insert(CallerLabel(label(&caller)));
        if !key.as_ref().is_some_and(|key| may_come_from(key, from)) {
            let elsewhere = ApiError::forbidden("This API key may not call from here.");
            return self.telling(key.as_ref(), elsewhere).await;
        }
        let mut passage = self.count_first(request, caller).await;
        // What is nowhere, or cannot be done there, is told before what it was sent with.
        if let (true, Some(media_type)) = (passage.verdict.is_ok(), not_a_form)
            && self.permission != Permission::Any
        {
            passage.verdict = Err(ApiError::unsupported_media_type(&media_type));
        }
        passage
    }

    /// 429, then 403 for what the caller may not do. Either tells what is left.
    pub(super) async fn count_first(&self, request: &HttpRequest, caller: Arc<Caller>) -> Passage {
        let mut passage = self.access.count(self.tier, &caller).await;
        if passage.verdict.is_ok() && !self.permission.is_held_by(&caller) {
            passage.verdict = Err(self.lacking(&caller));
        }
        request.extensions_mut().insert(caller);
        passage
    }

    /// A credential that is not good is counted by address, and told with what
    /// the key it names has left.
    async fn refuse_signature(
        &self,
        request: &HttpRequest,
        refused: Refused,
        key: Option<&SignedKey>,
        not_a_form: Option<String>,
    ) -> Passage {
        let passage = self.turn_away(request, Scheme::Signed, refused).await;
        let status = passage.verdict.as_ref().err().map(ApiError::status);
        if status == Some(StatusCode::TOO_MANY_REQUESTS) {
            return passage;
        }
        match (passage.verdict, not_a_form) {
            // What is no form has no parameters, so nobody can have signed them.
            (_, Some(media_type)) if refused == Refused::Signature => {
                self.telling(key, ApiError::unsupported_media_type(&media_type)).await
            }
            (verdict, _) => Passage { verdict, headers: self.left_of(key).await },
        }
    }

    async fn telling(&self, key: Option<&SignedKey>, error: ApiError) -> Passage {
        Passage { verdict: Err(error), headers: self.left_of(key).await }
    }

    /// What a key has left, for an answer that is not counted.
    async fn left_of(&self, key: Option<&SignedKey>) -> Vec<(HeaderName, HeaderValue)> {
        let Some(key) = key else { return Vec::new() };
        let rates = key.throttle.as_ref().unwrap_or(self.access.rates.rates(self.tier));
        let bucket = Bucket::new(self.tier, Subject::SignedKey(key.id));
        let left = self.access.throttle.look(bucket, rates).await;
        left.map(|left| left.headers_of(true)).unwrap_or_default()
    }
}

fn may_come_from(key: &SignedKey, from: Option<IpAddr>) -> bool {
    key.networks.is_empty()
        || from.is_some_and(|from| key.networks.iter().any(|network| network.contains(&from)))
}
