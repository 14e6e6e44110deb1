use std::path::Path;
use std::process::Command;

/// What stands before a program for which this folder is a disk of its own, with
/// what is in the folder when the program starts and room for so many KiB more:
/// nobody else sees what it writes there, and that goes with the program. `None`
/// where the system lets nobody have such a disk.
///
/// # Panics
/// When CI does not.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub fn small_disk(folder: &Path, room: u32) -> Option<Vec<String>> {
    let root = ["unshare", "--mount"];
    let user = ["unshare", "--user", "--map-root-user", "--mount"];
    let Some(own) = [&root[..], &user].into_iter().find(|own| may_mount(own, folder)) else {
        assert!(std::env::var("CI").is_err(), "CI lets processes have mounts of their own");
        eprintln!("skipped: neither root nor user namespaces may mount anything here");
        return None;
    };
    // Such a disk has pages of 4 KiB; what it hides is reached by the descriptor.
    let script = format!(
        r#"pages='{{ pages += int(($1 + 4095) / 4096) }} END {{ print 4 * pages + {room} }}'
        size=$(find "$0" -type f -printf '%s\n' | awk "$pages") && exec 3<"$0" &&
        mount -t tmpfs -o "size=${{size}}k" tmpfs "$0" && cp -a /proc/self/fd/3/. "$0" &&
        exec 3<&- && exec "$@""#
    );
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
