//! Writes the TypeScript client's types from the command table.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

/// Every type that the table reaches, by name.
pub(crate) struct Types {
    declarations: BTreeMap<String, String>,
    config: Config,
}

impl Default for Types {
    fn default() -> Self {
        Self { declarations: BTreeMap::new(), config: Config::new().with_large_int("number") }
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
        let name = T::ident(&self.config);
        if has_declaration && !self.declarations.contains_key(&name) {
            let docs = T::docs().unwrap_or_default();
            self.declarations.insert(name, format!("{docs}export {}", T::decl(&self.config)));
            T::visit_dependencies(self);
        } else {
            T::visit_generics(self);
        }
    }
}

pub(crate) fn file(types: &Types, map: &str) -> String {
    let mut text = String::from("// Made by `cargo xtask bindings` from the command table. Do not edit.\n\n");
    for declaration in types.declarations.values() {
        text.push_str(declaration);
        text.push_str("\n\n");
    }
    text.push_str("export interface Commands {\n");
    text.push_str(map);
    text.push_str("}\n");
    text
}
