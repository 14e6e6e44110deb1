use diesel::result::DatabaseErrorKind::{
    ClosedConnection, ReadOnlyTransaction, SerializationFailure, UnableToSendCommand,
};
use diesel::result::Error;

/// Whether the same may go well when it is tried again: the server or the
/// connection failed, not what was asked.
pub fn may_pass(error: &Error) -> bool {
    match error {
        Error::DatabaseError(
            ClosedConnection | ReadOnlyTransaction | SerializationFailure | UnableToSendCommand,
            _,
        )
        | Error::BrokenTransactionManager => true,
        // There is no kind for these, only PostgreSQL's words.
        Error::DatabaseError(_, told) => {
            ["statement timeout", "lock timeout", "terminating connection", "deadlock detected"]
                .iter()
                .any(|words| told.message().contains(words))
        }
        Error::RollbackErrorOnCommit { rollback_error, commit_error } => {
            may_pass(rollback_error) || may_pass(commit_error)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use diesel::result::DatabaseErrorKind::{self, CheckViolation, UniqueViolation, Unknown};

    use super::*;

    #[test]
    fn only_what_may_pass_is_worth_another_try() {
        let told = |kind: DatabaseErrorKind, words: &str| {
            Error::DatabaseError(kind, Box::new(words.to_owned()))
        };
        for (error, expected) in [
            (told(ClosedConnection, ""), true),
            (told(ReadOnlyTransaction, ""), true),
            (told(SerializationFailure, ""), true),
            (told(UnableToSendCommand, ""), true),
            (told(Unknown, "canceling statement due to statement timeout"), true),
            (told(Unknown, "canceling statement due to lock timeout"), true),
            (Error::BrokenTransactionManager, true),
            (told(Unknown, "column \"x\" does not exist"), false),
            (told(CheckViolation, ""), false),
            (told(UniqueViolation, ""), false),
            (Error::NotFound, false),
        ] {
            assert_eq!(may_pass(&error), expected, "{error:?}");
        }
    }
}
