//! A span for each statement, where traces are exported.

use std::fmt::{self, Write};

use diesel::connection::{Instrumentation, InstrumentationEvent};
use tracing::{Span, info_span};

/// The kinds of statements that are told apart.
const OPERATIONS: [&str; 10] = [
    "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "BEGIN", "COMMIT", "ROLLBACK", "SET", "LISTEN",
];

/// Times the statements of a connection for the trace of whoever it is lent to.
/// What a statement says may be personal: a span tells its kind alone.
#[derive(Default)]
pub(crate) struct Statements {
    running: Option<Span>,
}

impl Instrumentation for Statements {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            // Requests have spans only where traces are exported.
            InstrumentationEvent::StartQuery { query, .. } if !Span::current().is_none() => {
                let operation = operation(query);
                self.running = Some(info_span!(
                    "statement",
                    otel.name = operation,
                    otel.kind = "client",
                    db.system.name = "postgresql",
                    db.operation.name = operation,
                ));
            }
            InstrumentationEvent::FinishQuery { .. } => self.running = None,
            _ => {}
        }
    }
}

/// The kind of a statement: its first word, where that is known.
fn operation(statement: &(impl fmt::Display + ?Sized)) -> &'static str {
    let mut word = FirstWord::default();
    // It refuses the rest, which may be long.
    let _ = write!(word, "{statement}");
    let known = OPERATIONS.into_iter().find(|known| known.eq_ignore_ascii_case(&word.0));
    known.unwrap_or("OTHER")
}

#[derive(Default)]
struct FirstWord(String);

impl Write for FirstWord {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            if !c.is_ascii_alphabetic() {
                return Err(fmt::Error);
            }
            self.0.push(c);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_told_by_its_kind_alone() {
        for (statement, kind) in [
            ("SELECT name FROM users WHERE name = 'jo'", "SELECT"),
            ("insert into users values ('jo')", "INSERT"),
            ("WITH page AS (SELECT 1) SELECT 2", "WITH"),
            ("BEGIN", "BEGIN"),
            ("jo", "OTHER"),
            ("", "OTHER"),
            ("'jo'", "OTHER"),
        ] {
            assert_eq!(operation(statement), kind, "{statement}");
        }
    }
}
