//! What releases are signed with.

use ::pages::{Moment, Page};
use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web::Path;
use askama::Template;
use web::ApiError;

use super::visit::{page, unknown};
use super::words;
use crate::api::failed;
use crate::domain::{SigningKeyId, names};
use crate::store::signing_keys::{self, SigningKeyRow};
use crate::viewer::Visitor;

#[derive(Template)]
#[template(path = "signing_keys.html")]
struct SigningKeys {
    page: Page,
    rows: Vec<Row>,
}

/// A key as everybody sees it.
struct Row {
    id: SigningKeyId,
    fingerprint: String,
    from: Moment,
    /// When the next one began to sign.
    until: Option<Moment>,
    file_name: String,
    address: String,
}

/// `GET /releases/signing-keys/`
pub(super) async fn list(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let mut connection = visitor.connection().await?;
    let keys = signing_keys::list(&mut connection).await.map_err(failed)?;
    drop(connection);
    let shown =
        SigningKeys { page: page(&visitor, "Signing keys", "signing-keys"), rows: rows(keys) };
    shown.page.show(&visitor.request, StatusCode::OK, &shown)
}

/// Keys in their order, which is from new to old: each signs until the one before
/// it in the list does.
fn rows(keys: Vec<SigningKeyRow>) -> Vec<Row> {
    let mut until = None;
    let row = |key: SigningKeyRow| {
        let from = Moment::from(key.signs_from);
        Row {
            id: key.id,
            fingerprint: words::fingerprint(&key.fingerprint),
            from,
            until: until.replace(from),
            address: format!("/releases/signing-keys/{}", names::segment(&key.file_name)),
            file_name: key.file_name,
        }
    };
    keys.into_iter().map(row).collect()
}

/// `GET /releases/signing-keys/{file}`
pub(super) async fn file(visitor: Visitor, name: Path<String>) -> Result<HttpResponse, ApiError> {
    if name.contains('\0') {
        return Err(unknown());
    }
    let mut connection = visitor.connection().await?;
    let key = signing_keys::find_file(&mut connection, &name).await.map_err(failed)?;
    drop(connection);
    let key = key.ok_or_else(unknown)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/pgp-keys"))
        .insert_header((header::CONTENT_DISPOSITION, names::content_disposition(&key.file_name)))
        .body(key.public_key))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    #[test]
    fn a_key_signs_until_the_next_one_does() {
        let key = |id: i64, from: &str| {
            let signs_from: DateTime<Utc> = from.parse().unwrap();
            SigningKeyRow {
                id: SigningKeyId(id),
                file_name: format!("trud-public-key-{id}.pgp"),
                fingerprint: "0123456789ABCDEF0123456789ABCDEF01234567".to_owned(),
                public_key: String::new(),
                created_at: signs_from,
                signs_from,
            }
        };
        let keys = vec![key(2, "2026-12-01T00:00:00Z"), key(1, "2026-11-01T09:30:00Z")];
        let rows = rows(keys);
        let told = |row: &Row| (row.from.machine(), row.until.map(|until| until.machine()));
        let (first, second) =
            ("2026-11-01T09:30:00Z".to_owned(), "2026-12-01T00:00:00Z".to_owned());
        let told: Vec<(String, Option<String>)> = rows.iter().map(told).collect();
        assert_eq!(told, [(second.clone(), None), (first, Some(second))]);
        assert_eq!(rows[0].address, "/releases/signing-keys/trud-public-key-2.pgp");
        assert!(rows[0].fingerprint.starts_with("0123 4567 "));
    }
}
