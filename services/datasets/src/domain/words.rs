store::words! {
    case "snake_case";

    /// Where a dataset comes from.
    Category as datasets::Category {
        /// The NHS Data Dictionary.
        NhsDd,
        /// The organisation lists of the Royal College of Paediatrics and Child Health.
        Rcpch,
        /// Another service.
        ExternalApi,
        /// Somebody who uses this one.
        UserCreated,
    }

    /// How the options of a dataset got here.
    SourceType as datasets::SourceType {
        /// From a JSON API.
        Api,
        /// By hand.
        Manual,
        /// From a file.
        Imported,
        /// From a web page.
        Scrape,
    }
}
