//! Whether a folder lies on a disk of this computer.
//!
//! On a network drive a file lock can be granted twice and a flush can be a promise of somebody else; a sync program
//! copies a database without its log, and brings an old copy back. Both would send a drop twice. What is known to do so
//! is refused by name; the unknown is let through.

use std::path::Path;

use crate::StoreError;

/// File systems whose files lie on another machine, as Linux and macOS call them (`fuse.` is stripped first).
const NETWORK_FILE_SYSTEMS: &[&str] = &[
    "9p",
    "afpfs",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "curlftpfs",
    "davfs",
    "davfs2",
    "gcsfuse",
    "glusterfs",
    "google-drive-ocamlfuse",
    "gpfs",
    "gvfsd-fuse",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "onedriver",
    "orangefs",
    "prl_fs",
    "rclone",
    "s3fs",
    "smb2",
    "smb3",
    "smbfs",
    "sshfs",
    "vboxsf",
    "vmhgfs",
    "vmhgfs-fuse",
    "webdav",
];

/// Folder names by which sync programs go: the name itself, or the name followed by an account ("OneDrive - Northgate",
/// "Dropbox (Personal)").
const SYNCED_FOLDERS: &[(&str, &str)] = &[
    ("dropbox", "Dropbox"),
    ("onedrive", "OneDrive"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("icloud drive", "iCloud Drive"),
    ("iclouddrive", "iCloud Drive"),
    ("mobile documents", "iCloud Drive"),
    ("com~apple~clouddocs", "iCloud Drive"),
    ("cloudstorage", "a cloud drive"),
    ("box sync", "Box"),
    ("pcloud drive", "pCloud"),
    ("pclouddrive", "pCloud"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
];

/// Files and folders that a sync program puts into the root of what it syncs, whatever that is called.
/// `.dropbox` counts only as a file: in a home folder the same name is Dropbox's own settings folder.
const SYNC_MARKERS: &[(&str, MarkerKind, &str)] = &[
    (".dropbox", MarkerKind::File, "Dropbox"),
    (".dropbox.cache", MarkerKind::Folder, "Dropbox"),
    (".849C9593-D756-4E56-8D6E-42412F2A707B", MarkerKind::File, "OneDrive"),
    (".tmp.drivedownload", MarkerKind::Folder, "Google Drive"),
    (".nextcloudsync.log", MarkerKind::File, "Nextcloud"),
    (".owncloudsync.log", MarkerKind::File, "ownCloud"),
    (".stfolder", MarkerKind::Folder, "Syncthing"),
];

#[derive(Clone, Copy)]
enum MarkerKind {
    File,
    Folder,
}

/// Refuses a folder on a known network file system or in a known cloud-sync folder. The path is absolute with links
/// resolved; its end need not exist yet.
pub(super) fn refuse_if_not_local(path: &Path) -> Result<(), StoreError> {
    let why = synced_by(path)
        .map(|program| format!("it is synchronised by {program}"))
        .or_else(|| network_file_system(path).map(|kind| format!("it is on a network drive ({kind})")));
    why.map_or(Ok(()), |why| Err(StoreError::NotLocal { why }))
}

fn synced_by(path: &Path) -> Option<&'static str> {
    let by_name = path.components().find_map(|component| {
        let name = component.as_os_str().to_string_lossy().to_lowercase();
        SYNCED_FOLDERS.iter().find(|(folder, _)| is_folder_of(&name, folder)).map(|(_, program)| *program)
    });
    by_name.or_else(|| {
        path.ancestors().find_map(|ancestor| {
            let marked = |(name, kind, _): &&(&str, MarkerKind, &str)| match kind {
                MarkerKind::File => ancestor.join(name).is_file(),
                MarkerKind::Folder => ancestor.join(name).is_dir(),
            };
            SYNC_MARKERS.iter().find(marked).map(|(_, _, program)| *program)
        })
    })
}

fn is_folder_of(name: &str, folder: &str) -> bool {
    name.strip_prefix(folder)
        .is_some_and(|account| account.is_empty() || account.starts_with(" (") || account.starts_with(" - "))
}

#[cfg(target_os = "linux")]
fn network_file_system(path: &Path) -> Option<String> {
    // Without the list nothing is known, and the unknown is let through.
    let table = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    network_kind_at(path, &mounts_of_linux(&table))
}

#[cfg(target_os = "macos")]
fn network_file_system(path: &Path) -> Option<String> {
    let output = std::process::Command::new("/sbin/mount").output().ok()?;
    network_kind_at(path, &mounts_of_macos(&String::from_utf8_lossy(&output.stdout)))
}

#[cfg(windows)]
fn network_file_system(path: &Path) -> Option<String> {
    use std::path::{Component, Prefix};
    // A mapped drive letter has become its share when the path was resolved.
    match path.components().next() {
        Some(Component::Prefix(prefix)) if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..)) => {
            Some("a shared folder".to_owned())
        }
        _ => None,
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn network_file_system(_path: &Path) -> Option<String> {
    None
}

/// One line of the system's list of mounts.
#[cfg(any(unix, test))]
#[derive(Debug, PartialEq, Eq)]
struct Mount {
    at: String,
    kind: String,
}

/// The file system of the mount that holds `path`, if it is a network's. Of two mounts at one place the later covers
/// the earlier.
#[cfg(any(unix, test))]
fn network_kind_at(path: &Path, mounts: &[Mount]) -> Option<String> {
    let mount = mounts
        .iter()
        .filter(|mount| path.starts_with(&mount.at))
        .max_by_key(|mount| Path::new(&mount.at).components().count())?;
    let kind = mount.kind.strip_prefix("fuse.").unwrap_or(&mount.kind);
    // Sandboxes give a whole machine a 9p root; where it is not the root, it is a host's folder (a Windows drive in WSL),
    // on which the write-ahead log's shared memory does not work.
    let sandbox_root = kind == "9p" && mount.at == "/";
    (NETWORK_FILE_SYSTEMS.contains(&kind) && !sandbox_root).then(|| kind.to_owned())
}

/// `/proc/self/mountinfo`: id, parent, device, root, *mount point*, options, tags, `-`, *type*, source, options.
#[cfg(any(target_os = "linux", test))]
fn mounts_of_linux(table: &str) -> Vec<Mount> {
    let mount = |line: &str| {
        let (before, after) = line.split_once(" - ")?;
        let at = without_octal_escapes(before.split(' ').nth(4)?);
        Some(Mount { at, kind: after.split(' ').next()?.to_owned() })
    };
    table.lines().filter_map(mount).collect()
}

/// The kernel writes space, tab, newline and backslash as `\040`, `\011`, `\012` and `\134`.
#[cfg(any(target_os = "linux", test))]
fn without_octal_escapes(text: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(text.to_owned(), |text, (escape, plain)| text.replace(escape, plain))
}

/// `mount` on macOS: `//alex@server/share on /Volumes/share (smbfs, nodev, nosuid)`.
#[cfg(any(target_os = "macos", test))]
fn mounts_of_macos(table: &str) -> Vec<Mount> {
    let mount = |line: &str| {
        let (before, options) = line.rsplit_once(" (")?;
        let (_, at) = before.split_once(" on ")?;
        let kind = options.split([',', ')']).next()?;
        Some(Mount { at: at.to_owned(), kind: kind.to_owned() })
    };
    table.lines().filter_map(mount).collect()
}

#[cfg(test)]
#[path = "place_tests.rs"]
mod tests;
