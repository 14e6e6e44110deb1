//! Several parts of a file in one answer (`multipart/byteranges`, RFC 9110 §14.6).

use std::ops::Range;

use bytes::Bytes;

/// A stretch of an answer: some text of ours, then a part of the file, either
/// of which may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) lead: Bytes,
    pub(crate) part: Range<u64>,
}

impl Piece {
    /// A part of the file and nothing else.
    pub(crate) fn plain(part: Range<u64>) -> Self {
        Self { lead: Bytes::new(), part }
    }

    fn length(&self) -> u64 {
        u64::try_from(self.lead.len()).unwrap_or(u64::MAX) + (self.part.end - self.part.start)
    }
}

/// How many bytes they are together.
pub(crate) fn length(pieces: &[Piece]) -> u64 {
    pieces.iter().map(Piece::length).sum()
}

/// The value of `Content-Range` for a part, which is not empty, of a file of
/// so many bytes.
pub(crate) fn content_range(part: &Range<u64>, size: u64) -> String {
    format!("bytes {}-{}/{size}", part.start, part.end.saturating_sub(1))
}

/// An answer with these parts, each of the file's media type.
pub(crate) fn pieces(
    parts: Vec<Range<u64>>,
    media_type: &str,
    size: u64,
    boundary: &str,
) -> Vec<Piece> {
    let piece = |part: Range<u64>| {
        let range = content_range(&part, size);
        let lead = format!(
            "\r\n--{boundary}\r\nContent-Type: {media_type}\r\nContent-Range: {range}\r\n\r\n"
        );
        Piece { lead: lead.into(), part }
    };
    let mut pieces: Vec<Piece> = parts.into_iter().map(piece).collect();
    pieces.push(Piece { lead: format!("\r\n--{boundary}--\r\n").into(), part: 0..0 });
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_says_where_it_is_from() {
        let pieces = pieces(vec![0..1, 5..10], "application/zip", 10, "xyz");
        let first =
            "\r\n--xyz\r\nContent-Type: application/zip\r\nContent-Range: bytes 0-0/10\r\n\r\n";
        let second =
            "\r\n--xyz\r\nContent-Type: application/zip\r\nContent-Range: bytes 5-9/10\r\n\r\n";
        let last = "\r\n--xyz--\r\n";
        let piece = |lead: &'static str, part: Range<u64>| Piece { lead: lead.into(), part };
        assert_eq!(pieces, [piece(first, 0..1), piece(second, 5..10), piece(last, 0..0)]);
        let texts = u64::try_from(first.len() + second.len() + last.len()).unwrap();
        assert_eq!(length(&pieces), texts + 1 + 5);
        assert_eq!(length(&[Piece::plain(3..10)]), 7);
        assert_eq!(length(&[]), 0);
    }
}
