store::ids! {
    /// A dataset.
    DatasetId
    /// Options that never change.
    OptionListId
}
