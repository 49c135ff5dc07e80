//! Splits one module into two that share memory, tables and globals: the first has what is needed early and, for all that
//! it calls of the second, a stub that loads the second file when it is first run. It reads no files.
//!
//! A stub is the way into the second file: it makes sure that this is loaded, then calls through the table, where loading
//! has put the real function. What only the second file calls needs no stub and no place in the table.

use std::collections::{BTreeMap, BTreeSet};

use super::module::Module;
use super::wasm::{self, Reader, Writer};

/// The two modules.
pub(super) struct Parts {
    /// The page's.
    pub(super) early: Vec<u8>,
    /// The rest's. It imports what it shares from a module named `p`.
    pub(super) late: Vec<u8>,
    /// How many functions each has.
    pub(super) counts: [usize; 2],
}

/// The name under which the first part exports that the second is there: an `i32`, 1 from then on.
pub(super) const LOADED: &str = "~l";

/// Splits. `is_early` is asked for each function by its number.
///
/// # Errors
/// For a module that has what this does not know.
pub(super) fn split(bytes: &[u8], is_early: impl Fn(u32) -> bool) -> Result<Parts, String> {
    let module = Module::read(bytes)?;
    let plan = Plan::new(&module, is_early)?;
    let counts = [plan.early.len(), plan.late.len()];
    Ok(Parts { early: plan.first(&module)?, late: plan.second(&module)?, counts })
}

/// Who goes where. Numbers are the whole module's.
struct Plan {
    /// Functions with bodies that stay in the first part.
    early: BTreeSet<u32>,
    /// Those that go.
    late: BTreeSet<u32>,
    /// Of the late ones, those that the first part names, each with its place in the table.
    stubs: BTreeMap<u32, u32>,
    /// Early functions and imports that the second part calls.
    shared: BTreeSet<u32>,
    /// The size that the first table needs.
    table: u32,
}

impl Plan {
    fn new(module: &Module, is_early: impl Fn(u32) -> bool) -> Result<Self, String> {
        let imports = module.imports.len() as u32;
        let own = imports..imports + module.functions.len() as u32;
        let (early, late): (BTreeSet<u32>, BTreeSet<u32>) = own.partition(|function| is_early(*function));
        // What the first part names: its callees, what the table holds, what is exported.
        let mut named: BTreeSet<u32> = BTreeSet::new();
        let mut shared = BTreeSet::new();
        for (at, body) in module.bodies.iter().enumerate() {
            let caller = imports + at as u32;
            wasm::with_functions(body, |callee| {
                if early.contains(&caller) {
                    named.insert(callee);
                } else if !late.contains(&callee) {
                    shared.insert(callee);
                }
                callee
            })?;
        }
        named.extend(module.exports.iter().filter(|one| one.kind == wasm::FUNCTION).map(|one| one.index));
        named.extend(module.start);
        let mut places = BTreeMap::new();
        for element in &module.elements {
            for (place, function) in (element.offset..).zip(&element.functions) {
                named.insert(*function);
                places.entry(*function).or_insert(place);
            }
        }
        let mut table = module.tables.first().map_or(0, |(_, least)| *least);
        let mut stubs = BTreeMap::new();
        for function in named.intersection(&late) {
            let place = places.get(function).copied().unwrap_or_else(|| {
                table += 1;
                table - 1
            });
            stubs.insert(*function, place);
        }
        Ok(Self { early, late, stubs, shared, table })
    }

    /// The first part. Functions are numbered: imports, the import that loads, the one that asks for it, then early
    /// functions and stubs in their old order.
    fn first(&self, module: &Module) -> Result<Vec<u8>, String> {
        let imports = module.imports.len() as u32;
        let load = imports;
        let ensure = imports + 1;
        let kept: Vec<u32> = (imports..imports + module.functions.len() as u32)
            .filter(|function| self.early.contains(function) || self.stubs.contains_key(function))
            .collect();
        let numbers: BTreeMap<u32, u32> =
            (0..imports).map(|number| (number, number)).chain(kept.iter().copied().zip(ensure + 1..)).collect();
        let number_of = |function: u32| numbers.get(&function).copied().unwrap_or(u32::MAX);
        let loaded = module.globals.len() as u32;
        // Nothing in, nothing out.
        let plain =
            module.types.iter().position(|(bytes, _)| bytes == &[0x60, 0, 0]).unwrap_or(module.types.len()) as u32;
        let mut out = Writer::new();
        for (id, content) in &module.sections {
            match *id {
                // Names are for people, and cost a megabyte.
                0 => {}
                wasm::TYPES => out.list(wasm::TYPES, &types(module, plain)),
                wasm::IMPORTS => {
                    let mut entries: Vec<Vec<u8>> = module.imports.iter().map(|one| one.bytes.to_vec()).collect();
                    entries.push(import("drydock", "load", wasm::FUNCTION, &leb(plain)));
                    out.list(wasm::IMPORTS, &entries);
                }
                wasm::FUNCTIONS => {
                    let of = |function: &u32| leb(module.type_of(*function).unwrap_or(0));
                    let entries: Vec<Vec<u8>> = [leb(plain)].into_iter().chain(kept.iter().map(of)).collect();
                    out.list(wasm::FUNCTIONS, &entries);
                }
                wasm::TABLES => out.list(wasm::TABLES, &self.tables(module)),
                wasm::GLOBALS => {
                    // The old ones as they are, and one more.
                    let mut reader = Reader::new(content);
                    let mut bytes = leb(reader.number()? + 1);
                    bytes.extend_from_slice(reader.rest());
                    bytes.extend([0x7f, 1, 0x41, 0, 0x0b]);
                    out.section(wasm::GLOBALS, &bytes);
                }
                wasm::EXPORTS => out.list(wasm::EXPORTS, &self.exports(module, loaded, number_of)),
                wasm::START => out.section(wasm::START, &leb(number_of(module.start.unwrap_or(0)))),
                wasm::ELEMENTS => {
                    let mut runs: Vec<(u32, Vec<u32>)> =
                        module.elements.iter().map(|element| (element.offset, element.functions.clone())).collect();
                    let old = module.tables.first().map_or(0, |(_, least)| *least);
                    let mut added: Vec<(u32, u32)> = self
                        .stubs
                        .iter()
                        .filter(|(_, place)| **place >= old)
                        .map(|(one, place)| (*place, *one))
                        .collect();
                    added.sort_unstable();
                    if let Some((first, _)) = added.first() {
                        runs.push((*first, added.iter().map(|(_, function)| *function).collect()));
                    }
                    out.list(wasm::ELEMENTS, &elements(&runs, number_of));
                }
                wasm::CODE => {
                    let mut entries = vec![body(
                        &[0, 0x23],
                        &[&leb(loaded), &[0x45, 0x04, 0x40, wasm::CALL], &leb(load), &[0x0b, 0x0b]],
                    )];
                    for function in &kept {
                        let place = self.stubs.get(function);
                        let way_in = place.map(|place| stub(module, *function, *place, ensure));
                        entries.push(way_in.unwrap_or_else(|| rewritten(module, *function, number_of))?);
                    }
                    out.list(wasm::CODE, &entries);
                }
                other => out.section(other, content),
            }
        }
        Ok(out.done())
    }

    /// The second part. Functions are numbered: what it imports, then the late ones in their old order.
    fn second(&self, module: &Module) -> Result<Vec<u8>, String> {
        let first = module.imports.len() as u32;
        let numbers: BTreeMap<u32, u32> = self.shared.iter().chain(&self.late).copied().zip(0..).collect();
        let number_of = |function: u32| numbers.get(&function).copied().unwrap_or(u32::MAX);
        let mut out = Writer::new();
        out.list(wasm::TYPES, &types(module, module.types.len() as u32 - 1));
        let mut imports: Vec<Vec<u8>> = Vec::new();
        for function in &self.shared {
            let kind = leb(module.type_of(*function).unwrap_or(0));
            let known = module.imports.get(*function as usize).map(|import| import.bytes.to_vec());
            imports.push(known.unwrap_or_else(|| import("p", &shared_name(*function - first), wasm::FUNCTION, &kind)));
        }
        for (at, bytes) in self.tables(module).iter().enumerate() {
            imports.push(import("p", &format!("~t{at}"), wasm::TABLE, bytes));
        }
        for (at, bytes) in module.memories.iter().enumerate() {
            imports.push(import("p", &format!("~m{at}"), wasm::MEMORY, bytes));
        }
        for (at, bytes) in module.globals.iter().enumerate() {
            imports.push(import("p", &format!("~g{at}"), wasm::GLOBAL, bytes));
        }
        out.list(wasm::IMPORTS, &imports);
        let of = |function: &u32| leb(module.type_of(*function).unwrap_or(0));
        out.list(wasm::FUNCTIONS, &self.late.iter().map(of).collect::<Vec<_>>());
        // Every place that holds a stub gets the function itself; a function can be in several.
        let mut places: BTreeMap<u32, u32> = self.stubs.iter().map(|(function, place)| (*place, *function)).collect();
        for element in &module.elements {
            let all = (element.offset..).zip(element.functions.iter().copied());
            places.extend(all.filter(|(_, function)| self.late.contains(function)));
        }
        let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
        for (place, function) in places {
            match runs.last_mut() {
                Some((first, run)) if *first + run.len() as u32 == place => run.push(function),
                _ => runs.push((place, vec![function])),
            }
        }
        out.list(wasm::ELEMENTS, &elements(&runs, number_of));
        let bodies = self.late.iter().map(|function| rewritten(module, *function, number_of));
        out.list(wasm::CODE, &bodies.collect::<Result<Vec<_>, _>>()?);
        Ok(out.done())
    }

    /// The tables as written, the first with room for the places added. Its size is fixed, as rustc's always is.
    fn tables(&self, module: &Module) -> Vec<Vec<u8>> {
        let mut tables: Vec<Vec<u8>> = module.tables.iter().map(|(bytes, _)| bytes.to_vec()).collect();
        if let Some(first) = tables.first_mut() {
            let size = leb(self.table);
            *first = [&[first[0], 1][..], &size, &size].concat();
        }
        tables
    }

    fn exports(&self, module: &Module, loaded: u32, number_of: impl Fn(u32) -> u32) -> Vec<Vec<u8>> {
        let mut entries = Vec::new();
        for one in &module.exports {
            let index = if one.kind == wasm::FUNCTION { number_of(one.index) } else { one.index };
            entries.push(export(one.name, one.kind, index));
        }
        let known = module.imports.len() as u32;
        for function in self.shared.iter().filter(|function| **function >= known) {
            entries.push(export(shared_name(*function - known).as_bytes(), wasm::FUNCTION, number_of(*function)));
        }
        let sets = [
            ("t", wasm::TABLE, module.tables.len()),
            ("m", wasm::MEMORY, module.memories.len()),
            ("g", wasm::GLOBAL, module.globals.len()),
        ];
        for (letter, kind, count) in sets {
            for at in 0..count {
                entries.push(export(format!("~{letter}{at}").as_bytes(), kind, at as u32));
            }
        }
        entries.push(export(LOADED.as_bytes(), wasm::GLOBAL, loaded));
        entries
    }
}

/// All types, and one without parameters and results where `plain` is behind them.
fn types(module: &Module, plain: u32) -> Vec<Vec<u8>> {
    let mut types: Vec<Vec<u8>> = module.types.iter().map(|(bytes, _)| bytes.clone()).collect();
    if plain as usize == types.len() {
        types.push(vec![0x60, 0, 0]);
    }
    types
}

/// A function's body as an entry of the code section.
fn rewritten(module: &Module, function: u32, number_of: impl Fn(u32) -> u32) -> Result<Vec<u8>, String> {
    let own = function as usize - module.imports.len();
    let code = wasm::with_functions(module.bodies[own], &number_of)?;
    let mut entry = Vec::new();
    wasm::counted(&mut entry, &code);
    Ok(entry)
}

/// The way into the second part for one function.
fn stub(module: &Module, function: u32, place: u32, ensure: u32) -> Result<Vec<u8>, String> {
    let kind = module.type_of(function).ok_or("a function has no type")?;
    let parameters = module.types.get(kind as usize).ok_or("a type is missing")?.1;
    let mut code = vec![0, wasm::CALL];
    wasm::number(&mut code, ensure);
    for parameter in 0..parameters {
        code.push(0x20);
        wasm::number(&mut code, parameter);
    }
    code.push(0x41);
    wasm::signed(&mut code, place);
    code.push(0x11);
    wasm::number(&mut code, kind);
    Ok(body(&code, &[&[0, 0x0b]]))
}

fn body(start: &[u8], rest: &[&[u8]]) -> Vec<u8> {
    let code = [start, &rest.concat()].concat();
    let mut entry = Vec::new();
    wasm::counted(&mut entry, &code);
    entry
}

/// Active segments of the first table.
fn elements(runs: &[(u32, Vec<u32>)], number_of: impl Fn(u32) -> u32) -> Vec<Vec<u8>> {
    let entry = |(offset, functions): &(u32, Vec<u32>)| {
        let mut bytes = vec![0, 0x41];
        wasm::signed(&mut bytes, *offset);
        bytes.push(0x0b);
        wasm::number(&mut bytes, functions.len());
        for function in functions {
            wasm::number(&mut bytes, number_of(*function));
        }
        bytes
    };
    runs.iter().map(entry).collect()
}

fn import(module: &str, name: &str, kind: u8, rest: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    wasm::counted(&mut bytes, module.as_bytes());
    wasm::counted(&mut bytes, name.as_bytes());
    bytes.push(kind);
    bytes.extend_from_slice(rest);
    bytes
}

fn export(name: &[u8], kind: u8, index: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    wasm::counted(&mut bytes, name);
    bytes.push(kind);
    wasm::number(&mut bytes, index);
    bytes
}

/// A short name for a function that both parts use.
fn shared_name(mut number: u32) -> String {
    const DIGITS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::from("~");
    loop {
        name.push(char::from(DIGITS[number as usize % DIGITS.len()]));
        number /= DIGITS.len() as u32;
        if number == 0 {
            // No letter can follow, so that it is not taken for a table, memory or global.
            return name + "f";
        }
    }
}

fn leb(value: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    wasm::number(&mut bytes, value);
    bytes
}
