use std::time::Duration;

use uuid::Uuid;

use super::Publisher;
use crate::ReleasesError;
use crate::store::releases::folder;
use crate::store::uploads;

/// Whoever uploads speaks up ten times as often.
const SILENCE: Duration = Duration::from_secs(10 * 60);

impl Publisher {
    /// Removes from the object store what uploads left there that never ended,
    /// and whose uploaders have been silent for ten minutes. The number of
    /// files. It may run at any time, and twice at once.
    ///
    /// What this database knows nothing of is left alone: it may be another's.
    pub async fn collect(&self) -> Result<usize, ReleasesError> {
        let abandoned = uploads::abandon(&mut *self.pool.get().await?, SILENCE).await?;
        let mut count = 0;
        let mut failed = None;
        for upload in abandoned {
            // One that cannot be removed is no reason to leave the others.
            match self.remove(upload).await {
                Ok(files) => count += files,
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(count), Err)
    }

    /// Removes the files of an upload that came to nothing, the number of which it
    /// answers, and then that there was one.
    pub(super) async fn remove(&self, upload: Uuid) -> Result<usize, ReleasesError> {
        let paths = self.objects.list_all(&folder(upload)).await?;
        for path in &paths {
            self.objects.delete(path).await?;
        }
        uploads::delete(&mut *self.pool.get().await?, upload).await?;
        Ok(paths.len())
    }
}
