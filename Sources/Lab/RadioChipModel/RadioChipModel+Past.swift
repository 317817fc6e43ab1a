extension RadioChipModel {
    /// Forgets what it sent, missed and was told, for whoever keeps a model for days. What it
    /// recorded as wrong stays.
    public mutating func forgetPast() {
        transmissions.removeAll(keepingCapacity: true)
        missed.removeAll(keepingCapacity: true)
        commands.removeAll(keepingCapacity: true)
    }
}
