//! Writes the TypeScript client's types from the command table.

use std::collections::BTreeSet;

use ts_rs::{Config, TS, TypeVisitor};

/// Every type that the table reaches, by name and text. Two types of one name stand there twice, so that TypeScript
/// refuses the file; one of them would otherwise be lost without a word.
pub(crate) struct Types {
    declarations: BTreeSet<(String, String)>,
    config: Config,
}

impl Default for Types {
    fn default() -> Self {
        Self { declarations: BTreeSet::new(), config: Config::new().with_large_int("number") }
    }
}

impl Types {
    /// Adds a type and all it is made of; gives its TypeScript name.
    pub fn add<T: TS + 'static + ?Sized>(&mut self) -> String {
        self.visit::<T>();
        T::name(&self.config)
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        let has_declaration = T::output_path().is_some();
        let declared = has_declaration.then(|| {
            let docs = T::docs().unwrap_or_default();
            (T::ident(&self.config), format!("{docs}export {}", T::decl(&self.config)))
        });
        if declared.is_some_and(|declaration| self.declarations.insert(declaration)) {
            T::visit_dependencies(self);
        } else {
            T::visit_generics(self);
        }
    }
}

pub(crate) fn file(types: &Types, map: &str) -> String {
    let mut text = String::from("// Made by `cargo xtask bindings` from the command table. Do not edit.\n\n");
    for (_, declaration) in &types.declarations {
        text.push_str(declaration);
        text.push_str("\n\n");
    }
    text.push_str("export interface Commands {\n");
    text.push_str(map);
    text.push_str("}\n");
    text
}
