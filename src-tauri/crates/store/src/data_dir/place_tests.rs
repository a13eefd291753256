use std::fs;

use super::*;

/// As a Linux desktop shows it, with the columns that matter in their places.
const LINUX: &str = "\
21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
22 21 0:20 / /tmp rw shared:2 - tmpfs tmpfs rw
23 21 0:44 / /mnt/office rw,relatime shared:3 - cifs //server/office rw,vers=3.1.1
24 21 0:45 / /mnt/with\\040space rw shared:4 master:1 - nfs4 server:/x rw
25 21 0:46 / /home/alex/remote rw - fuse.sshfs alex@host: rw
26 21 0:47 / /mnt/c rw - 9p C:\\134 rw
27 21 0:48 / /var/lib/docker/overlay2/x rw - overlay overlay rw
28 21 0:49 / /home/alex/box rw - fuse.gocryptfs /crypt rw
29 23 0:50 / /mnt/office/local rw - ext4 /dev/sdb1 rw
30 21 0:51 / /mnt/covered rw - nfs4 server:/y rw
31 21 0:52 / /mnt/covered rw - ext4 /dev/sdc1 rw
";

fn on_linux(path: &str) -> Option<String> {
    network_kind_at(Path::new(path), &mounts_of_linux(LINUX))
}

#[test]
fn local_disks_memory_and_containers_are_not_refused() {
    for path in ["/home/alex", "/tmp/x", "/var/lib/docker/overlay2/x/y", "/home/alex/box/data", "/mnt/officer"] {
        assert_eq!(on_linux(path), None, "{path}");
    }
}

#[test]
fn network_drives_are_named_by_their_kind() {
    for (path, kind) in [
        ("/mnt/office", "cifs"),
        ("/mnt/office/deep/down", "cifs"),
        ("/mnt/with space/data", "nfs4"),
        ("/home/alex/remote/x", "sshfs"),
        ("/mnt/c/Users/alex", "9p"),
    ] {
        assert_eq!(on_linux(path).as_deref(), Some(kind), "{path}");
    }
}

#[test]
fn the_innermost_and_the_latest_mount_decides() {
    assert_eq!(on_linux("/mnt/office/local/data"), None);
    assert_eq!(on_linux("/mnt/covered/data"), None);
}

#[test]
fn a_sandbox_whose_root_is_9p_is_not_refused() {
    let mounts = mounts_of_linux("1 0 0:1 / / rw - 9p none rw\n");
    assert_eq!(network_kind_at(Path::new("/home"), &mounts), None);
}

#[test]
fn lines_that_are_no_mounts_are_passed_over() {
    assert_eq!(mounts_of_linux("\nnonsense\n1 2 3 - \n - ext4\n"), []);
}

#[test]
fn a_share_on_macos_is_known() {
    let mounts = mounts_of_macos(
        "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n\
         //alex@server/Team on Files on /Volumes/Team on Files (smbfs, nodev, nosuid, mounted by alex)\n\
         //alex@server/Office on /Volumes/Office (smbfs, nodev)\n",
    );
    assert_eq!(network_kind_at(Path::new("/Users/alex"), &mounts), None);
    assert_eq!(network_kind_at(Path::new("/Volumes/Office/x"), &mounts).as_deref(), Some("smbfs"));
}

#[test]
fn synced_folders_are_known_by_name() {
    for (path, program) in [
        ("/home/alex/Dropbox/vd", "Dropbox"),
        ("/home/alex/Dropbox (Personal)/vd", "Dropbox"),
        ("/home/alex/OneDrive - Northgate Honda/vd", "OneDrive"),
        ("/Users/alex/Library/Mobile Documents/com~apple~CloudDocs/vd", "iCloud Drive"),
        ("/Users/alex/Library/CloudStorage/GoogleDrive-alex@x.ca/My Drive", "a cloud drive"),
        ("/home/alex/google drive/vd", "Google Drive"),
    ] {
        assert_eq!(synced_by(Path::new(path)), Some(program), "{path}");
    }
}

#[test]
fn names_that_only_resemble_a_synced_folder_are_let_through() {
    for path in ["/home/alex/dropboxes", "/home/alex/my-onedrive-notes", "/srv/boxes/data", "/home/alex/Documents"] {
        assert_eq!(synced_by(Path::new(path)), None, "{path}");
    }
}

#[test]
fn a_synced_folder_of_any_name_is_known_by_its_marker() {
    let dir = tempfile::tempdir().unwrap();
    let inside = dir.path().join("a").join("b");
    fs::create_dir_all(&inside).unwrap();
    assert_eq!(synced_by(&inside), None);
    fs::create_dir(dir.path().join(".stfolder")).unwrap();
    assert_eq!(synced_by(&inside), Some("Syncthing"));
}

#[test]
fn the_settings_folder_of_dropbox_in_a_home_does_not_make_the_home_synced() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join(".dropbox")).unwrap();
    assert_eq!(synced_by(home.path()), None);
    fs::remove_dir(home.path().join(".dropbox")).unwrap();
    fs::write(home.path().join(".dropbox"), b"{}").unwrap();
    assert_eq!(synced_by(home.path()), Some("Dropbox"));
}
