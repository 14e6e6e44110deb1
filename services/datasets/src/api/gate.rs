//! Who may pass, by the method of a request: its path's own methods and others
//! are checked alike, so that nobody learns of methods what they may not use.

use std::sync::Arc;

use access::{Access, Door, Permission};
use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::future::LocalBoxFuture;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::SecurityScheme;
use web::{ApiError, Gate, Passage};

/// What kind of path is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// All datasets: nothing for strangers.
    List,
    /// The words they are found by, to which nothing is ever added.
    Tags,
    /// One dataset, and what is below it.
    Dataset,
}

/// Whom a method is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    Anybody,
    Users,
    Editors,
}

impl Place {
    fn is_for(self, method: &Method) -> For {
        match *method {
            Method::GET | Method::HEAD | Method::OPTIONS if self != Self::List => For::Anybody,
            Method::POST if self != Self::Tags => For::Editors,
            _ => For::Users,
        }
    }
}

/// The gate of an endpoint.
#[derive(Clone)]
pub(super) struct Guarded {
    door: Door,
    others: ByMethod,
}

impl Guarded {
    /// For a method of a path of this kind.
    pub(super) fn new(access: &Arc<Access>, place: Place, method: &Method) -> Self {
        let others = ByMethod {
            place,
            anybody: access.token_or_anonymous(),
            users: access.token(Permission::Any),
            editors: access.token(Permission::Editor),
        };
        Self { door: others.door(method).clone(), others }
    }
}

impl Gate for Guarded {
    fn describe(&self, operation: &mut Operation) {
        self.door.describe(operation);
    }

    fn schemes(&self) -> Vec<(&'static str, SecurityScheme)> {
        self.door.schemes()
    }

    fn admit<'a>(&'a self, request: &'a HttpRequest) -> LocalBoxFuture<'a, Passage> {
        self.door.admit(request)
    }

    fn refuse(&self, request: &HttpRequest, refusal: ApiError) -> Passage {
        self.door.refuse(request, refusal)
    }

    fn body(&self, request: &HttpRequest) -> Option<usize> {
        self.door.body(request)
    }

    fn other_methods(&self) -> Option<Arc<dyn Gate>> {
        Some(Arc::new(self.others.clone()))
    }

    fn render(&self, request: &HttpRequest, error: &ApiError) -> HttpResponse {
        self.door.render(request, error)
    }
}

/// The gate for methods that a path does not know.
#[derive(Clone)]
struct ByMethod {
    place: Place,
    anybody: Door,
    users: Door,
    editors: Door,
}

impl ByMethod {
    fn door(&self, method: &Method) -> &Door {
        match self.place.is_for(method) {
            For::Anybody => &self.anybody,
            For::Users => &self.users,
            For::Editors => &self.editors,
        }
    }
}

impl Gate for ByMethod {
    fn describe(&self, operation: &mut Operation) {
        self.users.describe(operation);
    }

    fn schemes(&self) -> Vec<(&'static str, SecurityScheme)> {
        self.users.schemes()
    }

    fn admit<'a>(&'a self, request: &'a HttpRequest) -> LocalBoxFuture<'a, Passage> {
        self.door(request.method()).admit(request)
    }

    fn refuse(&self, request: &HttpRequest, refusal: ApiError) -> Passage {
        self.door(request.method()).refuse(request, refusal)
    }

    fn body(&self, request: &HttpRequest) -> Option<usize> {
        self.door(request.method()).body(request)
    }

    fn render(&self, request: &HttpRequest, error: &ApiError) -> HttpResponse {
        self.door(request.method()).render(request, error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_for_somebody() {
        use For::{Anybody, Editors, Users};
        for (place, method, expected) in [
            (Place::List, Method::GET, Users),
            (Place::List, Method::HEAD, Users),
            (Place::List, Method::OPTIONS, Users),
            (Place::List, Method::POST, Editors),
            (Place::List, Method::DELETE, Users),
            (Place::Tags, Method::GET, Anybody),
            (Place::Tags, Method::POST, Users),
            (Place::Tags, Method::PUT, Users),
            (Place::Dataset, Method::GET, Anybody),
            (Place::Dataset, Method::HEAD, Anybody),
            (Place::Dataset, Method::OPTIONS, Anybody),
            (Place::Dataset, Method::POST, Editors),
            (Place::Dataset, Method::PATCH, Users),
            (Place::Dataset, Method::PUT, Users),
            (Place::Dataset, Method::DELETE, Users),
            (Place::Dataset, Method::TRACE, Users),
        ] {
            assert_eq!(place.is_for(&method), expected, "{place:?} {method}");
        }
    }
}
