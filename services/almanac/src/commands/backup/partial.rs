use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use chassis::BoxError;

/// A file that is being written beside its place, under its name and `.partial`, for its owner
/// alone. It goes when this is dropped before it is [kept](Self::keep). What a process that was
/// killed left there is written over.
pub(super) struct Partial {
    path: PathBuf,
    target: PathBuf,
    replace: bool,
    kept: bool,
    /// Locked as long as it is open.
    file: File,
}

impl Partial {
    /// Refuses when there is something in its place, unless that is to be replaced.
    pub(super) fn create(target: &Path, replace: bool) -> Result<Self, BoxError> {
        let mut path = OsString::from(target);
        path.push(".partial");
        let path = PathBuf::from(path);
        let failed = |error| -> BoxError { format!("{}: {error}", path.display()).into() };
        refuse_to_replace(target, replace)?;
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(false).mode(0o600).open(&path);
        let file = file.map_err(failed)?;
        match file.try_lock() {
            // Whoever held the lock may just have given the file its name.
            Ok(()) if is_at(&file, &path) => {}
            Ok(()) | Err(TryLockError::WouldBlock) => {
                return Err(format!("{} is being written by somebody else", path.display()).into());
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let partial = Self { path, target: target.to_owned(), replace, kept: false, file };
        partial.file.set_permissions(fs::Permissions::from_mode(0o600))?;
        partial.file.set_len(0)?;
        Ok(partial)
    }

    /// What is to be written to.
    pub(super) fn file(&self) -> Result<tokio::fs::File, BoxError> {
        Ok(tokio::fs::File::from_std(self.file.try_clone()?))
    }

    /// Puts the file into its place, where it survives a power cut if its bytes do.
    pub(super) fn keep(mut self) -> Result<(), BoxError> {
        refuse_to_replace(&self.target, self.replace)?;
        fs::rename(&self.path, &self.target)?;
        self.kept = true;
        let folder = self.target.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.kept {
            // There is nobody to tell, and the next one writes over it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// What is no plain file is never replaced: a device, say, would be lost to everybody.
fn refuse_to_replace(target: &Path, replace: bool) -> Result<(), BoxError> {
    let shown = target.display();
    match fs::symlink_metadata(target) {
        Ok(there) if !there.is_file() => Err(format!("{shown} is there, and is no file").into()),
        Ok(_) if !replace => Err(format!("{shown} is there already; --force replaces it").into()),
        _ => Ok(()),
    }
}

fn is_at(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(file), Ok(there)) => (file.dev(), file.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_there_once_it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("backup.tar");
        let names = || fs::read_dir(&folder).unwrap().count();
        drop(Partial::create(&target, false).unwrap());
        assert_eq!(names(), 0);

        fs::write(folder.path().join("backup.tar.partial"), "of one that was killed").unwrap();
        let partial = Partial::create(&target, false).unwrap();
        let other = Partial::create(&target, false).err().unwrap();
        assert!(other.to_string().contains("somebody else"), "{other}");
        partial.keep().unwrap();
        let kept = fs::metadata(&target).unwrap();
        assert_eq!((names(), kept.len(), kept.permissions().mode() & 0o777), (1, 0, 0o600));

        let refused = Partial::create(&target, false).err().unwrap();
        assert!(refused.to_string().contains("--force"), "{refused}");
        Partial::create(&target, true).unwrap().keep().unwrap();
        assert_eq!(names(), 1);
    }

    #[test]
    fn what_came_meanwhile_is_not_replaced_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("backup.tar");
        let partial = Partial::create(&target, false).unwrap();
        fs::write(&target, "other").unwrap();
        assert!(partial.keep().is_err());
        assert_eq!(fs::read_to_string(&target).unwrap(), "other");
        assert!(!folder.path().join("backup.tar.partial").exists());
    }

    #[test]
    fn what_is_no_file_is_not_replaced_even_when_asked() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("/dev/null", &link).unwrap();
        for target in [folder.path(), &link, Path::new("/dev/null")] {
            let told = Partial::create(target, true).err().unwrap().to_string();
            assert!(told.contains("is no file"), "{told}");
        }
        assert_eq!(fs::read_link(&link).unwrap(), Path::new("/dev/null"));
    }
}
