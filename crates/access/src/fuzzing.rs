//! What fuzz targets need to see, and nobody else.

use actix_web::HttpRequest;

use crate::signed::read;

/// What a signature may cover beside time and nonce, in each way the request can
/// be read; `None` where the request is not signed in a way we know.
pub fn readings(request: &HttpRequest, body: &[u8]) -> Option<Vec<Vec<u8>>> {
    read(request, body).map(|signed| signed.request.readings)
}
