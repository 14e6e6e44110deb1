//! `/api/v1/datasets/{key}/code-system/` and `…/value-set/`, and the same below
//! a version.

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use web::openapi::ErrorBody;
use web::{ApiError, Format, Site};

use super::wire::{Named, not_modified};
use super::{aside, etag, failed, versions};
use crate::domain::fhir::{self, CodeSystem, Export, ValueSet};
use crate::domain::{OptionListId, Options};
use crate::store::versions::VersionRow;
use crate::store::{DatasetRow, datasets, option_lists};
use crate::viewer::Visitor;

/// Get a dataset as a FHIR code system
///
/// A FHIR R4 `CodeSystem` with a concept per option. Its version is the
/// dataset's.
#[utoipa::path(
    get,
    path = "/api/v1/datasets/{key}/code-system/",
    operation_id = "get_dataset_code_system",
    tag = "datasets",
    params(("key" = String, Path, description = "The dataset's key")),
    responses(
        (status = 200, description = "The code system.", body = CodeSystem<'static>, content_type = "application/fhir+json"),
        (status = 304, description = "The answer is as you hold it."),
        (status = 404, description = "There is no such dataset.", body = ErrorBody),
    )
)]
pub(crate) async fn code_system(
    visitor: Visitor,
    key: Path<String>,
) -> Result<HttpResponse, ApiError> {
    respond(&visitor, Kind::CodeSystem, &key, None).await
}

/// Get a dataset as a FHIR value set
///
/// A FHIR R4 `ValueSet` that names every code of the dataset's code system.
#[utoipa::path(
    get,
    path = "/api/v1/datasets/{key}/value-set/",
    operation_id = "get_dataset_value_set",
    tag = "datasets",
    params(("key" = String, Path, description = "The dataset's key")),
    responses(
        (status = 200, description = "The value set.", body = ValueSet<'static>, content_type = "application/fhir+json"),
        (status = 304, description = "The answer is as you hold it."),
        (status = 404, description = "There is no such dataset.", body = ErrorBody),
    )
)]
pub(crate) async fn value_set(
    visitor: Visitor,
    key: Path<String>,
) -> Result<HttpResponse, ApiError> {
    respond(&visitor, Kind::ValueSet, &key, None).await
}

/// Get a version of a dataset as a FHIR code system
///
/// What the FHIR R4 `CodeSystem` of the dataset was then.
#[utoipa::path(
    get,
    path = "/api/v1/datasets/{key}/versions/{version}/code-system/",
    operation_id = "get_dataset_version_code_system",
    tag = "datasets",
    params(
        ("key" = String, Path, description = "The dataset's key"),
        ("version" = i32, Path, description = "The version's number"),
    ),
    responses(
        (status = 200, description = "The code system.", body = CodeSystem<'static>, content_type = "application/fhir+json"),
        (status = 304, description = "The answer is as you hold it."),
        (status = 404, description = "There is no such dataset, or no such version of it.", body = ErrorBody),
    )
)]
pub(crate) async fn version_code_system(
    visitor: Visitor,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (key, version) = path.into_inner();
    respond(&visitor, Kind::CodeSystem, &key, Some(&version)).await
}

/// Get a version of a dataset as a FHIR value set
///
/// What the FHIR R4 `ValueSet` of the dataset was then.
#[utoipa::path(
    get,
    path = "/api/v1/datasets/{key}/versions/{version}/value-set/",
    operation_id = "get_dataset_version_value_set",
    tag = "datasets",
    params(
        ("key" = String, Path, description = "The dataset's key"),
        ("version" = i32, Path, description = "The version's number"),
    ),
    responses(
        (status = 200, description = "The value set.", body = ValueSet<'static>, content_type = "application/fhir+json"),
        (status = 304, description = "The answer is as you hold it."),
        (status = 404, description = "There is no such dataset, or no such version of it.", body = ErrorBody),
    )
)]
pub(crate) async fn version_value_set(
    visitor: Visitor,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (key, version) = path.into_inner();
    respond(&visitor, Kind::ValueSet, &key, Some(&version)).await
}

/// A resource of FHIR.
#[derive(Clone, Copy)]
enum Kind {
    CodeSystem,
    ValueSet,
}

/// Answers with a resource: 304 where the caller holds it.
async fn respond(
    visitor: &Visitor,
    kind: Kind,
    key: &str,
    version: Option<&str>,
) -> Result<HttpResponse, ApiError> {
    let exported = Exported::read(visitor, key, version).await?;
    let tag = exported.tag(&visitor.request, kind)?;
    if web::is_held(visitor.request.headers(), &tag) {
        return Ok(not_modified(tag));
    }
    let mut connection = visitor.connection().await?;
    let options = visitor.options_json(&mut connection, exported.option_list_id()).await?;
    drop(connection);
    let body = aside(move || Ok(exported.resource(kind, &option_lists::parsed(&options)?)?));
    let mut response = HttpResponse::Ok();
    response.content_type(Format::FhirJson.content_type()).insert_header((header::ETAG, tag));
    Ok(response.body(body.await?))
}

/// A dataset, or a version of it, to be told in FHIR.
struct Exported {
    row: DatasetRow,
    is_from_nhs_dd: bool,
    version: Option<VersionRow>,
    publisher: Option<String>,
    code_system: String,
    value_set: String,
}

impl Exported {
    async fn read(visitor: &Visitor, key: &str, version: Option<&str>) -> Result<Self, ApiError> {
        let (mut connection, row) = visitor.seen(key).await?;
        let version = match version {
            Some(version) => Some(versions::found(visitor, &mut connection, &row, version).await?),
            None => None,
        };
        let is_from_nhs_dd = datasets::is_from_nhs_dd(&mut connection, &row).await;
        let is_from_nhs_dd = is_from_nhs_dd.map_err(failed)?;
        drop(connection);
        let names = Named::look_up(visitor, [], [row.organization_id]).await?;
        let publisher = names.organization(row.organization_id).map(str::to_owned);
        let site = Site::of(&visitor.request)?;
        let link = |what: &str| site.link(&format!("/api/v1/datasets/{}/{what}/", row.key));
        let (code_system, value_set) = (link("code-system"), link("value-set"));
        Ok(Self { row, is_from_nhs_dd, version, publisher, code_system, value_set })
    }

    fn option_list_id(&self) -> OptionListId {
        self.version.as_ref().map_or(self.row.option_list_id, |version| version.option_list_id)
    }

    /// The entity tag of a resource, of which all but the options is in it.
    fn tag(&self, request: &HttpRequest, kind: Kind) -> Result<HeaderValue, ApiError> {
        let rest = self.resource(kind, &Options::default()).map_err(ApiError::internal)?;
        match &self.version {
            None => etag::tag(&self.row, request, &rest),
            Some(version) => etag::tag_of_version(self.row.id, version, request, &rest),
        }
    }

    /// A resource with these options, in JSON.
    fn resource(&self, kind: Kind, options: &Options) -> Result<Vec<u8>, serde_json::Error> {
        let export = self.export();
        match kind {
            Kind::CodeSystem => serde_json::to_vec(&fhir::code_system(&export, options)),
            Kind::ValueSet => serde_json::to_vec(&fhir::value_set(&export, options)),
        }
    }

    fn export(&self) -> Export<'_> {
        let row = &self.row;
        let now = Export {
            key: &row.key,
            code_system: &self.code_system,
            value_set: &self.value_set,
            version: row.version,
            name: &row.name,
            description: &row.description,
            reference_url: &row.reference_url,
            category: row.category,
            is_from_nhs_dd: self.is_from_nhs_dd,
            is_global: row.is_global,
            publisher: self.publisher.as_deref(),
            date: row.updated_at,
        };
        match &self.version {
            None => now,
            Some(then) => Export {
                version: then.version,
                name: &then.name,
                description: &then.description,
                reference_url: &then.reference_url,
                date: then.created_at,
                ..now
            },
        }
    }
}
