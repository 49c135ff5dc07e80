//! Builtins on variables: `export`, `readonly`, `declare`, `local`, `unset`, `shift`, `let`, `getopts`.

use super::super::Flavor;
use super::super::state::{Flow, Shell};
use super::super::vars::{Value, Var, double_quote, single_quote};
use super::super::words::is_name;
use super::Outcome;

/// Attributes that `declare` sets (true) or takes away.
#[derive(Default)]
struct Attributes {
    exported: Option<bool>,
    readonly: Option<bool>,
    integer: Option<bool>,
    array: bool,
    map: bool,
    global: bool,
    print: bool,
    functions: bool,
}

impl Shell {
    /// Reports a name that is none.
    fn bad_name(&mut self, builtin: &str, arg: &str) -> Outcome {
        let name = arg.split('=').next().unwrap_or_default();
        match self.flavor {
            Flavor::Bash => self.complain_of(builtin, &format!("`{arg}': not a valid identifier")),
            Flavor::Dash | Flavor::Ash => self.complain_of(builtin, &format!("{name}: bad variable name")),
        }
        if self.flavor == Flavor::Bash { Ok(1) } else { Err(self.fatal(2)) }
    }

    pub(super) fn builtin_export(&mut self, name: &str, args: &[String]) -> Outcome {
        let mut rest = args;
        let mut off = false;
        while let Some(option) = rest.first().filter(|arg| arg.starts_with('-')) {
            off |= option == "-n";
            if option.len() > 1 && !option[1..].chars().all(|c| "pnf".contains(c)) && option != "--" {
                let letter: String = option.chars().take(2).collect();
                match self.flavor {
                    Flavor::Bash => self.complain_of(name, &format!("{letter}: invalid option")),
                    Flavor::Dash => self.complain_of(name, &format!("Illegal option {letter}")),
                    Flavor::Ash => self.complain_of(name, &format!("illegal option {letter}")),
                }
                return Ok(2);
            }
            rest = &rest[1..];
        }
        if rest.is_empty() {
            self.print_variables(|var| if name == "export" { var.exported } else { var.readonly }, name);
            return Ok(0);
        }
        let mut status = 0;
        for arg in rest {
            let (variable, value) = match arg.split_once('=') {
                Some((variable, value)) => (variable, Some(value)),
                None => (arg.as_str(), None),
            };
            let append = variable.ends_with('+') && self.flavor == Flavor::Bash;
            let variable = if append { &variable[..variable.len() - 1] } else { variable };
            if !is_name(variable) {
                status = self.bad_name(name, arg)?;
                continue;
            }
            if let Some(value) = value {
                let old = if append { self.get(variable).unwrap_or_default() } else { String::new() };
                self.set(variable, &format!("{old}{value}"))?;
            }
            let var = self.vars.entry(variable);
            if name == "readonly" {
                var.readonly = true;
            } else {
                var.exported = !off;
            }
        }
        Ok(status)
    }

    /// Lists variables as commands that set them again.
    fn print_variables(&mut self, wanted: impl Fn(&Var) -> bool, builtin: &str) {
        let mut text = String::new();
        for name in self.vars.sorted_names() {
            let Some(var) = self.vars.get(&name).filter(|var| wanted(var)) else { continue };
            match self.flavor {
                Flavor::Bash => text.push_str(&declaration(&name, var)),
                Flavor::Dash | Flavor::Ash => {
                    let value = var.text().map(|value| format!("={}", single_quote(value))).unwrap_or_default();
                    text.extend([builtin, " ", &name, &value, "\n"]);
                }
            }
        }
        self.print(&text);
    }

    pub(super) fn builtin_declare(&mut self, name: &str, args: &[String]) -> Outcome {
        let local = name == "local" || !self.frames.is_empty();
        if name == "local" && self.frames.is_empty() {
            let text = if self.flavor == Flavor::Bash { "can only be used in a function" } else { "not in a function" };
            self.complain_of("local", text);
            return if self.flavor == Flavor::Bash { Ok(1) } else { Err(self.fatal(2)) };
        }
        let mut attributes = Attributes::default();
        let mut rest = args;
        while let Some(option) = rest.first().filter(|arg| arg.len() > 1 && arg.starts_with(['-', '+'])) {
            let on = option.starts_with('-');
            for letter in option[1..].chars() {
                match letter {
                    'x' => attributes.exported = Some(on),
                    'r' => attributes.readonly = Some(on),
                    'i' => attributes.integer = Some(on),
                    'a' => attributes.array = on,
                    'A' => attributes.map = on,
                    'g' => attributes.global = on,
                    'p' => attributes.print = on,
                    'f' | 'F' => attributes.functions = on,
                    'l' | 'u' | 'n' | 't' | 'I' | '-' => {}
                    _ => {
                        self.complain_of(name, &format!("-{letter}: invalid option"));
                        return Ok(2);
                    }
                }
            }
            rest = &rest[1..];
        }
        if attributes.functions {
            return Ok(self.print_functions(rest));
        }
        if attributes.print || rest.is_empty() {
            return Ok(self.print_declarations(name, rest));
        }
        let mut status = 0;
        for arg in rest {
            status |= self.declare_one(name, arg, &attributes, local && !attributes.global)?;
        }
        Ok(status)
    }

    fn declare_one(&mut self, builtin: &str, arg: &str, attributes: &Attributes, local: bool) -> Outcome {
        let (variable, value) = match arg.split_once('=') {
            Some((variable, value)) => (variable, Some(value)),
            None => (arg, None),
        };
        if !is_name(variable) {
            return self.bad_name(builtin, arg);
        }
        let value = value.map(str::to_owned);
        if local {
            let known = self.frames.last().is_some_and(|frame| frame.locals.iter().any(|(name, _)| name == variable));
            if !known {
                let old = self.vars.get(variable).cloned();
                // dash and ash let a local variable begin with the outer value.
                let fresh = if self.flavor == Flavor::Bash || value.is_some() {
                    Var { exported: old.as_ref().is_some_and(|old| old.exported), ..Var::unset() }
                } else {
                    old.clone().unwrap_or(Var::unset())
                };
                if let Some(frame) = self.frames.last_mut() {
                    frame.locals.push((variable.to_owned(), old));
                }
                self.vars.restore(variable, Some(fresh));
            }
        }
        let var = self.vars.entry(variable);
        if let Some(integer) = attributes.integer {
            var.integer = integer;
        }
        if attributes.array && !matches!(var.value, Value::Array(_)) {
            let first = var.text().map(str::to_owned);
            var.value = Value::Array(first.into_iter().map(|text| (0, text)).collect());
        }
        if attributes.map && !matches!(var.value, Value::Map(_)) {
            var.value = Value::Map(indexmap::IndexMap::new());
        }
        if let Some(value) = value {
            self.set(variable, &value)?;
        }
        let var = self.vars.entry(variable);
        var.exported = attributes.exported.unwrap_or(var.exported);
        var.readonly |= attributes.readonly == Some(true);
        Ok(0)
    }

    fn print_declarations(&mut self, builtin: &str, names: &[String]) -> u8 {
        let mut status = 0;
        let all = if names.is_empty() && builtin != "local" { self.vars.sorted_names() } else { names.to_vec() };
        for name in all {
            if let Some(var) = self.vars.get(&name) {
                let line = declaration(&name, var);
                self.print(&line);
            } else {
                self.complain_of(builtin, &format!("{name}: not found"));
                status = 1;
            }
        }
        status
    }

    fn print_functions(&mut self, names: &[String]) -> u8 {
        if names.is_empty() {
            let text: String = self.functions.keys().map(|name| ["declare -f ", name, "\n"].concat()).collect();
            self.print(&text);
            return 0;
        }
        let known: Vec<String> = names.iter().filter(|name| self.functions.contains_key(*name)).cloned().collect();
        for name in &known {
            self.print(&format!("{name}\n"));
        }
        u8::from(known.len() < names.len())
    }

    pub(super) fn builtin_unset(&mut self, args: &[String]) -> Outcome {
        let (mut functions, mut variables) = (false, false);
        for arg in args {
            match arg.as_str() {
                "-f" => functions = true,
                "-v" | "-n" => variables = true,
                "--" => {}
                _ => {
                    if let Some((name, index)) = arg.strip_suffix(']').and_then(|arg| arg.split_once('[')) {
                        self.unset_element(name, index)?;
                        continue;
                    }
                    if !functions && !is_name(arg) && self.flavor != Flavor::Bash {
                        return self.bad_name("unset", arg);
                    }
                    if !functions && self.vars.get(arg).is_some_and(|var| var.readonly) {
                        let text = match self.flavor {
                            Flavor::Bash => format!("{arg}: cannot unset: readonly variable"),
                            Flavor::Dash | Flavor::Ash => format!("{arg}: is read only"),
                        };
                        self.complain_of("unset", &text);
                        return if self.flavor == Flavor::Bash { Ok(1) } else { Err(self.fatal(2)) };
                    }
                    if !functions && self.vars.get(arg).is_some() {
                        self.vars.remove(arg);
                    } else if functions || (!variables && self.flavor == Flavor::Bash) {
                        self.functions.remove(arg);
                    }
                }
            }
        }
        Ok(0)
    }

    fn unset_element(&mut self, name: &str, index: &str) -> Result<(), Flow> {
        if matches!(self.vars.get(name).map(|var| &var.value), Some(Value::Map(_))) {
            if let Value::Map(map) = &mut self.vars.entry(name).value {
                map.shift_remove(index);
            }
            return Ok(());
        }
        let at = self.arith(index)?;
        if let Value::Array(array) = &mut self.vars.entry(name).value {
            array.remove(&at);
        }
        Ok(())
    }

    pub(super) fn builtin_shift(&mut self, args: &[String]) -> Outcome {
        let count = match args.first().map(|arg| arg.parse::<usize>()) {
            None => 1,
            Some(Ok(count)) => count,
            Some(Err(_)) => {
                let text = match self.flavor {
                    Flavor::Bash => format!("{}: numeric argument required", args[0]),
                    Flavor::Dash | Flavor::Ash => format!("Illegal number: {}", args[0]),
                };
                self.complain_of("shift", &text);
                return if self.flavor == Flavor::Bash { Ok(1) } else { Err(self.fatal(2)) };
            }
        };
        if count > self.params.len() {
            if self.flavor == Flavor::Dash {
                self.complain_of("shift", "can't shift that many");
                return Err(self.fatal(2));
            }
            return Ok(1);
        }
        self.params.drain(..count);
        Ok(0)
    }

    pub(super) fn builtin_let(&mut self, args: &[String]) -> Outcome {
        if args.is_empty() {
            self.complain_of("let", "expression expected");
            return if self.flavor == Flavor::Bash { Ok(1) } else { Err(self.fatal(2)) };
        }
        let mut value = 0;
        for arg in args {
            value = self.arith_for("let: ", arg)?;
        }
        Ok(u8::from(value == 0))
    }

    pub(super) fn builtin_getopts(&mut self, args: &[String]) -> Outcome {
        let [spec, name, rest @ ..] = args else {
            match self.flavor {
                Flavor::Bash => self.print_error("getopts: usage: getopts optstring name [arg ...]\n"),
                Flavor::Dash => self.complain_of("getopts", "Usage: getopts optstring var [arg...]"),
                Flavor::Ash => self.complain_of("getopts", "usage: getopts optstring var [arg]"),
            }
            return Ok(2);
        };
        let words = if rest.is_empty() { self.params.clone() } else { rest.to_vec() };
        let mut at = self.vars.text("OPTIND").and_then(|text| text.parse::<usize>().ok()).unwrap_or(1).max(1);
        let mut inside = self.getopts_at;
        let silent = spec.starts_with(':');
        let word = words.get(at - 1).cloned().unwrap_or_default();
        if inside == 0 && (word.len() < 2 || !word.starts_with('-') || word == "--") {
            let next = at + usize::from(word == "--");
            self.set(name, "?")?;
            self.set("OPTIND", &next.to_string())?;
            return Ok(1);
        }
        inside = inside.max(1);
        let option = word[inside..].chars().next().unwrap_or('?');
        inside += option.len_utf8();
        let known = spec.find(option).filter(|_| option != ':');
        let takes = known.is_some_and(|place| spec[place + option.len_utf8()..].starts_with(':'));
        let (mut found, mut argument) = (option.to_string(), None);
        if known.is_none() {
            found = String::from("?");
            if silent {
                argument = Some(option.to_string());
            } else {
                let text = match self.flavor {
                    Flavor::Bash => format!("{}: illegal option -- {option}\n", self.name),
                    Flavor::Dash | Flavor::Ash => format!("Illegal option -{option}\n"),
                };
                self.print_error(&text);
            }
        } else if takes {
            if inside < word.len() {
                argument = Some(word[inside..].to_owned());
            } else if let Some(next) = words.get(at) {
                at += 1;
                argument = Some(next.clone());
            } else if silent {
                found = String::from(":");
                argument = Some(option.to_string());
            } else {
                found = String::from("?");
                let text = match self.flavor {
                    Flavor::Bash => format!("{}: option requires an argument -- {option}\n", self.name),
                    Flavor::Dash | Flavor::Ash => format!("No arg for -{option} option\n"),
                };
                self.print_error(&text);
            }
            inside = word.len();
        }
        if inside >= word.len() {
            (at, inside) = (at + 1, 0);
        }
        match argument {
            Some(argument) => self.set("OPTARG", &argument)?,
            None => self.vars.remove("OPTARG"),
        }
        self.set(name, &found)?;
        self.set("OPTIND", &at.to_string())?;
        self.getopts_at = inside;
        Ok(0)
    }
}

/// A variable as `declare -p` shows it.
fn declaration(name: &str, var: &Var) -> String {
    let mut flags = String::new();
    let kinds = [
        ('a', matches!(var.value, Value::Array(_))),
        ('A', matches!(var.value, Value::Map(_))),
        ('i', var.integer),
        ('r', var.readonly),
        ('x', var.exported),
    ];
    flags.extend(kinds.iter().filter(|(_, on)| *on).map(|(letter, _)| *letter));
    if flags.is_empty() {
        flags.push('-');
    }
    let value = match &var.value {
        Value::Unset => String::new(),
        Value::Text(text) => format!("={}", double_quote(text)),
        Value::Array(array) => {
            let elements: Vec<String> =
                array.iter().map(|(at, text)| format!("[{at}]={}", double_quote(text))).collect();
            format!("=({})", elements.join(" "))
        }
        Value::Map(map) => {
            let elements: String =
                map.iter().map(|(key, text)| ["[", key, "]=", &double_quote(text), " "].concat()).collect();
            format!("=({elements})")
        }
    };
    format!("declare -{flags} {name}{value}\n")
}
