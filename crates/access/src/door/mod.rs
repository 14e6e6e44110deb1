//! The gate of a route: a scheme, a permission and a tier.

mod refusal;
mod scheme;
mod signed;

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use url::form_urlencoded;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{SecurityRequirement, SecurityScheme};
use web::openapi::error_response;
use web::{ApiError, CallerLabel, ErrorShape, Gate, Passage, Site, WholeBody};

use self::scheme::Presented;
pub use self::scheme::Scheme;
use crate::access::{address, refuse};
use crate::authenticator::{AuthenticateError, Refused};
use crate::signed::is_signed;
use crate::{Access, Caller, Credential, Permission, Tier, csrf};

/// The most bytes of a form, where the page takes no larger ones.
pub(crate) const LARGEST_FORM: usize = 1024 * 1024;

/// What becomes of callers who show nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strangers {
    /// 401.
    Refused,
    /// They pass, counted by address in this tier.
    Counted(Tier),
}

/// The gate of a route, made by [`Access`].
#[derive(Clone)]
pub struct Door {
    pub(crate) access: Arc<Access>,
    pub(crate) schemes: &'static [Scheme],
    pub(crate) permission: Permission,
    pub(crate) tier: Tier,
    pub(crate) strangers: Strangers,
    /// Whether forms are sent to it, which carry their CSRF token in a field.
    pub(crate) forms: bool,
    /// The most bytes of a form that is sent to it.
    pub(crate) largest_form: usize,
    /// Whether a refused release key is told as not found.
    pub(crate) hidden: bool,
    /// How errors are worded, where that is not as the first scheme has it.
    pub(crate) shape: Option<ErrorShape>,
}

impl Door {
    /// Tells a release key that is not good as a file that is not there.
    #[must_use]
    pub fn hidden(self) -> Self {
        Self { hidden: true, ..self }
    }

    /// Words errors as the API does that the route belongs to: else callers with
    /// release keys and signatures are told as theirs do, all others `{"detail": …}`.
    #[must_use]
    pub fn worded(self, shape: ErrorShape) -> Self {
        Self { shape: Some(shape), ..self }
    }

    /// Takes forms of so many bytes, instead of 1 MiB. The gateway has a limit
    /// of its own.
    #[must_use]
    pub fn forms_up_to(self, bytes: usize) -> Self {
        Self { largest_form: bytes, ..self }
    }

    fn takes(&self, scheme: Scheme) -> bool {
        self.schemes.contains(&scheme)
    }

    /// Whether a request shows something that may let it pass: nothing is read of
    /// one that shows nothing where strangers are refused.
    fn may_pass(&self, request: &HttpRequest) -> bool {
        let shows = |scheme: &Scheme| scheme.presented(request, false) != Presented::Nothing;
        self.strangers != Strangers::Refused || self.schemes.iter().any(shows)
    }

    fn shape(&self) -> ErrorShape {
        self.shape.unwrap_or(match self.schemes.first() {
            Some(Scheme::Signed) => ErrorShape::Hint,
            Some(Scheme::ReleaseKey) => ErrorShape::Message,
            _ => ErrorShape::Detail,
        })
    }

    async fn decide(&self, request: &HttpRequest) -> Passage {
        if let Err(refusal) = self.check_transport(request) {
            return refuse(refusal);
        }
        let from = address(request);
        let mixed = self.takes(Scheme::ApiKey) && self.takes(Scheme::Token);
        for scheme in self.schemes {
            match scheme.presented(request, mixed) {
                Presented::Nothing => {}
                Presented::Malformed(refused) => {
                    return self.turn_away(request, *scheme, refused).await;
                }
                Presented::Signed => return self.signed(request, from).await,
                Presented::Text(text) => match self.recognise(*scheme, &text, from).await {
                    Ok(caller) => return self.welcome(request, caller).await,
                    // A browser keeps the cookie of a session that is over.
                    Err(AuthenticateError::Refused(_)) if *scheme == Scheme::Session => {}
                    Err(AuthenticateError::Refused(refused)) => {
                        return self.turn_away(request, *scheme, refused).await;
                    }
                    Err(unavailable) => return refuse(ApiError::unavailable(unavailable)),
                },
            }
        }
        self.stranger(request).await
    }

    /// Programs that send release keys or signatures over plain HTTP are told so
    /// at once: a redirect would hide that what they sent was seen.
    fn check_transport(&self, request: &HttpRequest) -> Result<(), ApiError> {
        let strict = self.takes(Scheme::Signed) || self.takes(Scheme::ReleaseKey);
        if strict && Site::of(request)?.is_insecure(request) {
            return Err(ApiError::forbidden("Use https."));
        }
        Ok(())
    }

    async fn recognise(
        &self,
        scheme: Scheme,
        text: &str,
        from: Option<IpAddr>,
    ) -> Result<Arc<Caller>, AuthenticateError> {
        let authenticator = &self.access.authenticator;
        match scheme {
            Scheme::ApiKey => authenticator.bearer(text, from).await,
            Scheme::Session => authenticator.session(text, from).await,
            Scheme::Token => authenticator.token(text, from).await,
            Scheme::ReleaseKey => authenticator.release_key(text, from).await,
            Scheme::Signed => Err(Refused::Missing.into()),
        }
    }

    /// What follows for somebody who is known: 403, then 429; where signed
    /// requests are taken too, as for those.
    async fn welcome(&self, request: &HttpRequest, caller: Arc<Caller>) -> Passage {
        request.extensions_mut().insert(CallerLabel(label(&caller)));
        let by_session = matches!(caller.credential, Credential::Session(_));
        if by_session && let Err(fault) = self.check_csrf(request) {
            return refuse(fault);
        }
        if self.takes(Scheme::Signed) {
            return self.count_first(request, caller).await;
        }
        if !self.permission.is_held_by(&caller) {
            return refuse(self.lacking(&caller));
        }
        let passage = self.access.count(self.tier, &caller).await;
        request.extensions_mut().insert(caller);
        passage
    }

    async fn stranger(&self, request: &HttpRequest) -> Passage {
        match (self.strangers, self.schemes.first()) {
            (Strangers::Counted(tier), _) => {
                if self.forms
                    && let Err(fault) = self.check_csrf(request)
                {
                    return refuse(fault);
                }
                self.access.count_address(tier, request, false).await
            }
            (Strangers::Refused, Some(scheme)) => {
                self.turn_away(request, *scheme, Refused::Missing).await
            }
            (Strangers::Refused, None) => refuse(ApiError::internal("a door without a scheme")),
        }
    }

    /// Counts a call that named nobody, and refuses it either way: with 429
    /// once the address has spent its allowance, else with 401.
    async fn turn_away(&self, request: &HttpRequest, scheme: Scheme, refused: Refused) -> Passage {
        let error = refusal::error(scheme, refused, self.hidden);
        // Callers with tokens have a tier of their own for strangers, and pages send
        // theirs on to sign in.
        if scheme == Scheme::Token || self.forms {
            return refuse(error);
        }
        let signed = scheme == Scheme::Signed;
        let passage = self.access.count_address(Tier::Anonymous, request, signed).await;
        Passage { verdict: passage.verdict.and(Err(error)), headers: passage.headers }
    }

    /// Only what changes something needs the token.
    fn check_csrf(&self, request: &HttpRequest) -> Result<(), ApiError> {
        if only_reads(request) {
            return Ok(());
        }
        let site = Site::of(request)?;
        let field = self.forms.then(|| form_field(request, csrf::FIELD)).flatten();
        csrf::check(request, site, field.as_deref()).map_err(ApiError::forbidden)
    }

    fn lacking(&self, caller: &Caller) -> ApiError {
        match (self.permission, &caller.credential) {
            (Permission::Scope(scope), _) => {
                ApiError::forbidden(format_args!("This API key does not cover {scope}."))
            }
            (Permission::Resource(permission), Credential::SignedKey(_)) => {
                ApiError::forbidden(format_args!("This API key lacks the permission {permission}."))
            }
            _ => ApiError::forbidden("You do not have permission to perform this action."),
        }
    }
}

impl Gate for Door {
    fn describe(&self, operation: &mut Operation) {
        let scopes: Vec<String> = match self.permission {
            Permission::Scope(scope) => vec![scope.to_string()],
            _ => Vec::new(),
        };
        let mut security: Vec<SecurityRequirement> = self
            .schemes
            .iter()
            .map(|scheme| SecurityRequirement::new(scheme.name(), scopes.clone()))
            .collect();
        if self.strangers != Strangers::Refused && !security.is_empty() {
            security.push(SecurityRequirement::default());
        }
        operation.security = Some(security);
        let marks = Extensions::builder()
            .add("x-permission", self.permission.to_string())
            .add("x-throttle-tier", self.tier.as_str())
            .build();
        operation.extensions.get_or_insert_default().merge(marks);
        let has_body = operation.request_body.is_some();
        for (status, description) in refusal::answers(self, has_body) {
            let responses = &mut operation.responses.responses;
            let response = || error_response(self.shape(), description);
            responses.entry(status.to_owned()).or_insert_with(response);
        }
    }

    fn schemes(&self) -> Vec<(&'static str, SecurityScheme)> {
        self.schemes.iter().map(|scheme| (scheme.name(), scheme.document())).collect()
    }

    fn admit<'a>(&'a self, request: &'a HttpRequest) -> LocalBoxFuture<'a, Passage> {
        self.decide(request).boxed_local()
    }

    fn body(&self, request: &HttpRequest) -> Option<usize> {
        let signed = self.takes(Scheme::Signed) && is_signed(request);
        let form = self.forms && !only_reads(request) && self.may_pass(request);
        (signed || form).then_some(self.largest_form)
    }

    fn other_methods(&self) -> Option<Arc<dyn Gate>> {
        // A method that a path does not know is told before what a key may not do.
        let signed = self.takes(Scheme::Signed);
        signed.then(|| -> Arc<dyn Gate> {
            Arc::new(Self { permission: Permission::Any, ..self.clone() })
        })
    }

    fn knows_options(&self) -> bool {
        // What TRUD's clients call knows GET and HEAD.
        !self.takes(Scheme::ReleaseKey)
    }

    fn render(&self, _: &HttpRequest, error: &ApiError) -> HttpResponse {
        error.rendered_as(self.shape())
    }
}

/// The caller, as the log may name them.
fn label(caller: &Caller) -> String {
    match (&caller.credential, &caller.user) {
        (Credential::ApiKey(key), _) => format!("key {}", key.prefix),
        (Credential::SignedKey(key), _) => format!("signed key {}", key.id),
        (_, Some(user)) => format!("user {}", user.id),
        (_, None) => String::new(),
    }
}

/// Whether a request can change nothing, by its method.
fn only_reads(request: &HttpRequest) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A field of a form that was sent.
fn form_field(request: &HttpRequest, name: &str) -> Option<String> {
    if !web::is_form(request) {
        return None;
    }
    let extensions = request.extensions();
    let WholeBody(body) = extensions.get()?;
    let mut fields = form_urlencoded::parse(body);
    fields.find(|(field, _)| field == name).map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use actix_web::body::MessageBody;
    use actix_web::http::header;
    use actix_web::test::TestRequest;

    use super::*;
    use crate::ThrottleConfig;

    #[tokio::test]
    async fn a_page_says_how_large_forms_may_be() {
        let access = Access::closed();
        let (page, api) =
            (access.page(Permission::Any), access.session(Permission::Any, Tier::Unlimited));
        for (door, expected) in [
            (page.clone(), Some(LARGEST_FORM)),
            (page.forms_up_to(7), Some(7)),
            (api.forms_up_to(7), None),
        ] {
            assert_eq!(door.body(&signed_in(Method::POST)), expected);
            // Who shows nothing is refused unread.
            assert_eq!(door.body(&TestRequest::post().to_http_request()), None);
        }
        let open = access.open_page(Tier::Unlimited);
        assert_eq!(open.body(&TestRequest::post().to_http_request()), Some(LARGEST_FORM));
    }

    #[tokio::test]
    async fn errors_are_worded_by_the_scheme_unless_told() {
        let access = Access::closed();
        let session = access.session(Permission::Any, Tier::Unlimited);
        for (door, member) in [
            (session.clone(), "detail"),
            (session.worded(ErrorShape::Message), "message"),
            (access.release_key(), "message"),
        ] {
            let request = TestRequest::get().to_http_request();
            let answer = door.render(&request, &ApiError::not_found("Not found."));
            let body = answer.into_body().try_into_bytes().unwrap();
            let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(body[member], "Not found.", "{body}");
            let mut operation = Operation::new();
            door.describe(&mut operation);
            let told = serde_json::to_string(&operation.responses).unwrap();
            assert_eq!(told.contains("web.Message"), member == "message", "{told}");
            assert_eq!(told.contains("web.Error"), member == "detail", "{told}");
        }
    }

    fn signed_in(method: Method) -> HttpRequest {
        let cookie = format!("{}=x", csrf::SESSION_COOKIE);
        TestRequest::default()
            .method(method)
            .insert_header((header::COOKIE, cookie))
            .to_http_request()
    }

    #[tokio::test]
    async fn nothing_is_read_for_who_only_reads() {
        let access = Access::closed();
        for door in [access.page(Permission::Any), access.open_page(Tier::Unlimited)] {
            for (method, expected) in [
                (Method::GET, None),
                (Method::HEAD, None),
                (Method::OPTIONS, None),
                (Method::DELETE, Some(LARGEST_FORM)),
            ] {
                let request = signed_in(method);
                assert_eq!(door.body(&request), expected, "{}", request.method());
            }
        }
    }

    #[tokio::test]
    async fn strangers_on_open_pages_are_counted() {
        let authenticator = Access::closed().authenticator.clone();
        let rates = ThrottleConfig {
            throttle_datasets_anonymous: "2/minute".parse().unwrap(),
            ..ThrottleConfig::default()
        };
        let access = Access::new("test", authenticator, rates);
        let site =
            Site { public_url: "http://almanac.test".parse().unwrap(), trusted_proxies: vec![] };
        let request = TestRequest::get()
            .peer_addr("192.0.2.7:1".parse().unwrap())
            .app_data(site)
            .to_http_request();
        for (tier, expected) in
            [(Tier::Unlimited, [true; 3]), (Tier::DatasetsAnonymous, [true, true, false])]
        {
            let door = access.open_page(tier);
            for passes in expected {
                let verdict = door.admit(&request).await.verdict;
                assert_eq!(verdict.is_ok(), passes, "{}: {verdict:?}", tier.as_str());
            }
        }
    }
}
