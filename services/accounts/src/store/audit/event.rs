use std::fmt;

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A session began.
    SignedIn,
    /// Somebody gave a user's name and not their password, or is disabled.
    SignInFailed,
    /// A session was ended.
    SignedOut,
    /// Somebody got access and refresh tokens.
    TokenIssued,
    /// A user has another password.
    PasswordChanged,
    /// A user has another e-mail address.
    EmailChanged,
    /// A user is another clinician, or none.
    ClinicianChanged,
    /// A user runs the platform, or does no more.
    StaffChanged,
    /// There is a new user.
    UserAdded,
    /// A user may not call any more.
    UserDisabled,
    /// A user may call again.
    UserEnabled,
    /// There is a new key.
    KeyAdded,
    /// A key was taken back.
    KeyRevoked,
    /// A key was used; told once per key, address and day (UTC), as far as it
    /// is noticed: of two addresses within a minute one may go unseen.
    KeyUsed,
    /// A user has a new release key.
    ReleaseKeyAdded,
    /// A change of its user's e-mail address or password retired a release key.
    ReleaseKeyRetired,
    /// Somebody belongs to an organisation.
    MemberAdded,
    /// A member has another role.
    RoleChanged,
    /// Somebody does not belong to an organisation any more.
    MemberRemoved,
    /// There is a new organisation.
    OrganizationAdded,
    /// Nobody may act for an organisation any more.
    OrganizationDisabled,
    /// An organisation may be acted for again.
    OrganizationEnabled,
    /// What an organisation does is only for trying, or no more.
    SandboxChanged,
    /// Tokens are signed with a new key.
    TokenKeyAdded,
    /// Tokens signed with a key are good no more.
    TokenKeyRetired,
    /// Kept secrets were encrypted with another key.
    SecretsResealed,
}

impl Event {
    /// The word for it in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignedOut => "signed_out",
            Self::TokenIssued => "token_issued",
            Self::PasswordChanged => "password_changed",
            Self::EmailChanged => "email_changed",
            Self::ClinicianChanged => "clinician_changed",
            Self::StaffChanged => "staff_changed",
            Self::UserAdded => "user_added",
            Self::UserDisabled => "user_disabled",
            Self::UserEnabled => "user_enabled",
            Self::KeyAdded => "key_added",
            Self::KeyRevoked => "key_revoked",
            Self::KeyUsed => "key_used",
            Self::ReleaseKeyAdded => "release_key_added",
            Self::ReleaseKeyRetired => "release_key_retired",
            Self::MemberAdded => "member_added",
            Self::RoleChanged => "role_changed",
            Self::MemberRemoved => "member_removed",
            Self::OrganizationAdded => "organization_added",
            Self::OrganizationDisabled => "organization_disabled",
            Self::OrganizationEnabled => "organization_enabled",
            Self::SandboxChanged => "sandbox_changed",
            Self::TokenKeyAdded => "token_key_added",
            Self::TokenKeyRetired => "token_key_retired",
            Self::SecretsResealed => "secrets_resealed",
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
