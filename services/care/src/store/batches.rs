//! Changes of many documents at once, whosever they are.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use resources::Resource;
use serde_json::Value;

use super::shape::{document, table};
use crate::domain::Document;

/// A document, whosever it is.
#[derive(Clone, Debug, QueryableByName)]
pub(crate) struct Key {
    #[diesel(sql_type = BigInt)]
    pub(crate) organization_id: i64,
    #[diesel(sql_type = Text)]
    pub(crate) id: String,
}

/// A document that was changed among others.
#[derive(Debug, QueryableByName)]
pub(crate) struct Changed {
    #[diesel(sql_type = BigInt)]
    organization_id: i64,
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    before: String,
    #[diesel(sql_type = Text, column_name = document)]
    after: String,
}

impl Changed {
    pub(crate) fn key(&self) -> Key {
        Key { organization_id: self.organization_id, id: self.id.clone() }
    }

    /// What the audit is told, where `mask` stands in for what it must not know.
    pub(crate) fn audited(
        &self,
        resource: &'static Resource,
        reason: &str,
        mask: &Document,
    ) -> serde_json::Result<audit::NewRow> {
        let state = |text: &str| -> serde_json::Result<Option<Value>> {
            let mut state: Document = serde_json::from_str(text)?;
            state.extend(mask.clone());
            Ok(Some(Value::Object(state)))
        };
        let (before, after) = (state(&self.before)?, state(&self.after)?);
        Ok(audit::NewRow {
            organization_id: Some(self.organization_id),
            reason: reason.to_owned(),
            ..audit::NewRow::of(resource.name, &self.id, before, after)
        })
    }
}

/// SQL that changes rows `a` of a resource and gives each as [`Changed`]. What
/// follows `FROM … AS a` in `which` says which rows, and locks them, so that the
/// document before is what was changed, whoever else changed it meanwhile.
pub(super) fn change(resource: &Resource, which: &str, set: &str) -> String {
    let (table, document) = (table(resource), document(resource.attributes()));
    format!(
        "WITH due AS MATERIALIZED (\
             SELECT a.organization_id, a.id, {document} FROM {table} AS a {which}\
         ) UPDATE {table} AS a SET {set} FROM due \
         WHERE a.organization_id = due.organization_id AND a.id = due.id \
         RETURNING a.organization_id, a.id, due.document AS before, {document}"
    )
}
