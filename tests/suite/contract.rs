//! Which crate may know which, and that both sides of the window mean the same commands.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

use crate::{files_below, in_repository, read};

/// The crates of this repository, and which of the others each may use. Anything else is a change of the architecture,
/// and belongs into `src-tauri/docs/decisions` before it belongs here.
const DIRECTIONS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("audio", &[]),
    ("intake", &["domain"]),
    ("store", &["domain"]),
    ("engine", &["domain", "store"]),
    ("providers", &["domain", "engine"]),
    ("practice", &["domain", "engine", "store"]),
    ("app", &["audio", "domain", "engine", "intake", "store"]),
    ("testkit", &["domain", "engine", "store"]),
    ("sim", &["domain", "engine", "store", "testkit"]),
    ("voicedrops", &["app", "audio", "domain", "engine", "practice", "providers", "store"]),
    ("bench", &["app", "domain", "engine", "store"]),
    ("crash", &[]),
    ("faultfs", &[]),
    ("xtask", &[]),
];

fn workspace() -> Metadata {
    MetadataCommand::new().manifest_path(in_repository("Cargo.toml")).no_deps().exec().unwrap()
}

#[test]
fn crates_know_each_other_in_one_direction_only() {
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        DIRECTIONS.iter().map(|(name, others)| (*name, others.iter().copied().collect())).collect();
    let metadata = workspace();
    let names: BTreeSet<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    assert_eq!(names, allowed.keys().copied().collect(), "every crate has its place in the list");
    for package in &metadata.packages {
        for dependency in
            package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development)
        {
            let other = dependency.name.as_str();
            assert!(
                !names.contains(other) || allowed[package.name.as_str()].contains(other),
                "{} must not use {other}",
                package.name
            );
        }
    }
}

#[test]
fn only_the_shell_knows_tauri() {
    for package in workspace().packages.iter().filter(|package| package.name.as_str() != "voicedrops") {
        let tauri = package.dependencies.iter().find(|dependency| dependency.name.starts_with("tauri"));
        assert!(tauri.is_none(), "{} uses Tauri", package.name);
    }
}

#[test]
fn the_rules_touch_no_files_no_network_and_no_database() {
    let forbidden = ["rusqlite", "tokio", "reqwest", "serde_json", "fs4", "keyring"];
    let metadata = workspace();
    let domain = metadata.packages.iter().find(|package| package.name.as_str() == "domain").unwrap();
    let found = domain.dependencies.iter().find(|dependency| forbidden.contains(&dependency.name.as_str()));
    assert!(found.is_none(), "domain uses {}", found.unwrap().name);
}

#[test]
fn xtask_builds_on_a_machine_with_nothing_but_rust() {
    let metadata = workspace();
    let xtask = metadata.packages.iter().find(|package| package.name.as_str() == "xtask").unwrap();
    assert!(xtask.dependencies.is_empty(), "it installs what C libraries need, so it can need none itself");
}

#[test]
fn the_type_script_client_is_made_from_the_command_table_of_now() {
    let written = read("ui/src/ipc/bindings.ts");
    assert!(written == app::table::bindings(), "ui/src/ipc/bindings.ts is old: run `cargo xtask bindings`");
}

#[test]
fn window_and_shell_name_the_same_calls_of_the_shell() {
    let text = read("ui/src/ipc/shell.ts");
    let (_, calls) = text.split_once("interface ShellCommands {").unwrap();
    let in_window: BTreeSet<&str> =
        calls.lines().filter_map(|line| line.trim().split_once(": { request:")).map(|(name, _)| name).collect();
    let in_shell: BTreeSet<&str> = voicedrops::desk::Act::ALL.iter().map(|(name, _)| *name).collect();
    assert_eq!(in_window, in_shell);
}

/// In the one file tree that stands below SQLite, in a crate that only tests use.
#[test]
fn unsafe_code_is_in_one_place_and_not_in_the_program() {
    let place = in_repository("src-tauri/crates/faultfs/src/vfs");
    let word = concat!("uns", "afe");
    let blocks = [format!("{word} {{"), format!("{word} fn"), format!("{word} extern"), format!("{word} impl")];
    let of_rust = [files_below("src-tauri", &[".rs"]), files_below("tests", &[".rs"])].concat();
    for path in of_rust {
        let text = std::fs::read_to_string(&path).unwrap();
        let may = path.starts_with(&place) || path == place.with_extension("rs");
        assert!(may || !blocks.iter().any(|block| text.contains(block)), "{} has unsafe code", path.display());
    }
    let metadata = workspace();
    for package in &metadata.packages {
        let uses = package.dependencies.iter().find(|dependency| dependency.name == "faultfs");
        let in_tests = uses.is_none_or(|uses| uses.kind == DependencyKind::Development);
        assert!(in_tests, "{} uses faultfs beyond its tests", package.name);
    }
}

#[test]
fn only_the_ipc_folder_speaks_to_tauri() {
    for path in files_below("ui/src", &[".ts", ".tsx"]) {
        let speaks = std::fs::read_to_string(&path).unwrap().contains("@tauri-apps/");
        let may = path.starts_with(in_repository("ui/src/ipc"));
        assert!(may || !speaks, "{} imports @tauri-apps", path.display());
    }
}
