//! What the gateway shows to people: the start page and the two API browsers,
//! whole from this binary.

use std::sync::Arc;

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use rust_embed::Embed;
use utoipa_swagger_ui::Config;
use web::{ApiError, Site};

use crate::errors::Fault;

/// Assets change only with the binary; a day is soon enough to notice.
const CACHE: &str = "public, max-age=86400";

/// Nothing from elsewhere; ReDoc searches in a worker it makes itself, and
/// both browsers set styles from script.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'self'";

#[derive(Embed)]
#[folder = "assets/redoc"]
struct Redoc;

#[derive(Template)]
#[template(path = "start.html")]
struct Start<'a> {
    url: &'a str,
}

#[derive(Template)]
#[template(path = "redoc.html")]
struct RedocPage;

/// `/`
pub(crate) async fn start(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let site = request.app_data::<Site>();
    let url = site.map(|site| site.link("")).unwrap_or_default();
    page(&Start { url: &url })
}

/// `/api/redoc/`
pub(crate) async fn redoc() -> Result<HttpResponse, ApiError> {
    page(&RedocPage)
}

/// `/api/redoc/{file}`
pub(crate) async fn redoc_asset(request: HttpRequest, file: Path<String>) -> HttpResponse {
    match Redoc::get(&file) {
        Some(found) => cached(asset("text/javascript", found.data.into_owned())),
        None => Fault::NotFound.answer(request.path()),
    }
}

/// `/api/docs/` and what lies below
pub(crate) async fn swagger(
    request: HttpRequest,
    file: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let config =
        Config::from("/api/schema/").persist_authorization(false).display_request_duration(true);
    let served = utoipa_swagger_ui::serve(&file, Arc::new(config));
    let found = served.map_err(|error| ApiError::internal(error.to_string()))?;
    Ok(match found {
        Some(found) => {
            let response = asset(&found.content_type, found.bytes.into_owned());
            let mut response = if file.is_empty() { response } else { cached(response) };
            if found.gzpipped {
                let gzip = HeaderValue::from_static("gzip");
                response.headers_mut().insert(header::CONTENT_ENCODING, gzip);
            }
            response
        }
        None => Fault::NotFound.answer(request.path()),
    })
}

fn page(template: &impl Template) -> Result<HttpResponse, ApiError> {
    let html = template.render().map_err(ApiError::internal)?;
    Ok(asset("text/html; charset=utf-8", html.into_bytes()))
}

fn cached(mut response: HttpResponse) -> HttpResponse {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE));
    response
}

fn asset(content_type: &str, body: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(body)
}
