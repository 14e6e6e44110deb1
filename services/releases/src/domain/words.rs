store::words! {
    case "snake_case";

    /// Who lets subscribers of an item in.
    Approval as releases::Approval {
        /// Nobody: whoever accepts its licences is in.
        Automatic,
        /// Staff.
        Manual,
    }

    /// Where a subscription is.
    SubscriptionState as releases::SubscriptionState {
        /// It waits for somebody to decide.
        Pending,
        /// Its user may have the item's releases.
        Accepted,
        /// It was turned down.
        Rejected,
        /// It is over.
        Ended,
    }

    /// What a file of a release is.
    FileKind as releases::FileKind {
        /// What is distributed.
        Archive,
        /// The archive's SHA-1 in the XML of Microsoft's FCIV.
        Checksum,
        /// The signature of the checksum file.
        Signature,
        /// The archive's SHA-256, as `sha256sum` reads it.
        Manifest,
        /// The signature of the manifest.
        ManifestSignature,
    }
}
