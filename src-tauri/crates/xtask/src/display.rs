//! A screen for windows: the machine's own, or one in memory.

use std::{
    env,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::process::{is_installed, program};

/// Whether a window could be seen.
pub fn is_there() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Whether tests can drive the window: they speak WebDriver to WebKitGTK, which only Linux has.
pub fn can_drive_windows() -> bool {
    cfg!(target_os = "linux") && is_installed("Xvfb") && is_installed("WebKitWebDriver")
}

/// An X server that draws into memory, so that tests neither need a screen nor take the one in use.
pub struct Virtual {
    server: Child,
    name: String,
}

impl Virtual {
    pub fn start() -> Result<Self, String> {
        // The server picks a free number by itself and writes it when it takes connections.
        let server = program("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("Xvfb could not be started: {error}"))?;
        let mut this = Self { server, name: String::from(":") };
        let mut number = String::new();
        if let Some(stdout) = this.server.stdout.take() {
            BufReader::new(stdout).read_line(&mut number).map_err(|error| format!("Xvfb does not answer: {error}"))?;
        }
        match number.trim() {
            "" => Err("Xvfb ended before it was ready".into()),
            number => {
                this.name.push_str(number);
                Ok(this)
            }
        }
    }

    /// The command, on this screen and on a session bus of its own, so that nothing of the person's desktop is touched.
    pub fn command(&self, inner: &Command) -> Command {
        let mut outer = if is_installed("dbus-run-session") {
            let mut bus = program("dbus-run-session");
            bus.arg("--").arg(inner.get_program());
            bus
        } else {
            program(inner.get_program())
        };
        outer.args(inner.get_args());
        outer.env("DISPLAY", &self.name).env("GDK_BACKEND", "x11").env_remove("WAYLAND_DISPLAY");
        outer
    }
}

impl Drop for Virtual {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        if self.server.kill().is_ok() {
            drop(self.server.wait());
        }
    }
}
