//! What the operating system must have before anything is built: installed where that can be done, otherwise named.

use std::{
    io::{IsTerminal, stdin},
    process::{Command, Stdio},
};

use crate::{
    Outcome,
    process::{cargo, is_installed, is_unattended, output, program, run},
};

/// What the machine is wanted for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Building and using the program.
    Run,
    /// That, and driving its window where there is no screen.
    Test,
}

/// Debian and its kin. Without recommended packages, so everything that is used stands here.
const DEBIAN_TO_RUN: &[&str] = &[
    "build-essential",
    "gstreamer1.0-plugins-good",
    "libayatana-appindicator3-dev",
    "libgtk-3-dev",
    "librsvg2-dev",
    "libwebkit2gtk-4.1-dev",
    "perl",
    "pkg-config",
];
const DEBIAN_TO_TEST: &[&str] = &["dbus-daemon", "dbus-x11", "webkit2gtk-driver", "xvfb"];

/// The oldest Node that the window is built with; `engines` in `ui/package.json` says the same.
const NODE_AT_LEAST: (u32, u32) = (20, 19);
const INSTALL_NODE: &str = "Install Node 20.19 or newer from nodejs.org, then start this again.";

/// Other kinds of Linux: what pkg-config must know, and what must be on the path.
const LIBRARIES: &[&str] = &["webkit2gtk-4.1", "gtk+-3.0", "librsvg-2.0", "ayatana-appindicator3-0.1"];
const PROGRAMS_TO_RUN: &[&str] = &["cc", "make", "perl", "pkg-config"];
const PROGRAMS_TO_TEST: &[&str] = &["Xvfb", "WebKitWebDriver", "dbus-run-session"];

/// Installs what is missing, or says what is and goes on: a build that needs it then says so in its own words.
pub fn prepare(wanted: Use) -> Outcome {
    if !is_installed("npm") && !is_installed("npm.cmd") {
        return Err(format!("Node.js with npm is missing. {INSTALL_NODE}"));
    }
    let node = output(program("node").arg("--version")).unwrap_or_default();
    if is_too_old(&node) {
        return Err(format!("Node {} is too old for the window's build. {INSTALL_NODE}", node.trim()));
    }
    if cfg!(target_os = "linux") && is_installed("apt-get") && is_installed("dpkg-query") {
        return install_on_debian(wanted);
    }
    let missing = if cfg!(target_os = "linux") { missing_on_linux(wanted) } else { missing_elsewhere() };
    if !missing.is_empty() {
        println!("Missing on this machine: {}.", missing.join(", "));
        println!("Install it with the system's package manager if the build stops. Going on.");
    }
    Ok(())
}

/// `version` as Node prints it, `v20.19.5`. What cannot be read is given the benefit of the doubt.
fn is_too_old(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) < NODE_AT_LEAST,
        _ => false,
    }
}

/// Adds rustfmt and clippy where Rust was installed without them.
pub fn prepare_rust_components() -> Outcome {
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        // Asked for its version, because rustup leaves a stand-in on the path for what it did not install.
        if output(cargo().args([subcommand, "--version"])).is_none() {
            run(program("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}

fn install_on_debian(wanted: Use) -> Outcome {
    let more: &[&str] = if wanted == Use::Test { DEBIAN_TO_TEST } else { &[] };
    let packages: Vec<&str> = DEBIAN_TO_RUN.iter().chain(more).copied().collect();
    // dpkg-query fails if it does not know one of the names, and still lists the others.
    let known = program("dpkg-query")
        .args(["--show", "--showformat=${Package} ${db:Status-Status}\n"])
        .args(&packages)
        .stderr(Stdio::null())
        .output()
        .map_err(|error| format!("dpkg-query could not be started: {error}"))?;
    let known = String::from_utf8_lossy(&known.stdout);
    let missing = not_installed(&packages, &known);
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing system packages: {}", missing.join(" "));
    let installed = as_root("apt-get")
        .and_then(|mut update| run(update.arg("update")))
        .and_then(|()| as_root("apt-get"))
        .and_then(|mut install| run(install.args(["install", "--yes", "--no-install-recommends"]).args(&missing)));
    installed.map_err(|why| format!("{why}\nInstall these packages, then start this again: {}", missing.join(" ")))
}

/// The packages that no line `name installed` of dpkg-query's answer is about.
fn not_installed<'a>(packages: &[&'a str], known: &str) -> Vec<&'a str> {
    let installed = |package: &str| known.lines().any(|line| line.split_once(' ') == Some((package, "installed")));
    packages.iter().copied().filter(|package| !installed(package)).collect()
}

/// The command with the rights to install: as it is for root, through sudo for others.
fn as_root(name: &str) -> Result<Command, String> {
    let mut command = if output(program("id").arg("-u")).is_some_and(|id| id.trim() == "0") {
        program("env")
    } else if is_installed("sudo") {
        println!("Installing needs the administrator's rights; sudo may ask for your password.");
        let mut sudo = program("sudo");
        if is_unattended() || !stdin().is_terminal() {
            sudo.arg("--non-interactive");
        }
        sudo.arg("env");
        sudo
    } else {
        return Err("Installing needs root, and there is no sudo.".into());
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", name]);
    Ok(command)
}

fn missing_on_linux(wanted: Use) -> Vec<&'static str> {
    let for_tests: &[&str] = if wanted == Use::Test { PROGRAMS_TO_TEST } else { &[] };
    let programs = PROGRAMS_TO_RUN.iter().chain(for_tests).copied().filter(|name| !is_installed(name));
    let libraries =
        LIBRARIES.iter().copied().filter(|library| output(program("pkg-config").args(["--exists", library])).is_none());
    programs.chain(libraries).collect()
}

fn missing_elsewhere() -> Vec<&'static str> {
    let mut missing = Vec::new();
    if !is_installed("perl") {
        missing.push("perl (the encryption library is built with it; on Windows: Strawberry Perl)");
    }
    if cfg!(target_os = "macos") && output(program("xcode-select").arg("-p")).is_none() {
        missing.push("the Xcode command line tools (xcode-select --install)");
    }
    if cfg!(windows) && !is_installed("cl") && std::env::var_os("VSINSTALLDIR").is_none() {
        missing.push("perhaps the Visual Studio C++ build tools (they are not on the path, which can be right)");
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_packages_that_are_really_installed_count() {
        let known = "xvfb installed\nperl config-files\npkg-config not-installed\n";
        assert_eq!(
            not_installed(&["xvfb", "perl", "pkg-config", "libgtk-3-dev"], known),
            ["perl", "pkg-config", "libgtk-3-dev"]
        );
    }

    #[test]
    fn an_older_node_than_the_window_needs_is_known_by_its_version() {
        for (version, too_old) in [
            ("v18.20.8\n", true),
            ("v20.18.3\n", true),
            ("v20.19.0\n", false),
            ("v22.1.0\n", false),
            ("v9.99.0", true),
            ("", false),
        ] {
            assert_eq!(is_too_old(version), too_old, "{version}");
        }
    }

    #[test]
    fn the_oldest_node_is_the_same_everywhere() {
        let (major, minor) = NODE_AT_LEAST;
        let read = |path: &str| std::fs::read_to_string(crate::process::root().join(path)).unwrap_or_default();
        assert!(INSTALL_NODE.contains(&format!("Node {major}.{minor} or newer")));
        assert!(read("README.md").contains(&format!("Node {major}.{minor}, or newer")));
        assert!(read("ui/package.json").contains(&format!("\"node\": \">={major}.{minor}\"")));
    }

    #[test]
    fn no_package_is_asked_for_twice() {
        let mut all: Vec<&str> = DEBIAN_TO_RUN.iter().chain(DEBIAN_TO_TEST).copied().collect();
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
