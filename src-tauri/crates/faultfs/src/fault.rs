//! The words for what goes wrong.

/// What SQLite asks of a file system. Locks and the memory between connections are not among them: on every system they
/// live in the kernel, and neither a bad sector nor a full disk reaches them. Making room for that memory does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Op {
    Open,
    Read,
    Write,
    Sync,
    Truncate,
    Delete,
    /// Whether a file is there.
    Access,
    /// How long a file is.
    Size,
    /// Room for the index of the write-ahead log.
    ShmMap,
}

impl Op {
    pub const ALL: [Self; 9] = [
        Self::Open,
        Self::Read,
        Self::Write,
        Self::Sync,
        Self::Truncate,
        Self::Delete,
        Self::Access,
        Self::Size,
        Self::ShmMap,
    ];

    /// Whether it changes what is on the disk.
    #[must_use]
    pub fn changes_something(self) -> bool {
        match self {
            Self::Write | Self::Sync | Self::Truncate | Self::Delete => true,
            Self::Open | Self::Read | Self::Access | Self::Size | Self::ShmMap => false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errno {
    /// EIO: the device does not answer, or answers nonsense.
    Io,
    /// ENOSPC.
    NoSpace,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasts {
    Once,
    /// Every operation of that kind from then on, until [`crate::FaultFs::heal`].
    UntilHealed,
}

/// How one kind of operation fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub op: Op,
    pub errno: Errno,
    pub lasts: Lasts,
}

impl Fault {
    /// EIO, once.
    #[must_use]
    pub fn io(op: Op) -> Self {
        Self { op, errno: Errno::Io, lasts: Lasts::Once }
    }

    /// ENOSPC, once.
    #[must_use]
    pub fn no_space(op: Op) -> Self {
        Self { op, errno: Errno::NoSpace, lasts: Lasts::Once }
    }

    #[must_use]
    pub fn until_healed(self) -> Self {
        Self { lasts: Lasts::UntilHealed, ..self }
    }
}

/// Where in an operation the power goes. Whoever asked for it never learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nothing of it was done.
    Before,
    /// A part of it was.
    During,
    /// All of it was.
    After,
}

impl Moment {
    pub const ALL: [Self; 3] = [Self::Before, Self::During, Self::After];
}
