use ::objects::Objects;
use chassis::BoxError;
use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use tokio_util::io::ReaderStream;

use super::super::backup::archive::{Archive, CHUNK};
use super::super::backup::manifest::Object;
use super::super::backup::progress::bar;

/// What an object store has in the place of an object.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Missing,
    Same,
    Other,
}

/// The objects that are not in the object store and must be written. Refuses a store that has
/// something else in their places, and one without those that are not in the backup.
pub(super) async fn missing<'a>(
    store: &Objects,
    objects: &'a [Object],
) -> Result<Vec<&'a Object>, BoxError> {
    let bar = bar("comparing objects", Some(objects.iter().map(|object| object.size).sum()));
    let (mut missing, mut nowhere, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for object in objects {
        match standing(store, object).await? {
            Standing::Same => {}
            Standing::Other => others.push(object),
            Standing::Missing if object.in_archive => missing.push(object),
            Standing::Missing => nowhere.push(object),
        }
        bar.inc(object.size);
    }
    bar.finish_and_clear();
    if let Some(first) = others.first() {
        let (count, key) = (others.len(), &first.key);
        return Err(format!(
            "the object store has other bytes in the place of {count} objects, such as {key}: \
             choose another place"
        )
        .into());
    }
    if let Some(first) = nowhere.first() {
        let (count, key) = (nowhere.len(), &first.key);
        return Err(format!(
            "{count} objects, such as {key}, are neither in the backup nor in the object store: \
             put them back there first"
        )
        .into());
    }
    Ok(missing)
}

async fn standing(store: &Objects, object: &Object) -> Result<Standing, BoxError> {
    let Object { key, size, sha256, .. } = object;
    match store.size(key).await {
        Ok(there) if there != *size => return Ok(Standing::Other),
        Ok(_) => {}
        Err(error) if error.is_not_found() => return Ok(Standing::Missing),
        Err(error) => return Err(error.into()),
    }
    let mut bytes = store.reader(key, 0..*size).await?;
    let mut hash = Sha256::new();
    while let Some(chunk) = bytes.try_next().await? {
        hash.update(&chunk);
    }
    let same = hex::encode(hash.finalize()) == *sha256;
    Ok(if same { Standing::Same } else { Standing::Other })
}

/// Writes an object of a backup: it is there as a whole, or not at all.
pub(super) async fn write(
    store: &Objects,
    archive: &Archive,
    object: &Object,
) -> Result<(), BoxError> {
    let bytes = archive.object(object).await?;
    let mut bytes = ReaderStream::with_capacity(bytes, CHUNK);
    let mut writer = store.writer(&object.key).await?;
    while let Some(chunk) = bytes.try_next().await? {
        writer.write(chunk).await?;
    }
    Ok(writer.finish().await?)
}
