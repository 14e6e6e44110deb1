//! Files for subscribers whose browser knows who they are: programs have a key.

use actix_web::HttpResponse;
use actix_web::web::Path;
use web::ApiError;

use super::visit::{number, unknown};
use crate::download::{self, Subject};
use crate::viewer::Visitor;

/// `GET /releases/items/{item}/files/{file}`
pub(super) async fn download(
    visitor: Visitor,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (item, name) = path.into_inner();
    let file = visitor.file(number(&item)?, &name).await?.ok_or_else(unknown)?;
    let state = &visitor.state;
    let counted = Some((&state.downloads, Subject::User(visitor.known()?)));
    download::answer(&visitor.request, &state.objects, file, counted).await
}
