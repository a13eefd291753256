//! The one place with unsafe code: SQLite's C interface of a file system, in front of the one that SQLite brings along.
//!
//! What every block relies on:
//!
//! - SQLite calls these functions with the pointers that its documentation promises (sqlite.org/c3ref/vfs.html and
//!   io_methods.html): a file is at least `szOsFile` bytes, aligned for any C type of 8 bytes, opened before it is used,
//!   closed once, and never used by two threads at a time.
//! - [`OpenFile`] lies at the start of that room, and the underlying file system's own file behind it, at [`INNER_AT`].
//! - The underlying file system is registered for the life of the process, and so is this one: neither is ever freed.
//! - No panic leaves a function: [`guarded`] stops it, and the disk's lock stays poisoned, so that the test that owns it
//!   fails.
#![allow(unsafe_code, reason = "SQLite is C")]

mod file;

use std::{
    ffi::{CStr, c_char, c_int, c_void},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    ptr,
    sync::{Once, OnceLock},
};

use rusqlite::ffi;

use self::file::{INNER_AT, OpenFile, Tracked, inner_of};
use crate::{
    disk::{Failure, Reach},
    fault::{Errno, Op},
    folders,
};

/// The file system that SQLite brings along.
struct Underlying(*mut ffi::sqlite3_vfs);

// SAFETY: SQLite calls a file system from any thread, so its functions and what they point to are made for that.
unsafe impl Send for Underlying {}
// SAFETY: as above; nothing is ever written through the pointer.
unsafe impl Sync for Underlying {}

static UNDERLYING: OnceLock<Underlying> = OnceLock::new();

/// Puts this file system in front of every file that SQLite opens from now on. Files outside of the folders of
/// [`crate::FaultFs`] are passed through.
pub(crate) fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: it may be called at any time, and does nothing the second time.
        let ready = unsafe { ffi::sqlite3_initialize() };
        assert_eq!(ready, ffi::SQLITE_OK, "SQLite does not start");
        // SAFETY: null asks for the default.
        let found = unsafe { ffi::sqlite3_vfs_find(ptr::null()) };
        assert!(!found.is_null(), "SQLite has no file system");
        // SAFETY: a registered file system is never freed, and not changed while it is registered.
        let base = unsafe { *found };
        UNDERLYING.get_or_init(|| Underlying(found));
        let ours = Box::leak(Box::new(ffi::sqlite3_vfs {
            // Version 3 adds the replacing of system calls, which nobody here wants.
            iVersion: base.iVersion.min(2),
            szOsFile: base.szOsFile + INNER_AT as c_int,
            pNext: ptr::null_mut(),
            zName: c"faultfs".as_ptr(),
            pAppData: ptr::null_mut(),
            xOpen: Some(open),
            xDelete: Some(delete),
            xAccess: Some(access),
            xFullPathname: Some(full_pathname),
            xDlOpen: Some(dl_open),
            xDlError: Some(dl_error),
            xDlSym: Some(dl_sym),
            xDlClose: Some(dl_close),
            xRandomness: Some(randomness),
            xSleep: Some(sleep),
            xCurrentTime: Some(current_time),
            xGetLastError: Some(last_error),
            xCurrentTimeInt64: Some(current_time_64),
            xSetSystemCall: None,
            xGetSystemCall: None,
            xNextSystemCall: None,
            ..base
        }));
        // SAFETY: `ours` is whole and lives for ever.
        let code = unsafe { ffi::sqlite3_vfs_register(ours, 1) };
        assert_eq!(code, ffi::SQLITE_OK, "SQLite refused the file system");
    });
}

/// The pointer to hand over, and what it points to.
fn underlying() -> (*mut ffi::sqlite3_vfs, &'static ffi::sqlite3_vfs) {
    let pointer = UNDERLYING.get().map_or(ptr::null_mut(), |underlying| underlying.0);
    assert!(!pointer.is_null(), "called before it was registered");
    // SAFETY: a registered file system lives for ever and is not changed.
    (pointer, unsafe { &*pointer })
}

/// Runs what SQLite asked for; a panic becomes `on_panic`.
fn guarded<T>(on_panic: T, work: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(on_panic)
}

/// What SQLite's own file system says when the operating system refuses `op`.
fn code(op: Op, failure: Failure) -> c_int {
    match (op, failure) {
        (Op::Write, Failure::Errno(Errno::NoSpace)) => ffi::SQLITE_FULL,
        (Op::Open, _) => ffi::SQLITE_CANTOPEN,
        // EIO of a read is taken for a damaged file system, which the pager reports as corruption.
        (Op::Read, Failure::Errno(_)) => ffi::SQLITE_IOERR_CORRUPTFS,
        (Op::Read, Failure::Off) => ffi::SQLITE_IOERR_READ,
        (Op::Write, _) => ffi::SQLITE_IOERR_WRITE,
        (Op::Sync, _) => ffi::SQLITE_IOERR_FSYNC,
        (Op::Truncate, _) => ffi::SQLITE_IOERR_TRUNCATE,
        (Op::Delete, _) => ffi::SQLITE_IOERR_DELETE,
        (Op::Access, _) => ffi::SQLITE_IOERR_ACCESS,
        (Op::Size, _) => ffi::SQLITE_IOERR_FSTAT,
        (Op::ShmMap, _) => ffi::SQLITE_IOERR_SHMSIZE,
    }
}

/// The path behind a name of SQLite's.
///
/// # Safety
/// `name` is null, or ends with a zero byte and lives for as long as the result.
unsafe fn path_of<'a>(name: *const c_char) -> Option<&'a Path> {
    if name.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    let name = unsafe { CStr::from_ptr(name) };
    name.to_str().ok().map(Path::new)
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: the room is at least this large. Without methods SQLite does not close what was not opened, and this must
    // be so also when opening fails.
    unsafe { file.cast::<OpenFile>().write(OpenFile::unopened()) };
    guarded(ffi::SQLITE_CANTOPEN, || {
        // SAFETY: SQLite's name is null, or a string that lives until the file is closed.
        let path = unsafe { path_of(name) };
        let found = path.and_then(|path| Some((folders::of(path)?, path)));
        let was_there = path.is_some_and(|path| path.exists());
        if let Some((disk, path)) = &found {
            let mut disk = folders::lock(disk);
            if let Err(failure) = disk.look(Op::Open) {
                return code(Op::Open, failure);
            }
            if was_there && !disk.knows(path) {
                let Ok(bytes) = std::fs::read(path) else { return ffi::SQLITE_CANTOPEN };
                disk.adopt(path, bytes);
            }
        }
        let (pointer, base) = underlying();
        let Some(base_open) = base.xOpen else { return ffi::SQLITE_CANTOPEN };
        // SAFETY: SQLite made the room that was asked for.
        let inner = unsafe { inner_of(file) };
        // SAFETY: `inner` has room for an underlying file; everything else is passed on as it came.
        let opened = unsafe { base_open(pointer, name, inner, flags, out_flags) };
        if opened != ffi::SQLITE_OK {
            return opened;
        }
        let tracked = found.map(|(disk, path)| {
            let id = folders::lock(&disk).open(path, was_there);
            let is_log = flags & (ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL) != 0;
            let reach = if is_log { Reach::FileAndFolder } else { Reach::File };
            Tracked { disk, id, reach }
        });
        // SAFETY: the room is at least this large, and what is overwritten owned nothing.
        unsafe { file.cast::<OpenFile>().write(OpenFile::of(tracked)) };
        ffi::SQLITE_OK
    })
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    guarded(ffi::SQLITE_IOERR_DELETE, || {
        // SAFETY: SQLite's name is a string that lives during this call.
        let path = unsafe { path_of(name) };
        let mut sync_folder = sync_folder;
        if let Some((disk, path)) = path.and_then(|path| Some((folders::of(path)?, path))) {
            if let Err(failure) = folders::lock(&disk).delete(path, sync_folder != 0) {
                return code(Op::Delete, failure);
            }
            // In the model only: nobody pulls this machine's plug.
            sync_folder = 0;
        }
        let (pointer, base) = underlying();
        // SAFETY: passed on as it came.
        base.xDelete.map_or(ffi::SQLITE_IOERR_DELETE, |call| unsafe { call(pointer, name, sync_folder) })
    })
}

unsafe extern "C" fn access(_: *mut ffi::sqlite3_vfs, name: *const c_char, flags: c_int, out: *mut c_int) -> c_int {
    guarded(ffi::SQLITE_IOERR_ACCESS, || {
        // SAFETY: SQLite's name is a string that lives during this call.
        let path = unsafe { path_of(name) };
        if let Some(disk) = path.and_then(folders::of)
            && let Err(failure) = folders::lock(&disk).look(Op::Access)
        {
            return code(Op::Access, failure);
        }
        let (pointer, base) = underlying();
        // SAFETY: passed on as it came.
        base.xAccess.map_or(ffi::SQLITE_IOERR_ACCESS, |call| unsafe { call(pointer, name, flags, out) })
    })
}

unsafe extern "C" fn full_pathname(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    length: c_int,
    out: *mut c_char,
) -> c_int {
    guarded(ffi::SQLITE_CANTOPEN, || {
        let (pointer, base) = underlying();
        // SAFETY: passed on as it came.
        base.xFullPathname.map_or(ffi::SQLITE_CANTOPEN, |call| unsafe { call(pointer, name, length, out) })
    })
}

unsafe extern "C" fn dl_open(_: *mut ffi::sqlite3_vfs, _: *const c_char) -> *mut c_void {
    ptr::null_mut()
}

unsafe extern "C" fn dl_error(_: *mut ffi::sqlite3_vfs, length: c_int, out: *mut c_char) {
    if length > 0 && !out.is_null() {
        // SAFETY: there is room for `length` bytes.
        unsafe { out.write(0) };
    }
}

unsafe extern "C" fn dl_sym(
    _: *mut ffi::sqlite3_vfs,
    _: *mut c_void,
    _: *const c_char,
) -> Option<unsafe extern "C" fn(*mut ffi::sqlite3_vfs, *mut c_void, *const c_char)> {
    None
}

unsafe extern "C" fn dl_close(_: *mut ffi::sqlite3_vfs, _: *mut c_void) {}

unsafe extern "C" fn randomness(_: *mut ffi::sqlite3_vfs, length: c_int, out: *mut c_char) -> c_int {
    guarded(0, || {
        let (pointer, base) = underlying();
        // SAFETY: passed on as it came.
        base.xRandomness.map_or(0, |call| unsafe { call(pointer, length, out) })
    })
}

unsafe extern "C" fn sleep(_: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    guarded(0, || {
        let (pointer, base) = underlying();
        // SAFETY: passed on as it came.
        base.xSleep.map_or(0, |call| unsafe { call(pointer, microseconds) })
    })
}

unsafe extern "C" fn current_time(_: *mut ffi::sqlite3_vfs, out: *mut f64) -> c_int {
    guarded(ffi::SQLITE_ERROR, || {
        let (pointer, base) = underlying();
        // SAFETY: passed on as it came.
        base.xCurrentTime.map_or(ffi::SQLITE_ERROR, |call| unsafe { call(pointer, out) })
    })
}

unsafe extern "C" fn current_time_64(_: *mut ffi::sqlite3_vfs, out: *mut ffi::sqlite3_int64) -> c_int {
    guarded(ffi::SQLITE_ERROR, || {
        let (pointer, base) = underlying();
        // SAFETY: passed on as it came.
        base.xCurrentTimeInt64.map_or(ffi::SQLITE_ERROR, |call| unsafe { call(pointer, out) })
    })
}

unsafe extern "C" fn last_error(_: *mut ffi::sqlite3_vfs, length: c_int, out: *mut c_char) -> c_int {
    guarded(0, || {
        let (pointer, base) = underlying();
        // SAFETY: passed on as it came.
        base.xGetLastError.map_or(0, |call| unsafe { call(pointer, length, out) })
    })
}
