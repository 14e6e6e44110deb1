//! Numbers that name things: each kind has a type of its own, so that a shift
//! is never looked up by a clinician's number.

store::ids! {
    /// A practice: the organisation of accounts that a rota belongs to.
    PracticeId
    /// A clinician.
    ClinicianId
    /// A working term.
    WorkingTermId
    /// A shift.
    ShiftId
    /// A leave request.
    LeaveRequestId
    /// An alert.
    AlertId
    /// A run of the generator.
    GenerationRunId
}
