use std::env;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use chassis::BoxError;

/// Names a file of settings.
const VARIABLE: &str = "ALMANAC_ENV_FILE";

/// Where `ALMANAC_ENV_FILE` names a file of `KEY=value` lines, starts this program again with them
/// as variables; what the environment has already stays. Returns only where no file is named, or
/// with what is wrong.
///
/// Started again, because a program that has threads cannot change its own environment safely, and
/// libraries read it too (`AWS_*`).
pub(crate) fn read() -> Result<(), BoxError> {
    let Some(path) = env::var_os(VARIABLE).filter(|path| !path.is_empty()) else { return Ok(()) };
    let path = Path::new(&path);
    let wrong = |reason: String| format!("{VARIABLE}: {}: {reason}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let settings = settings(&text).map_err(wrong)?;
    let missing = settings.into_iter().filter(|(name, _)| env::var_os(name).is_none());
    let mut again = Command::new(env::current_exe()?);
    again.args(env::args_os().skip(1)).envs(missing).env_remove(VARIABLE);
    Err(again.exec().into())
}

/// Names and values of all lines. A value may be quoted as a whole, and is never expanded. What is
/// wrong is told by the number of its line, since the line may hold a secret.
fn settings(text: &str) -> Result<Vec<(&str, &str)>, String> {
    let mut settings = Vec::new();
    for (line, number) in text.lines().map(str::trim).zip(1..) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let setting = line.split_once('=').filter(|(name, _)| is_name(name));
        let (name, value) = setting.ok_or_else(|| format!("line {number} is not KEY=value"))?;
        settings.push((name, unquoted(value)));
    }
    Ok(settings)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn unquoted(value: &str) -> &str {
    ['\'', '"']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_a_shell_reads_them() {
        let text = "# of the demo\nA=1\n\n  B='two words'\nC=\"a=b\"\nD=\nE=dGVzdA==\n";
        let expected =
            vec![("A", "1"), ("B", "two words"), ("C", "a=b"), ("D", ""), ("E", "dGVzdA==")];
        assert_eq!(settings(text), Ok(expected));
    }

    #[test]
    fn what_is_wrong_is_told_without_the_line() {
        for line in ["s3cret", "=s3cret", "A B=s3cret", "export A=s3cret"] {
            let reason = settings(&format!("A=1\n{line}")).unwrap_err();
            assert_eq!(reason, "line 2 is not KEY=value");
        }
    }
}
