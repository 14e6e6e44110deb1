//! What there is, and when it was released.

use chrono::NaiveDate;

use super::{IMAGING, Item, MEDICINES, Release, WEEKLY, archives};
use crate::domain::{Approval, ItemId};

/// Every item of the demo.
pub static ITEMS: [Item; 5] = [
    Item {
        id: WEEKLY,
        name: "NHS Organisation Data Service weekly",
        description: "Made up for trying out: general practices of an imaginary England, in the \
                      columns in which the Organisation Data Service publishes them.",
        categories: &["Organisation data"],
        approval: Approval::Automatic,
        licences: &[],
        releases: &[
            Release {
                name: "Release 5.0.0",
                date: day(2025, 4, 24),
                file_name: "nhs_odsweekly_5.0.0_20250424000001.zip",
                files: archives::weekly,
            },
            Release {
                name: "Release 5.1.0",
                date: day(2025, 5, 1),
                file_name: "nhs_odsweekly_5.1.0_20250501000001.zip",
                files: archives::weekly,
            },
            Release {
                name: "Release 5.2.0",
                date: day(2025, 5, 8),
                file_name: "nhs_odsweekly_5.2.0_20250508000001.zip",
                files: archives::weekly,
            },
        ],
    },
    Item {
        id: MEDICINES,
        name: "NHSBSA dm+d",
        description: "Made up for trying out: imaginary medicines, in the shape of the dictionary \
                      of medicines and devices.",
        categories: &["Medicines and devices", "Terminology"],
        approval: Approval::Automatic,
        licences: &[],
        releases: &[
            Release {
                name: "Release 11.0.0",
                date: day(2025, 11, 3),
                file_name: "nhsbsa_dmd_11.0.0_20251103000001.zip",
                files: archives::medicines,
            },
            Release {
                name: "Release 11.1.0",
                date: day(2025, 11, 10),
                file_name: "nhsbsa_dmd_11.1.0_20251110000001.zip",
                files: archives::medicines,
            },
        ],
    },
    Item {
        id: ItemId(119),
        name: "OPCS-4 Classification",
        description: "Made up for trying out: codes of imaginary operations. The name of its \
                      archive has blanks in it.",
        categories: &["Classifications"],
        approval: Approval::Automatic,
        licences: &[(
            "Demo licence",
            "What is in these archives was made up to try Almanac with.\n\n\
             You may copy it, change it and pass it on. You may not take it for a publication of \
             the NHS, nor code, bill or treat anybody with it.\n",
        )],
        releases: &[Release {
            name: "OPCS-4.10 demo",
            date: day(2025, 4, 1),
            file_name: "OPCS410 demo data files 20250401000001.zip",
            files: archives::classification,
        }],
    },
    Item {
        id: ItemId(101),
        name: "SNOMED CT UK Clinical Edition (demo)",
        description: "Made up for trying out: two imaginary concepts. Staff look at every \
                      subscription before they accept it.",
        categories: &["Terminology"],
        approval: Approval::Manual,
        licences: &[
            (
                "Demo affiliate licence",
                "Whoever subscribes says that they are an affiliate of this demo, which has none. \
                 Staff may believe it.\n",
            ),
            (
                "Demo sub-licence",
                "Whoever passes these archives on tells that everything in them was made up.\n",
            ),
        ],
        releases: &[
            Release {
                name: "Release 40.0.0",
                date: day(2025, 4, 9),
                file_name: "uk_sct2cl_40.0.0_20250409000001Z.zip",
                files: archives::concepts,
            },
            Release {
                name: "Release 40.1.0",
                date: day(2025, 5, 7),
                file_name: "uk_sct2cl_40.1.0_20250507000001Z.zip",
                files: archives::concepts,
            },
        ],
    },
    Item {
        id: IMAGING,
        name: "National Interim Clinical Imaging Procedures (demo)",
        description: "Made up for trying out: codes of imaginary examinations.",
        categories: &["Imaging", "Terminology"],
        approval: Approval::Automatic,
        licences: &[],
        releases: &[Release {
            name: "Release 29.0.0",
            date: day(2025, 4, 1),
            file_name: "nicip_demo_29.0.0_20250401000001.zip",
            files: archives::imaging,
        }],
    },
];

/// Of a date that exists, or this does not compile.
const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => panic!("there is no such day"),
    }
}
