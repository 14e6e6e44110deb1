use std::fmt::Display;

/// One thing that is wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name and id; empty where the whole form is meant.
    pub field: String,
    /// A sentence that says what to do.
    pub message: String,
}

/// Everything that is wrong with a form, in the order of its fields. The macro
/// `forms::summary` lists it, the macros of fields repeat what is theirs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors(Vec<FieldError>);

impl Errors {
    /// Only this is wrong.
    pub fn one(field: &str, message: impl Display) -> Self {
        let mut errors = Self::default();
        errors.add(field, message);
        errors
    }

    /// Notes what is wrong with a field, or with the whole form where `field` is empty.
    pub fn add(&mut self, field: &str, message: impl Display) {
        self.0.push(FieldError { field: field.to_owned(), message: message.to_string() });
    }

    /// Whether the form is good.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether something is wrong with a field.
    pub fn has(&self, field: &str) -> bool {
        self.0.iter().any(|error| error.field == field)
    }

    /// What is wrong with a field.
    pub fn of<'a>(&'a self, field: &str) -> Vec<&'a str> {
        let own = self.0.iter().filter(|error| error.field == field);
        own.map(|error| error.message.as_str()).collect()
    }

    /// Everything that is wrong.
    pub fn iter(&self) -> std::slice::Iter<'_, FieldError> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_knows_its_own_errors() {
        let mut errors = Errors::one("label", "Write a label.");
        errors.add("networks", "Line 1.");
        errors.add("networks", "Line 3.");
        assert_eq!(errors.of("networks"), ["Line 1.", "Line 3."]);
        assert!(errors.has("label") && !errors.has("scopes"));
        assert_eq!(errors.iter().count(), 3);
        assert!(Errors::default().is_empty() && !errors.is_empty());
    }
}
