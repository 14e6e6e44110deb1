use std::sync::Arc;

use access::csrf::{FIELD, Token};
use access::{Caller, Permission, User};
use actix_web::http::StatusCode;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use askama::Template;
use web::{ApiError, Site};

use crate::gate::sign_in;
use crate::headers::{STYLE, html};

/// What the layout says about a page, whatever is on it. Templates that extend
/// `layout.html` have it as their field `page`.
pub struct Page {
    /// The page's name, for the browser's title; the house's is added.
    pub title: String,
    /// Who is signed in, if somebody is.
    pub user: Option<User>,
    /// Where its reader signs in, to come back; none where somebody is signed in,
    /// or the page is where they do.
    pub sign_in: Option<String>,
    /// Whether its reader runs the organisation they act for.
    pub manages: bool,
    /// What every form of the page sends back, by the macro `forms::csrf`.
    pub csrf: Token,
    /// Which entry of a navigation the page is; empty for none.
    pub current: &'static str,
    /// What was just done, in a sentence.
    pub notice: Option<String>,
}

impl Page {
    /// A page that answers `request`, for whoever passed its gate.
    pub fn of(request: &HttpRequest, title: impl Into<String>) -> Self {
        let caller = request.extensions().get::<Arc<Caller>>().cloned();
        let manages = caller.as_ref().is_some_and(|caller| Permission::Manager.is_held_by(caller));
        let user = caller.and_then(|caller| caller.user.clone());
        Self {
            title: title.into(),
            manages,
            sign_in: if user.is_some() { None } else { sign_in(request) },
            user,
            csrf: Token::of(request),
            current: "",
            notice: None,
        }
    }

    /// The same page as the entry `current` of its navigation.
    #[must_use]
    pub fn at(mut self, current: &'static str) -> Self {
        self.current = current;
        self
    }

    /// The same page with a sentence about what was just done.
    #[must_use]
    pub fn noting(mut self, notice: Option<&str>) -> Self {
        self.notice = notice.map(str::to_owned);
        self
    }

    /// The answer with this page on it: `template` is the whole page, which
    /// includes `self`. A browser without a CSRF cookie is given one. Nobody
    /// may store the answer. Errors: 500 where the template fails.
    pub fn show(
        &self,
        request: &HttpRequest,
        status: StatusCode,
        template: &impl Template,
    ) -> Result<HttpResponse, ApiError> {
        let mut response = html(status, template.render().map_err(ApiError::internal)?);
        if self.csrf.is_new() {
            let cookie = self.csrf.cookie(Site::of(request)?);
            response.add_cookie(&cookie).map_err(|error| ApiError::internal(error.to_string()))?;
        }
        Ok(response)
    }

    /// Whether the page is that entry of a navigation.
    pub fn shows(&self, entry: &str) -> bool {
        self.current == entry
    }

    /// The stylesheet, which the Content-Security-Policy knows by its checksum.
    pub fn style(&self) -> &'static str {
        STYLE
    }

    /// The name of the field that carries [`Page::csrf`].
    pub fn csrf_field(&self) -> &'static str {
        FIELD
    }
}
