//! What a database is asked.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use store::testing::TestDatabase;

/// The reading statements that databases under watch were asked, by address.
static WATCHED: Mutex<BTreeMap<String, Vec<String>>> = Mutex::new(BTreeMap::new());

/// Makes [`reads`] see the connections that this process makes from now on: to
/// be called before a platform is set up.
pub fn watch() {
    set_default_instrumentation(|| Some(Box::new(Watcher::default()))).unwrap();
}

/// What is read from a database while something is done.
pub async fn reads(database: &TestDatabase, doing: impl Future) -> Vec<String> {
    let url = database.url.expose();
    change(|watched| watched.insert(url.to_owned(), Vec::new()));
    doing.await;
    change(|watched| watched.remove(url)).unwrap()
}

fn change<T>(how: impl FnOnce(&mut BTreeMap<String, Vec<String>>) -> T) -> T {
    how(&mut WATCHED.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Looks at what one connection does.
#[derive(Default)]
struct Watcher {
    url: String,
}

impl Instrumentation for Watcher {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                url.clone_into(&mut self.url)
            }
            InstrumentationEvent::StartQuery { query, .. } => change(|watched| {
                let Some(seen) = watched.get_mut(&self.url) else { return };
                let sql = query.to_string();
                // What asks whether a connection still lives reads nothing.
                if sql.starts_with("SELECT") && sql.contains(" FROM ") {
                    seen.push(sql);
                }
            }),
            _ => {}
        }
    }
}
