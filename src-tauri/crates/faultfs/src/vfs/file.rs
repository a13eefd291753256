//! An open file: what SQLite asks of it goes to the disk of its folder first, and then to the underlying file.

use std::{
    ffi::{c_int, c_void},
    ptr,
};

use rusqlite::ffi;

use super::{code, guarded};
use crate::{
    disk::{FileId, Reach},
    fault::Op,
    folders::{self, Shared},
};

/// What a file is to SQLite: its methods come first, and the rest is ours.
#[repr(C)]
pub(super) struct OpenFile {
    methods: ffi::sqlite3_file,
    /// From `Box::into_raw`, or null for a file outside of every folder that fails.
    tracked: *mut Tracked,
}

/// A file in a folder that fails.
pub(super) struct Tracked {
    pub disk: Shared,
    pub id: FileId,
    /// A log that was not synced yet takes the folder along.
    pub reach: Reach,
}

/// Where the underlying file begins, aligned like the room itself.
pub(super) const INNER_AT: usize = size_of::<OpenFile>().next_multiple_of(8);

/// No memory is mapped (version 3), so that every read passes here.
static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

impl OpenFile {
    /// Without methods, which tells SQLite that there is nothing to close.
    pub fn unopened() -> Self {
        Self { methods: ffi::sqlite3_file { pMethods: ptr::null() }, tracked: ptr::null_mut() }
    }

    pub fn of(tracked: Option<Tracked>) -> Self {
        let tracked = tracked.map_or(ptr::null_mut(), |tracked| Box::into_raw(Box::new(tracked)));
        Self { methods: ffi::sqlite3_file { pMethods: &raw const METHODS }, tracked }
    }
}

/// The underlying file behind ours.
///
/// # Safety
/// `file` has the room that [`super::register`] asked for.
pub(super) unsafe fn inner_of(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: `INNER_AT` bytes are only the first part of the room.
    unsafe { file.byte_add(INNER_AT) }
}

/// An open file of SQLite's, taken apart.
struct Parts<'a> {
    tracked: Option<&'a mut Tracked>,
    inner: *mut ffi::sqlite3_file,
    /// The underlying file's.
    methods: &'a ffi::sqlite3_io_methods,
}

/// # Safety
/// `file` was opened by [`super::open`] and not closed, and nobody else uses it during `'a`.
unsafe fn parts<'a>(file: *mut ffi::sqlite3_file) -> Parts<'a> {
    // SAFETY: it was opened, so its first part is ours.
    let ours = unsafe { &*file.cast::<OpenFile>() };
    // SAFETY: as `open` wrote it: null, or from a box that only `close` takes back.
    let tracked = unsafe { ours.tracked.as_mut() };
    // SAFETY: the room is as large as was asked for.
    let inner = unsafe { inner_of(file) };
    // SAFETY: the underlying file was opened there.
    let methods = unsafe { (*inner).pMethods };
    // SAFETY: what was opened has methods, and they live as long as its file system.
    let methods = unsafe { &*methods };
    Parts { tracked, inner, methods }
}

impl Parts<'_> {
    /// Whether the disk does an operation that changes nothing.
    fn look(&self, op: Op) -> Result<(), c_int> {
        let Some(tracked) = &self.tracked else { return Ok(()) };
        folders::lock(&tracked.disk).look(op).map_err(|failure| code(op, failure))
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    guarded(ffi::SQLITE_IOERR_CLOSE, || {
        // SAFETY: SQLite closes what it opened, once.
        let Parts { tracked, inner, methods } = unsafe { parts(file) };
        if let Some(tracked) = tracked {
            folders::lock(&tracked.disk).close();
            // SAFETY: from `Box::into_raw` in `OpenFile::of`, and taken back only here.
            drop(unsafe { Box::from_raw(tracked) });
        }
        // SAFETY: passed on as it came.
        let closed = methods.xClose.map_or(ffi::SQLITE_OK, |call| unsafe { call(inner) });
        // SAFETY: the room is still SQLite's; from here on nothing in it is used.
        unsafe { file.cast::<OpenFile>().write(OpenFile::unopened()) };
        closed
    })
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    buffer: *mut c_void,
    length: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    guarded(ffi::SQLITE_IOERR_READ, || {
        // SAFETY: SQLite reads what it opened.
        let parts = unsafe { parts(file) };
        if let Err(code) = parts.look(Op::Read) {
            return code;
        }
        // SAFETY: passed on as it came.
        parts.methods.xRead.map_or(ffi::SQLITE_IOERR_READ, |call| unsafe { call(parts.inner, buffer, length, offset) })
    })
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    buffer: *const c_void,
    length: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    guarded(ffi::SQLITE_IOERR_WRITE, || {
        // SAFETY: SQLite writes what it opened.
        let parts = unsafe { parts(file) };
        let (Ok(from), Ok(many)) = (usize::try_from(offset), usize::try_from(length)) else {
            return ffi::SQLITE_IOERR_WRITE;
        };
        let Some(base_write) = parts.methods.xWrite else { return ffi::SQLITE_IOERR_WRITE };
        let Some(tracked) = &parts.tracked else {
            // SAFETY: passed on as it came.
            return unsafe { base_write(parts.inner, buffer, length, offset) };
        };
        // SAFETY: SQLite hands over `length` bytes that nobody changes during this call.
        let bytes = unsafe { std::slice::from_raw_parts(buffer.cast::<u8>(), many) };
        let written = folders::lock(&tracked.disk).write(tracked.id, from, bytes);
        if written.bytes > 0 {
            // SAFETY: no more than `length` of the bytes.
            let done = unsafe { base_write(parts.inner, buffer, written.bytes as c_int, offset) };
            if done != ffi::SQLITE_OK {
                return done;
            }
        }
        written.failure.map_or(ffi::SQLITE_OK, |failure| code(Op::Write, failure))
    })
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, length: ffi::sqlite3_int64) -> c_int {
    guarded(ffi::SQLITE_IOERR_TRUNCATE, || {
        // SAFETY: SQLite truncates what it opened.
        let parts = unsafe { parts(file) };
        let Ok(many) = usize::try_from(length) else { return ffi::SQLITE_IOERR_TRUNCATE };
        if let Some(tracked) = &parts.tracked
            && let Err(failure) = folders::lock(&tracked.disk).truncate(tracked.id, many)
        {
            return code(Op::Truncate, failure);
        }
        // SAFETY: passed on as it came.
        parts.methods.xTruncate.map_or(ffi::SQLITE_IOERR_TRUNCATE, |call| unsafe { call(parts.inner, length) })
    })
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    guarded(ffi::SQLITE_IOERR_FSYNC, || {
        // SAFETY: SQLite syncs what it opened.
        let parts = unsafe { parts(file) };
        let Some(tracked) = parts.tracked else {
            // SAFETY: passed on as it came.
            return parts.methods.xSync.map_or(ffi::SQLITE_IOERR_FSYNC, |call| unsafe { call(parts.inner, flags) });
        };
        // In the model only: nobody pulls this machine's plug, and its own disk is slow.
        match folders::lock(&tracked.disk).sync(tracked.id, tracked.reach) {
            Ok(()) => {
                tracked.reach = Reach::File;
                ffi::SQLITE_OK
            }
            Err(failure) => code(Op::Sync, failure),
        }
    })
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, out: *mut ffi::sqlite3_int64) -> c_int {
    guarded(ffi::SQLITE_IOERR_FSTAT, || {
        // SAFETY: SQLite asks for what it opened.
        let parts = unsafe { parts(file) };
        if let Err(code) = parts.look(Op::Size) {
            return code;
        }
        // SAFETY: passed on as it came.
        parts.methods.xFileSize.map_or(ffi::SQLITE_IOERR_FSTAT, |call| unsafe { call(parts.inner, out) })
    })
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    guarded(ffi::SQLITE_IOERR_LOCK, || {
        // SAFETY: SQLite locks what it opened.
        let parts = unsafe { parts(file) };
        // SAFETY: passed on as it came.
        parts.methods.xLock.map_or(ffi::SQLITE_IOERR_LOCK, |call| unsafe { call(parts.inner, level) })
    })
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    guarded(ffi::SQLITE_IOERR_UNLOCK, || {
        // SAFETY: SQLite unlocks what it opened.
        let parts = unsafe { parts(file) };
        // SAFETY: passed on as it came.
        parts.methods.xUnlock.map_or(ffi::SQLITE_IOERR_UNLOCK, |call| unsafe { call(parts.inner, level) })
    })
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    guarded(ffi::SQLITE_IOERR_CHECKRESERVEDLOCK, || {
        // SAFETY: SQLite asks for what it opened.
        let parts = unsafe { parts(file) };
        let call = parts.methods.xCheckReservedLock;
        // SAFETY: passed on as it came.
        call.map_or(ffi::SQLITE_IOERR_CHECKRESERVEDLOCK, |call| unsafe { call(parts.inner, out) })
    })
}

unsafe extern "C" fn file_control(file: *mut ffi::sqlite3_file, what: c_int, argument: *mut c_void) -> c_int {
    guarded(ffi::SQLITE_NOTFOUND, || {
        // SAFETY: SQLite speaks to what it opened.
        let parts = unsafe { parts(file) };
        // SAFETY: passed on as it came.
        parts.methods.xFileControl.map_or(ffi::SQLITE_NOTFOUND, |call| unsafe { call(parts.inner, what, argument) })
    })
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    guarded(0, || {
        // SAFETY: SQLite asks for what it opened.
        let parts = unsafe { parts(file) };
        // SAFETY: passed on as it came.
        parts.methods.xSectorSize.map_or(0, |call| unsafe { call(parts.inner) })
    })
}

/// Of what the underlying file system promises, only what the model keeps: a write does not spoil its neighbours.
unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    guarded(0, || {
        // SAFETY: SQLite asks for what it opened.
        let parts = unsafe { parts(file) };
        // SAFETY: passed on as it came.
        let promised = parts.methods.xDeviceCharacteristics.map_or(0, |call| unsafe { call(parts.inner) });
        promised & ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
    })
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    guarded(ffi::SQLITE_IOERR_SHMMAP, || {
        // SAFETY: SQLite maps what it opened.
        let parts = unsafe { parts(file) };
        if let Err(code) = parts.look(Op::ShmMap) {
            // SAFETY: SQLite takes the answer from here, also if there is none.
            unsafe { out.write(ptr::null_mut()) };
            return code;
        }
        let call = parts.methods.xShmMap;
        // SAFETY: passed on as it came.
        call.map_or(ffi::SQLITE_IOERR_SHMMAP, |call| unsafe { call(parts.inner, region, size, extend, out) })
    })
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, many: c_int, flags: c_int) -> c_int {
    guarded(ffi::SQLITE_IOERR_SHMLOCK, || {
        // SAFETY: SQLite locks what it opened.
        let parts = unsafe { parts(file) };
        let call = parts.methods.xShmLock;
        // SAFETY: passed on as it came.
        call.map_or(ffi::SQLITE_IOERR_SHMLOCK, |call| unsafe { call(parts.inner, offset, many, flags) })
    })
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    guarded((), || {
        // SAFETY: SQLite asks for what it opened.
        let parts = unsafe { parts(file) };
        if let Some(call) = parts.methods.xShmBarrier {
            // SAFETY: passed on as it came.
            unsafe { call(parts.inner) };
        }
    });
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    guarded(ffi::SQLITE_OK, || {
        // SAFETY: SQLite unmaps what it opened.
        let parts = unsafe { parts(file) };
        // SAFETY: passed on as it came.
        parts.methods.xShmUnmap.map_or(ffi::SQLITE_OK, |call| unsafe { call(parts.inner, delete) })
    })
}
