//! Who may change what, where a practice wants that to matter.

use diesel_async::AsyncPgConnection;
use web::ApiError;

use super::failed;
use crate::RotaError;
use crate::domain::ClinicianId;
use crate::member::Member;
use crate::store::practices;

/// 403 where the practice enforces roles and somebody who is no manager changes
/// what is not about themselves. `about` is whom it is about, if it is about
/// one clinician of the practice. Asked before a body is found fault with; what
/// may have become about another by then, the change asks about again.
pub(crate) async fn may_change(
    member: &Member,
    connection: &mut AsyncPgConnection,
    about: Option<ClinicianId>,
) -> Result<(), ApiError> {
    if member.acts_for().allows(about) {
        return Ok(());
    }
    let configuration = practices::configuration(connection, member.practice).await;
    if configuration.map_err(failed)?.enforce_roles {
        return Err(failed(RotaError::Forbidden));
    }
    Ok(())
}
