//! Uploads that have not ended, and what is left of those that never will.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

use object_store::path::Path;
use tokio::task::spawn_blocking;

use crate::{Objects, ObjectsError};

impl Objects {
    /// Every object below a folder, and on the local store also each file of an upload that has not
    /// ended, which [`list`](Self::list) leaves out; [`delete`](Self::delete) removes either.
    ///
    /// Parts on S3 without an object are the bucket's own affair: give it a lifecycle rule with
    /// `AbortIncompleteMultipartUpload`
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html>).
    pub async fn list_all(&self, folder: &str) -> Result<Vec<String>, ObjectsError> {
        let mut paths: Vec<String> =
            self.list(folder).await?.into_iter().map(|(path, _)| path).collect();
        paths.extend(self.unfinished(folder).await?);
        Ok(paths)
    }

    async fn unfinished(&self, folder: &str) -> Result<Vec<String>, ObjectsError> {
        let Some(root) = self.folder.clone() else { return Ok(Vec::new()) };
        let below = root.join(Path::from(folder).to_string());
        let found = spawn_blocking(move || walk(&root, below)).await;
        Ok(found.map_err(object_store::Error::from)??)
    }

    pub(crate) async fn delete_unfinished(&self, path: &str) -> Result<(), ObjectsError> {
        let Some(root) = &self.folder else { return Ok(()) };
        let path = Path::parse(path).map_err(object_store::Error::from)?;
        let file = root.join(path.to_string());
        if_there(tokio::fs::remove_file(&file).await)?;
        if let Some(folder) = file.parent().filter(|folder| *folder != &**root) {
            // Only succeeds where nothing else is in it.
            let _ = tokio::fs::remove_dir(folder).await;
        }
        Ok(())
    }
}

/// Whether a path is one that `object_store` gives to what it is still writing, and never lists:
/// `report#1`. No object of ours has such a name, as paths have each `#` encoded.
pub(crate) fn is_unfinished(path: &str) -> bool {
    path.rsplit_once('#').is_some_and(|(_, number)| {
        !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())
    })
}

fn walk(root: &std::path::Path, below: PathBuf) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![below];
    while let Some(folder) = folders.pop() {
        for entry in if_there(fs::read_dir(&folder))?.into_iter().flatten() {
            let entry = entry?;
            let Some(kind) = if_there(entry.file_type())? else { continue };
            let file = entry.path();
            if kind.is_dir() {
                folders.push(file);
            } else if let Some(path) = file.strip_prefix(root).ok().and_then(|path| path.to_str())
                && is_unfinished(path)
            {
                found.push(path.to_owned());
            }
        }
    }
    Ok(found)
}

/// Uploads end, and others tidy up, while we look.
fn if_there<T>(looked: io::Result<T>) -> io::Result<Option<T>> {
    match looked {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
