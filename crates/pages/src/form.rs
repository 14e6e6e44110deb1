use std::fmt;

use actix_web::{HttpMessage, HttpRequest};
use bytes::Bytes;
use url::form_urlencoded;
use web::{ApiError, WholeBody};

/// The most fields of a form.
const MOST_FIELDS: usize = 1_000;

/// The fields of a form that was posted as `application/x-www-form-urlencoded`,
/// in the order they were sent. Its `Debug` shows names, never values.
#[derive(Clone, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// The form in the body of `request`, which its gate has read. Empty where
    /// the body is not such a form.
    pub fn of(request: &HttpRequest) -> Self {
        body(request).map(|body| Self::parse(&body)).unwrap_or_default()
    }

    /// The same of a form that may be large: it is taken apart where no other
    /// request waits for it.
    pub async fn apart(request: &HttpRequest) -> Result<Self, ApiError> {
        let Some(body) = body(request) else { return Ok(Self::default()) };
        let read = actix_web::web::block(move || Self::parse(&body)).await;
        read.map_err(ApiError::internal)
    }

    /// The form that these bytes say: its first 1,000 fields, for none has more.
    pub fn parse(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().take(MOST_FIELDS).collect())
    }

    /// The first value of a field without the blanks around it; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The first value of a field as it was typed: for passwords.
    pub fn raw(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Every value of a field that is not blank, without the blanks around it.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let values = self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.trim());
        values.filter(|value| !value.is_empty()).collect()
    }

    /// Whether a field was sent at all: a ticked box is.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }
}

/// The body of `request`, where that is a form.
fn body(request: &HttpRequest) -> Option<Bytes> {
    if !web::is_form(request) {
        return None;
    }
    request.extensions().get::<WholeBody>().map(|body| body.0.clone())
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header;
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn fields_are_read_as_browsers_send_them() {
        let form = Form::parse(b"label=+Night+run+&scopes=qof&scopes=pcns&scopes=&p=+x%26y+&on");
        assert_eq!(form.get("label"), "Night run");
        assert_eq!(form.all("scopes"), ["qof", "pcns"]);
        assert_eq!(form.raw("p"), " x&y ");
        assert_eq!(form.get("absent"), "");
        assert!(form.has("on") && !form.has("off"));
        assert!(!format!("{form:?}").contains("Night"), "{form:?}");
    }

    #[actix_web::test]
    async fn only_forms_are_read() {
        for (media, expected) in [
            ("application/x-www-form-urlencoded", "1"),
            ("Application/X-WWW-Form-URLEncoded; charset=UTF-8", "1"),
            ("application/json", ""),
            ("text/plain", ""),
        ] {
            let request =
                TestRequest::post().insert_header((header::CONTENT_TYPE, media)).to_http_request();
            request.extensions_mut().insert(WholeBody(Bytes::from_static(b"a=1")));
            assert_eq!(Form::of(&request).get("a"), expected, "{media}");
            assert_eq!(Form::apart(&request).await.unwrap().get("a"), expected, "{media}");
        }
    }
}
