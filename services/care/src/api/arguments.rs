//! What a request says, however it says it.

use access::Parameters;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use resources::Resource;
use url::form_urlencoded;
use web::{ApiError, Body};

use crate::domain::Arguments;

/// The parameters of a request without a body: those that were signed, or the query.
pub(super) fn of_query(request: &HttpRequest) -> Arguments {
    signed(request).unwrap_or_else(|| {
        let pairs = form_urlencoded::parse(request.query_string().as_bytes());
        Arguments::new(pairs.into_owned())
    })
}

/// What a signature covers: all else that came with it is nobody's word.
fn signed(request: &HttpRequest) -> Option<Arguments> {
    let signed = request.extensions().get::<Parameters>().cloned();
    signed.map(|Parameters(pairs)| Arguments::new(pairs))
}

/// What was sent to be kept.
pub(super) enum Sent {
    /// By a signed form.
    Signed(Arguments),
    /// In a body, by one of our own pages.
    Body(Body),
}

impl Sent {
    /// What it says of a resource; 400 where it is no object or has values
    /// without meaning, 415 where it is neither JSON nor a form.
    pub(super) fn about(self, resource: &'static Resource) -> Result<Arguments, ApiError> {
        match self {
            Self::Signed(arguments) => Ok(arguments),
            Self::Body(body) if body.is_form() => Ok(Arguments::new(body.pairs())),
            Self::Body(body) => Arguments::of_json(resource, body.object()?)
                .map_err(|errors| ApiError::invalid(&errors)),
        }
    }
}

impl FromRequest for Sent {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (signed, body) = (signed(request), Body::from_request(request, payload));
        async move {
            match signed {
                Some(arguments) => Ok(Self::Signed(arguments)),
                None => body.await.map(Self::Body),
            }
        }
        .boxed_local()
    }
}
