//! Prints the TypeScript client's types; `cargo xtask bindings` writes them to `ui/src/ipc/bindings.ts`.
fn main() {
    print!("{}", app::table::bindings());
}
