use std::io;

use chassis::BoxError;
use clap::Args;
use releases::changes::{FileReport, Outcome};
use releases::domain::ItemId;

use super::super::item::known;
use super::Place;
use crate::output::Output;

#[derive(Args)]
#[group(skip)]
pub(crate) struct Verify {
    /// The item's number [default: all items]
    item: Option<i64>,
    #[command(flatten)]
    place: Place,
}

impl Verify {
    pub(super) async fn run(self, output: &Output) -> Result<(), BoxError> {
        let item = self.item.map(ItemId);
        let publisher = self.place.publisher()?;
        if let Some(item) = item {
            known(&mut *self.place.connect().await?, item).await?;
        }
        let mut told = Ok(());
        let reports = publisher
            .verify(item, |report| {
                if told.is_ok() {
                    told = tell(output, report);
                }
            })
            .await?;
        told?;
        let broken = reports.iter().filter(|report| report.outcome != Outcome::Intact).count();
        match broken {
            0 => Ok(()),
            1 => Err(format!("one of {} files is not as it was published", reports.len()).into()),
            _ => Err(format!("{broken} of {} files are not as they were published", reports.len())
                .into()),
        }
    }
}

fn tell(output: &Output, report: &FileReport) -> io::Result<()> {
    let FileReport { item, file, outcome, .. } = report;
    let word = match outcome {
        Outcome::Intact => "intact",
        Outcome::Missing => "missing",
        Outcome::Damaged => "damaged",
        Outcome::Unsigned => "unsigned",
    };
    output.result(report, format_args!("{word:8}  item {item}: {file}"))
}
