use std::ops::Range;

/// Rows of several blocks, such as years, one after the other. Of rows that
/// follow each other only the first and the last are kept: all of a year takes
/// no more room than one row, and its last page no more time than the first.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    runs: Vec<Run>,
    len: usize,
}

#[derive(Clone, Debug)]
struct Run {
    block: usize,
    rows: Range<usize>,
    /// Rows of the runs before.
    before: usize,
}

impl Runs {
    /// Adds rows of a block at the end.
    pub fn push(&mut self, block: usize, rows: Range<usize>) {
        if rows.is_empty() {
            return;
        }
        let before = self.len;
        self.len += rows.len();
        let last = self.runs.last_mut();
        match last.filter(|last| last.block == block && last.rows.end == rows.start) {
            Some(last) => last.rows.end = rows.end,
            None => self.runs.push(Run { block, rows, before }),
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The row at a place: its block, and which one of that it is.
    pub fn at(&self, place: usize) -> Option<(usize, usize)> {
        let after = self.runs.partition_point(|run| run.before <= place);
        let run = self.runs.get(after.checked_sub(1)?)?;
        let row = run.rows.start + (place - run.before);
        run.rows.contains(&row).then_some((run.block, row))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_come_in_the_order_in_which_they_were_added(
            added in proptest::collection::vec((0..3_usize, 0..9_usize, 0..5_usize), 0..20),
        ) {
            let mut runs = Runs::default();
            let mut rows = Vec::new();
            for (block, first, count) in added {
                runs.push(block, first..first + count);
                rows.extend((first..first + count).map(|row| (block, row)));
            }
            prop_assert_eq!((runs.len(), runs.is_empty()), (rows.len(), rows.is_empty()));
            let found: Vec<(usize, usize)> =
                (0..runs.len()).map(|place| runs.at(place).unwrap()).collect();
            prop_assert_eq!(found, rows);
            prop_assert_eq!(runs.at(runs.len()), None);
        }
    }

    #[test]
    fn rows_that_follow_each_other_are_one_run() {
        let mut runs = Runs::default();
        for row in 0..1_000 {
            runs.push(0, row..row + 1);
        }
        runs.push(1, 1_000..1_001);
        assert_eq!((runs.runs.len(), runs.len()), (2, 1_001));
    }
}
