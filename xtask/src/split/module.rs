//! A WebAssembly module taken apart as far as splitting needs it: functions, tables, exports, elements, names. Data and
//! everything else stays bytes.

use super::wasm::{self, Reader, Section};

/// A list of sections, read.
pub(super) struct Module<'a> {
    /// All sections as they came.
    pub(super) sections: Vec<Section<'a>>,
    /// Each type as written, and how many parameters it takes.
    pub(super) types: Vec<(Vec<u8>, u32)>,
    pub(super) imports: Vec<Import<'a>>,
    /// The type of each function that has a body here.
    pub(super) functions: Vec<u32>,
    /// The bodies of those functions.
    pub(super) bodies: Vec<&'a [u8]>,
    /// Each table as written, and its least size.
    pub(super) tables: Vec<(&'a [u8], u32)>,
    /// Memories as written.
    pub(super) memories: Vec<&'a [u8]>,
    /// The type of each global, as an import would write it.
    pub(super) globals: Vec<&'a [u8]>,
    pub(super) exports: Vec<Export<'a>>,
    pub(super) start: Option<u32>,
    pub(super) elements: Vec<Element>,
    /// Functions' names by their numbers.
    pub(super) names: Vec<(u32, String)>,
}

/// A function imported, with the bytes that say it.
pub(super) struct Import<'a> {
    pub(super) bytes: &'a [u8],
    /// The function's type.
    pub(super) function: u32,
}

/// Something exported.
pub(super) struct Export<'a> {
    pub(super) name: &'a [u8],
    pub(super) kind: u8,
    pub(super) index: u32,
}

/// Functions that are put into the first table when the module starts.
pub(super) struct Element {
    pub(super) offset: u32,
    pub(super) functions: Vec<u32>,
}

impl<'a> Module<'a> {
    /// Takes a module apart.
    ///
    /// # Errors
    /// For what is not a module, and for what rustc and wasm-bindgen do not write.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, String> {
        let mut module = Self {
            sections: wasm::sections(bytes)?,
            types: Vec::new(),
            imports: Vec::new(),
            functions: Vec::new(),
            bodies: Vec::new(),
            tables: Vec::new(),
            memories: Vec::new(),
            globals: Vec::new(),
            exports: Vec::new(),
            start: None,
            elements: Vec::new(),
            names: Vec::new(),
        };
        for (id, content) in module.sections.clone() {
            let mut reader = Reader::new(content);
            module.section(id, &mut reader)?;
        }
        if module.functions.len() != module.bodies.len() {
            return Err("functions and bodies differ in number".to_owned());
        }
        Ok(module)
    }

    fn section(&mut self, id: u8, reader: &mut Reader<'a>) -> Result<(), String> {
        match id {
            0 => return self.custom(reader),
            wasm::START => {
                self.start = Some(reader.number()?);
                return Ok(());
            }
            wasm::TYPES..=wasm::CODE => {}
            _ => return Ok(()),
        }
        for _ in 0..reader.number()? {
            let start = reader.position();
            match id {
                wasm::TYPES => {
                    if reader.byte()? != 0x60 {
                        return Err("a type is no function's".to_owned());
                    }
                    let parameters = reader.counted()?.len() as u32;
                    reader.counted()?;
                    self.types.push((reader.since(start).to_vec(), parameters));
                }
                wasm::IMPORTS => self.import(reader)?,
                wasm::FUNCTIONS => self.functions.push(reader.number()?),
                wasm::TABLES => {
                    reader.byte()?;
                    let least = reader.limits()?;
                    self.tables.push((reader.since(start), least));
                }
                wasm::MEMORIES => {
                    reader.limits()?;
                    self.memories.push(reader.since(start));
                }
                wasm::GLOBALS => {
                    reader.take(2)?;
                    self.globals.push(reader.since(start));
                    constant(reader)?;
                }
                wasm::EXPORTS => {
                    let (name, kind, index) = (reader.counted()?, reader.byte()?, reader.number()?);
                    self.exports.push(Export { name, kind, index });
                }
                wasm::ELEMENTS => {
                    let element = element(reader)?;
                    self.elements.push(element);
                }
                wasm::CODE => self.bodies.push(reader.counted()?),
                _ => return Err(format!("section {id} is not known here")),
            }
        }
        Ok(())
    }

    fn import(&mut self, reader: &mut Reader<'a>) -> Result<(), String> {
        let start = reader.position();
        reader.counted()?;
        reader.counted()?;
        if reader.byte()? != wasm::FUNCTION {
            return Err("something but a function is imported".to_owned());
        }
        let function = reader.number()?;
        self.imports.push(Import { bytes: reader.since(start), function });
        Ok(())
    }

    fn custom(&mut self, reader: &mut Reader<'a>) -> Result<(), String> {
        if reader.counted()? != b"name" {
            return Ok(());
        }
        while !reader.is_done() {
            let (kind, content) = (reader.byte()?, reader.counted()?);
            let mut names = Reader::new(content);
            if kind == 1 {
                for _ in 0..names.number()? {
                    self.names.push((names.number()?, names.text()?));
                }
            }
        }
        Ok(())
    }

    /// The type of a function, imported or not.
    pub(super) fn type_of(&self, function: u32) -> Option<u32> {
        let imports = self.imports.len();
        let function = function as usize;
        match function.checked_sub(imports) {
            Some(own) => self.functions.get(own).copied(),
            None => self.imports.get(function).map(|import| import.function),
        }
    }
}

/// An element segment that is active on the first table and lists functions by number.
fn element(reader: &mut Reader) -> Result<Element, String> {
    let flags = reader.number()?;
    if flags == 2 && reader.number()? != 0 {
        return Err("functions go into a second table".to_owned());
    }
    if !matches!(flags, 0 | 2) {
        return Err(format!("an element segment has flags {flags}"));
    }
    let offset = constant(reader)?.ok_or("an element segment's offset is no i32.const")?;
    if flags == 2 {
        reader.byte()?;
    }
    let functions = (0..reader.number()?).map(|_| reader.number()).collect::<Result<_, _>>()?;
    Ok(Element { offset, functions })
}

/// Steps over a constant expression; its value where it is `i32.const` of at least zero.
fn constant(reader: &mut Reader) -> Result<Option<u32>, String> {
    let opcode = reader.byte()?;
    let value = match opcode {
        0x41 | 0x42 | 0x23 | 0xd0 => Some(reader.number()?),
        0x43 => reader.take(4).map(|_| None)?,
        0x44 => reader.take(8).map(|_| None)?,
        other => return Err(format!("a constant begins with 0x{other:02x}")),
    };
    if reader.byte()? != 0x0b {
        return Err("a constant is more than one instruction".to_owned());
    }
    Ok(value.filter(|_| opcode == 0x41))
}
