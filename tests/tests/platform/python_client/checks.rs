//! What the client is checked with where no platform is needed.

use std::collections::BTreeMap;

use almanac::Service;

use super::*;

/// What the generator makes: these, below the package.
const MADE: [&str; 3] = ["api", "models", "types.py"];

/// The text of each Python file below a path, by its path below `root`.
fn sources(root: &Path, path: &Path, found: &mut BTreeMap<PathBuf, String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            sources(root, &entry.unwrap().path(), found);
        }
    } else if path.extension().is_some_and(|kind| kind == "py") {
        let name = path.strip_prefix(root).unwrap().to_owned();
        found.insert(name, fs::read_to_string(path).unwrap());
    }
}

fn made(package: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for name in MADE {
        sources(package, &package.join(name), &mut found);
    }
    found
}

#[tokio::test]
async fn what_is_generated_is_in_step_with_the_document() {
    let Some(mut python) = python() else { return };
    let documents = Service::ALL.map(|service| (service.name(), service.document().unwrap()));
    let pairs = documents.iter().map(|(name, document)| (*name, document));
    let merged = web::openapi::merge(pairs, "/").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (document, package) = (folder.path().join("openapi.json"), folder.path().join("package"));
    fs::write(&document, merged.to_string()).unwrap();
    fs::create_dir(&package).unwrap();
    python.arg(home().join("generator/generate.py")).arg(&document).arg(&package);
    done(python).await;

    let (expected, committed) = (made(&package), made(&home().join("src/almanac_client")));
    assert!(expected.len() > 100, "{} files", expected.len());
    let differs = |path: &&PathBuf| expected.get(*path) != committed.get(*path);
    let paths = expected.keys().chain(committed.keys());
    let differing: Vec<&PathBuf> = paths.filter(differs).collect();
    assert!(differing.is_empty(), "run scripts/generate-python-client: {differing:?}");
}

#[tokio::test]
async fn its_own_tests_pass() {
    let Some(mut python) = python() else { return };
    python.current_dir(home()).args(["-m", "pytest", "--quiet", "-p", "no:cacheprovider"]);
    done(python).await;
}

#[tokio::test]
async fn what_was_written_by_hand_is_in_order() {
    for arguments in [["format", "--check"], ["check", "--quiet"]] {
        let Some(mut python) = python() else { return };
        python.current_dir(home()).args(["-m", "ruff"]).args(arguments).arg("--no-cache");
        done(python).await;
    }
}

#[tokio::test]
async fn it_is_typed() {
    let (Some(mut client), Some(mut writer), Some(mut examples)) = (python(), python(), python())
    else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (cache, programs) = (folder.path().join("cache"), folder.path().join("programs"));
    client.current_dir(home()).args(["-m", "mypy", "--cache-dir"]).arg(&cache);
    done(client).await;
    fs::create_dir(&programs).unwrap();
    writer.arg(home().join("tests/readme.py")).arg(&programs);
    done(writer).await;
    examples.current_dir(folder.path()).args(["-m", "mypy", "--strict", "--cache-dir"]);
    examples.arg(&cache).arg(&programs);
    done(examples).await;
}
