use std::sync::{Arc, LazyLock};

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpMessage, HttpRequest};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use opentelemetry::metrics::Counter;
use opentelemetry::{KeyValue, global};
use tonic::transport::Uri;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use web::openapi::error_response;
use web::{ApiError, CallerLabel, Gate, Passage, Site, client_address};

use crate::{
    AuthenticateError, Authenticator, Bucket, Caller, InternalToken, Rates, Refused, Scope,
    Subject, Throttle, ThrottleConfig, Tier,
};

static REFUSALS: LazyLock<Counter<u64>> = LazyLock::new(|| {
    global::meter("access")
        .u64_counter("access.throttle_refusals")
        .with_description("Calls answered 429, by tier")
        .build()
});

/// The scheme's name in OpenAPI documents.
const SCHEME: &str = "bearerKey";

/// What a service needs to know its callers: accounts, the throttle, the rates.
pub struct Access {
    authenticator: Authenticator,
    throttle: Throttle,
    rates: ThrottleConfig,
}

impl Access {
    /// Joins the parts.
    pub fn new(authenticator: Authenticator, rates: ThrottleConfig) -> Arc<Self> {
        Arc::new(Self { authenticator, throttle: Throttle::default(), rates })
    }

    /// Lets nobody in, because there is no accounts to ask: for making
    /// documents. Must be called on a Tokio runtime.
    pub fn closed() -> Arc<Self> {
        let nowhere = Uri::from_static("http://accounts.invalid");
        Self::new(Authenticator::new(nowhere, &InternalToken::random()), ThrottleConfig::default())
    }

    /// Learns of revocations as they happen, for as long as it lives.
    pub fn follow_revocations(&self) {
        self.authenticator.follow_revocations();
    }

    /// The gate of a route for holders of a bearer API key; `scope` names
    /// what the key must cover, `None` lets any good key pass.
    pub fn bearer(self: &Arc<Self>, scope: impl Into<Option<Scope>>) -> Bearer {
        Bearer { access: Arc::clone(self), scope: scope.into() }
    }

    /// Forgets what no longer matters to the throttle.
    pub fn sweep(&self) {
        self.throttle.sweep();
    }

    fn spend(&self, tier: Tier, subject: Subject, rates: &Rates) -> Passage {
        match self.throttle.spend(Bucket::new(tier, subject), rates) {
            Ok(allowance) => Passage {
                verdict: Ok(()),
                headers: allowance.map(|allowance| allowance.headers()).unwrap_or_default(),
            },
            Err(throttled) => {
                REFUSALS.add(1, &[KeyValue::new("tier", tier.as_str())]);
                Passage {
                    verdict: Err(ApiError::throttled(throttled.retry_after)),
                    headers: throttled.allowance.headers(),
                }
            }
        }
    }

    /// Counts a call that named nobody, and refuses it either way: with 429
    /// once the address has spent its allowance, else with 401.
    fn turn_away(&self, request: &HttpRequest, refused: Refused) -> Passage {
        let address = request.app_data::<Site>().and_then(|site| client_address(request, site));
        let unauthorized = || ApiError::unauthorized("Bearer", refused);
        match address {
            Some(address) => {
                let rates = &self.rates.throttle_anonymous;
                let passage = self.spend(Tier::Anonymous, Subject::Address(address), rates);
                Passage {
                    verdict: passage.verdict.and_then(|()| Err(unauthorized())),
                    headers: passage.headers,
                }
            }
            None => refuse(unauthorized()),
        }
    }
}

/// `Authorization: Bearer <API key>`.
pub struct Bearer {
    access: Arc<Access>,
    scope: Option<Scope>,
}

impl Gate for Bearer {
    fn describe(&self, operation: &mut Operation) {
        let scopes: Vec<&str> = self.scope.iter().map(|scope| scope.as_str()).collect();
        operation.security = Some(vec![SecurityRequirement::new(SCHEME, scopes)]);
        let tier = Extensions::builder().add("x-throttle-tier", Tier::ApiKey.as_str()).build();
        operation.extensions.get_or_insert_default().merge(tier);
        for (status, description) in [
            ("401", "The API key is missing or not good."),
            ("403", "The API key does not cover this resource."),
            ("406", "No form of answer that was asked for is available."),
            ("429", "Too many calls; `Retry-After` says when to come back."),
            ("503", "Temporarily unavailable."),
        ] {
            let responses = &mut operation.responses.responses;
            responses.insert(status.to_owned(), error_response(description));
        }
    }

    fn scheme(&self) -> (&'static str, SecurityScheme) {
        let description = "Send `Authorization: Bearer <API key>`. Keys are given out by the \
            operator; each may be limited to some resources and has a rate of its own.";
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
        (SCHEME, SecurityScheme::Http(scheme.description(Some(description)).build()))
    }

    fn admit<'a>(&'a self, request: &'a HttpRequest) -> LocalBoxFuture<'a, Passage> {
        async move {
            let caller = match bearer_key(request) {
                Some(key) => self.access.authenticator.bearer(key).await,
                None => Err(Refused::Missing.into()),
            };
            match caller {
                Ok(caller) => self.admit_caller(request, caller),
                Err(AuthenticateError::Refused(refused)) => self.access.turn_away(request, refused),
                Err(unavailable) => refuse(ApiError::unavailable(unavailable)),
            }
        }
        .boxed_local()
    }
}

impl Bearer {
    fn admit_caller(&self, request: &HttpRequest, caller: Arc<Caller>) -> Passage {
        let mut extensions = request.extensions_mut();
        extensions.insert(CallerLabel(format!("key {}", caller.key.prefix)));
        if let Some(scope) = self.scope.filter(|scope| !caller.key.covers(*scope)) {
            return refuse(ApiError::forbidden(format_args!(
                "This API key does not cover {scope}."
            )));
        }
        let rates = caller.key.throttle.as_ref().unwrap_or(&self.access.rates.throttle_api_key);
        let passage = self.access.spend(Tier::ApiKey, Subject::Key(caller.key.id), rates);
        extensions.insert(caller);
        passage
    }
}

fn refuse(error: ApiError) -> Passage {
    Passage { verdict: Err(error), headers: Vec::<(HeaderName, HeaderValue)>::new() }
}

/// The token of an `Authorization: Bearer` header; the scheme word is
/// case-insensitive (RFC 9110 §11.1).
fn bearer_key(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.trim().split_once(' ')?;
    let token = token.trim();
    let good = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.len() <= 256;
    good.then_some(token)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_scheme_word_is_case_insensitive() {
        for (value, expected) in [
            ("Bearer abc", Some("abc")),
            ("bearer abc", Some("abc")),
            ("BEARER  abc ", Some("abc")),
            ("Bearer", None),
            ("Bearer ", None),
            ("Token abc", None),
            ("abc", None),
        ] {
            let request = TestRequest::default()
                .insert_header((header::AUTHORIZATION, value))
                .to_http_request();
            assert_eq!(bearer_key(&request), expected, "{value}");
        }
        assert_eq!(bearer_key(&TestRequest::default().to_http_request()), None);
    }
}
