use tauri_build::{AppManifest, Attributes};

/// The permissions are written by hand and lie with the shell: the generated ones would appear in the root folder.
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = AppManifest::new().permissions_path_pattern("./src-tauri/permissions/**/*.toml");
    Ok(tauri_build::try_build(Attributes::new().app_manifest(manifest))?)
}
