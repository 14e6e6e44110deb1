store::ids! {
    /// An item: its number, as subscribers know it.
    ItemId
    /// A licence of an item.
    LicenceId
    /// A release of an item.
    ReleaseId
    /// A key that releases are signed with.
    SigningKeyId
    /// A subscription.
    SubscriptionId
}
