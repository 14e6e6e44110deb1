use serde::Serialize;

use super::ExportError;

/// Members of JSON objects, written out: what many rows of an answer share is
/// written once, and the rest of each row between.
pub struct Fragment(Vec<u8>);

impl Fragment {
    /// Those of a value that serde writes as an object with some members.
    pub fn of(value: &impl Serialize) -> Result<Self, ExportError> {
        let mut json = Vec::new();
        append(&mut json, value)?;
        Ok(Self(json))
    }
}

/// An object that is written members after members.
pub struct Object<'a> {
    json: &'a mut Vec<u8>,
    start: usize,
}

impl<'a> Object<'a> {
    /// Begins one at the end of `json`.
    pub fn begin(json: &'a mut Vec<u8>) -> Self {
        let start = json.len();
        Self { json, start }
    }

    /// Adds members that are written already.
    pub fn add(&mut self, members: &Fragment) {
        self.json.extend_from_slice(&members.0);
    }

    /// Adds the members of a value that serde writes as an object with some.
    pub fn write(&mut self, value: &impl Serialize) -> Result<(), ExportError> {
        append(self.json, value)
    }

    /// Ends it.
    pub fn end(self) {
        if let Some(first) = self.json.get_mut(self.start) {
            *first = b'{';
        }
        self.json.push(b'}');
    }
}

/// Appends the members of an object, each after a comma.
fn append(json: &mut Vec<u8>, value: &impl Serialize) -> Result<(), ExportError> {
    let start = json.len();
    serde_json::to_writer(&mut *json, value)?;
    json.pop();
    if let Some(first) = json.get_mut(start) {
        *first = b',';
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parts_make_one_object() {
        let mut json = b"[".to_vec();
        let shared = Fragment::of(&json!({"a": 1, "b": [2]})).unwrap();
        for number in [3, 4] {
            let mut object = Object::begin(&mut json);
            object.add(&shared);
            object.write(&json!({"c": {"d": number}})).unwrap();
            object.end();
        }
        assert_eq!(json, br#"[{"a":1,"b":[2],"c":{"d":3}}{"a":1,"b":[2],"c":{"d":4}}"#);
    }
}
