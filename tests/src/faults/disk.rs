use std::path::Path;
use std::process::Command;

/// What stands before a program for which this folder, which is empty, is a
/// disk of its own of `size` (`12m`, `64k`): nobody else sees what it writes
/// there, and it goes with the program. `None` where the system lets nobody
/// have such a disk.
///
/// # Panics
/// When CI does not.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub fn small_disk(folder: &Path, size: &str) -> Option<Vec<String>> {
    let root = ["unshare", "--mount"];
    let user = ["unshare", "--user", "--map-root-user", "--mount"];
    let Some(own) = [&root[..], &user].into_iter().find(|own| may_mount(own, folder)) else {
        assert!(std::env::var("CI").is_err(), "CI lets processes have mounts of their own");
        eprintln!("skipped: neither root nor user namespaces may mount anything here");
        return None;
    };
    let script = format!(r#"mount -t tmpfs -o size={size} tmpfs "$0" && exec "$@""#);
    let folder = folder.to_str().unwrap();
    let words = own.iter().copied().chain(["--", "sh", "-c", &script, folder]);
    Some(words.map(str::to_owned).collect())
}

fn may_mount(own: &[&str], folder: &Path) -> bool {
    let [program, options @ ..] = own else { return false };
    let mut command = Command::new(program);
    command.args(options).args(["--", "mount", "-t", "tmpfs", "tmpfs"]).arg(folder);
    command.output().is_ok_and(|output| output.status.success())
}
