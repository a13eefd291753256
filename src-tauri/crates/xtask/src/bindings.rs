//! The TypeScript client's types, made from the command table.

use std::fs;

use crate::{
    Outcome,
    process::{cargo, output, root},
};

const FILE: &str = "ui/src/ipc/bindings.ts";

pub fn write() -> Outcome {
    let text = output(cargo().args(["run", "--quiet", "--package", "app", "--example", "bindings"]))
        .ok_or("The command table does not build; `cargo check --package app` says why.")?;
    fs::write(root().join(FILE), text).map_err(|error| format!("{FILE} could not be written: {error}"))?;
    println!("{FILE} is up to date.");
    Ok(())
}
