use std::borrow::Cow;

use indicatif::{ProgressBar, ProgressStyle};

/// Draws itself on a terminal and nowhere else. What has no length tells how many bytes came.
pub(crate) fn bar(message: impl Into<Cow<'static, str>>, length: Option<u64>) -> ProgressBar {
    let (bar, template) = match length {
        Some(length) => (ProgressBar::new(length), "{msg} [{bar:30}] {bytes}/{total_bytes}"),
        None => (ProgressBar::no_length(), "{msg} {bytes}"),
    };
    let bar = bar.with_message(message);
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
