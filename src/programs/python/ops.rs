//! What operators do to values of the language itself: arithmetic, comparison, indexing, iteration.

use std::rc::Rc;

use super::thread::Thread;
use super::value::{Flow, Run, Value, range_length};

/// The most that a repeated text or list may hold.
const LARGEST: usize = 10_000_000;

fn power(base: f64, exponent: f64) -> Option<f64> {
    if exponent.fract() == 0.0 && exponent.abs() < 1e6 {
        let (mut result, mut factor, mut left) = (1.0, base, exponent.abs() as u32);
        while left > 0 {
            if left & 1 == 1 {
                result *= factor;
            }
            factor *= factor;
            left >>= 1;
        }
        return Some(if exponent < 0.0 { 1.0 / result } else { result });
    }
    (exponent.to_bits() == 0.5_f64.to_bits()).then(|| base.sqrt())
}

impl Thread {
    fn too_large() -> Flow {
        Flow::Missing("integers of more than 64 bits are not modelled".to_owned())
    }

    /// `left operator right`.
    pub(super) fn binary(&self, operator: &str, left: &Value, right: &Value) -> Run<Value> {
        if let (Some(a), Some(b)) = (left.int(), right.int()) {
            return self.integers(operator, a, b, matches!((left, right), (Value::Bool(_), Value::Bool(_))));
        }
        if let (Some(a), Some(b)) = (left.float(), right.float()) {
            return self.floats(operator, a, b);
        }
        let repeat = |count: i64, length: usize| {
            let count = usize::try_from(count).unwrap_or(0);
            if count.saturating_mul(length) > LARGEST { Err(self.raise("MemoryError", "")) } else { Ok(count) }
        };
        match (operator, left, right) {
            ("+", Value::Str(a), Value::Str(b)) => Ok(Value::str(format!("{a}{b}"))),
            ("+", Value::Bytes(a), Value::Bytes(b)) => Ok(Value::Bytes(a.iter().chain(b.iter()).copied().collect())),
            ("+", Value::List(a), Value::List(b)) => {
                Ok(Value::list(a.borrow().iter().chain(b.borrow().iter()).cloned().collect()))
            }
            ("+", Value::Tuple(a), Value::Tuple(b)) => Ok(Value::Tuple(a.iter().chain(b.iter()).cloned().collect())),
            ("*", Value::Str(text), count) | ("*", count, Value::Str(text)) if count.int().is_some() => {
                Ok(Value::str(text.repeat(repeat(count.int().unwrap_or(0), text.len())?)))
            }
            ("*", Value::List(list), count) | ("*", count, Value::List(list)) if count.int().is_some() => {
                let list = list.borrow();
                let count = repeat(count.int().unwrap_or(0), list.len())?;
                Ok(Value::list((0..count).flat_map(|_| list.iter().cloned()).collect()))
            }
            ("%", Value::Str(pattern), values) => {
                super::show::percent(pattern, values).map(Value::str).map_err(|(class, text)| self.raise(class, &text))
            }
            ("|", Value::Dict(a), Value::Dict(b)) => {
                let mut all = a.borrow().clone();
                all.extend(b.borrow().clone());
                Ok(Value::dict(all.into_values()))
            }
            ("|" | "&" | "-" | "^", Value::Set(a), Value::Set(b)) => {
                let (a, b) = (a.borrow(), b.borrow());
                let own = a.values().map(|(value, _)| value.clone());
                let other = b.values().map(|(value, _)| value.clone());
                let only = |value: &Value| !b.contains_key(&value.key());
                Ok(match operator {
                    "|" => Value::set(own.chain(other)),
                    "&" => Value::set(own.filter(|value| !only(value))),
                    "-" => Value::set(own.filter(only)),
                    _ => Value::set(own.filter(only).chain(other.filter(|value| !a.contains_key(&value.key())))),
                })
            }
            ("+", Value::Str(_), other) => {
                Err(self
                    .raise("TypeError", &format!("can only concatenate str (not \"{}\") to str", other.type_name())))
            }
            ("+", Value::List(_), other) => {
                Err(self
                    .raise("TypeError", &format!("can only concatenate list (not \"{}\") to list", other.type_name())))
            }
            _ => {
                let operator = if operator == "**" { "** or pow()" } else { operator };
                let (left, right) = (left.type_name(), right.type_name());
                Err(self
                    .raise("TypeError", &format!("unsupported operand type(s) for {operator}: '{left}' and '{right}'")))
            }
        }
    }

    fn integers(&self, operator: &str, a: i64, b: i64, bools: bool) -> Run<Value> {
        if b == 0 && matches!(operator, "/" | "//" | "%") {
            let text = match operator {
                "%" => "integer modulo by zero",
                "//" => "integer division or modulo by zero",
                _ => "division by zero",
            };
            return Err(self.raise("ZeroDivisionError", text));
        }
        let result = match operator {
            "/" => return Ok(Value::Float(a as f64 / b as f64)),
            "+" => a.checked_add(b),
            "-" => a.checked_sub(b),
            "*" => a.checked_mul(b),
            "//" => a.checked_div_euclid(b).map(|whole| if b < 0 && a.rem_euclid(b) != 0 { whole - 1 } else { whole }),
            "%" => a.checked_rem(b).map(|rest| if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest }),
            "**" if b < 0 => return Ok(Value::Float(power(a as f64, b as f64).unwrap_or(0.0))),
            "**" => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
            "<<" => u32::try_from(b).ok().and_then(|b| 1_i64.checked_shl(b)).and_then(|factor| a.checked_mul(factor)),
            ">>" => Some(a >> b.clamp(0, 63)),
            "&" | "|" | "^" => {
                let bits = match operator {
                    "&" => a & b,
                    "|" => a | b,
                    _ => a ^ b,
                };
                return Ok(if bools { Value::Bool(bits != 0) } else { Value::Int(bits) });
            }
            _ => {
                return Err(
                    self.raise("TypeError", &format!("unsupported operand type(s) for {operator}: 'int' and 'int'"))
                );
            }
        };
        result.map(Value::Int).ok_or_else(Self::too_large)
    }

    fn floats(&self, operator: &str, a: f64, b: f64) -> Run<Value> {
        if b == 0.0 && matches!(operator, "/" | "//" | "%") {
            let text = if operator == "%" { "float modulo" } else { "float division by zero" };
            return Err(self.raise("ZeroDivisionError", text));
        }
        Ok(Value::Float(match operator {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            "//" => (a / b).floor(),
            "%" => a - b * (a / b).floor(),
            "**" => power(a, b).ok_or_else(|| {
                Flow::Missing("powers with fractions other than one half are not modelled".to_owned())
            })?,
            _ => {
                return Err(self
                    .raise("TypeError", &format!("unsupported operand type(s) for {operator}: 'float' and 'float'")));
            }
        }))
    }

    /// Whether two values are equal.
    pub(super) fn equal(left: &Value, right: &Value) -> bool {
        match (left, right) {
            (Value::List(a), Value::List(b)) => Rc::ptr_eq(a, b) || Self::all_equal(&a.borrow(), &b.borrow()),
            (Value::Tuple(a), Value::Tuple(b)) => Self::all_equal(a, b),
            (Value::Dict(a), Value::Dict(b)) => {
                let (a, b) = (a.borrow(), b.borrow());
                let same = |(key, (_, value)): (&super::value::Key, &(Value, Value))| {
                    b.get(key).is_some_and(|(_, other)| Self::equal(value, other))
                };
                a.len() == b.len() && a.iter().all(same)
            }
            (Value::Set(a), Value::Set(b)) => {
                let (a, b) = (a.borrow(), b.borrow());
                a.len() == b.len() && a.keys().all(|key| b.contains_key(key))
            }
            (Value::Range(..), Value::Range(..)) => super::show::repr(left) == super::show::repr(right),
            (Value::Float(a), Value::Float(b)) => a.partial_cmp(b) == Some(std::cmp::Ordering::Equal),
            _ => left.key() == right.key() && left.type_name() != Rc::from("range"),
        }
    }

    fn all_equal(a: &[Value], b: &[Value]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Self::equal(a, b))
    }

    /// Whether `left` stands before `right`.
    pub(super) fn less(&self, left: &Value, right: &Value) -> Run<bool> {
        if let (Some(a), Some(b)) = (left.int(), right.int()) {
            return Ok(a < b);
        }
        if let (Some(a), Some(b)) = (left.float(), right.float()) {
            return Ok(a < b);
        }
        let lists = |a: &[Value], b: &[Value]| {
            for (a, b) in a.iter().zip(b) {
                if !Self::equal(a, b) {
                    return self.less(a, b);
                }
            }
            Ok(a.len() < b.len())
        };
        match (left, right) {
            (Value::Str(a), Value::Str(b)) => Ok(a < b),
            (Value::Bytes(a), Value::Bytes(b)) => Ok(a < b),
            (Value::List(a), Value::List(b)) => lists(&a.borrow(), &b.borrow()),
            (Value::Tuple(a), Value::Tuple(b)) => lists(a, b),
            _ => {
                let (left, right) = (left.type_name(), right.type_name());
                Err(self.raise("TypeError", &format!("'<' not supported between instances of '{left}' and '{right}'")))
            }
        }
    }

    /// `left operator right` for `==`, `<`, `in`, `is` and their kin.
    pub(super) fn compare(&self, operator: &str, left: &Value, right: &Value) -> Run<bool> {
        let named = |found: Run<bool>| match found {
            Err(Flow::Raise(_)) => {
                let (left, right) = (left.type_name(), right.type_name());
                let text = format!("'{operator}' not supported between instances of '{left}' and '{right}'");
                Err(self.raise("TypeError", &text))
            }
            other => other,
        };
        Ok(match operator {
            "==" => Self::equal(left, right),
            "!=" => !Self::equal(left, right),
            "<" => self.less(left, right)?,
            ">" => named(self.less(right, left))?,
            "<=" => named(self.less(right, left)).map(|less| !less)?,
            ">=" => named(self.less(left, right)).map(|less| !less)?,
            "is" => left.type_name() == right.type_name() && left.key() == right.key(),
            "is not" => left.type_name() != right.type_name() || left.key() != right.key(),
            "not in" => !self.contains(right, left)?,
            _ => self.contains(right, left)?,
        })
    }

    fn contains(&self, whole: &Value, part: &Value) -> Run<bool> {
        match (whole, part) {
            (Value::Str(whole), Value::Str(part)) => Ok(whole.contains(&**part)),
            (Value::Str(_), other) => {
                let text = format!("'in <string>' requires string as left operand, not {}", other.type_name());
                Err(self.raise("TypeError", &text))
            }
            (Value::Dict(dict) | Value::Set(dict), part) => Ok(dict.borrow().contains_key(&part.key())),
            (Value::Bytes(whole), Value::Bytes(part)) => {
                Ok(part.is_empty() || whole.windows(part.len()).any(|window| window == &**part))
            }
            (whole, part) => Ok(self.items(whole)?.iter().any(|item| Self::equal(item, part))),
        }
    }

    /// All that a loop over a value would see. Ranges over a million are worked out by the loop itself.
    pub(super) fn items(&self, value: &Value) -> Run<Vec<Value>> {
        Ok(match value {
            Value::List(list) => list.borrow().clone(),
            Value::Tuple(list) => list.to_vec(),
            Value::Str(text) => text.chars().map(|c| Value::str(c.to_string())).collect(),
            Value::Bytes(bytes) => bytes.iter().map(|byte| Value::Int(i64::from(*byte))).collect(),
            Value::Dict(dict) | Value::Set(dict) => dict.borrow().values().map(|(key, _)| key.clone()).collect(),
            Value::Range(start, stop, step) => {
                let length = range_length(*start, *stop, *step);
                if length > 5_000_000 {
                    return Err(Flow::Missing("lists of more than five million numbers are not modelled".to_owned()));
                }
                (0..length).map(|at| Value::Int(start + at * step)).collect()
            }
            Value::Object(object) if object.get("\u{0}items").is_some() => {
                self.items(&object.get("\u{0}items").unwrap_or_default())?
            }
            Value::Object(object) if matches!(&*object.native.borrow(), super::value::Native::File(..)) => {
                Self::file_lines(object)
            }
            other => {
                return Err(self.raise("TypeError", &format!("'{}' object is not iterable", other.type_name())));
            }
        })
    }

    /// Start, stop and step of a slice over so many items.
    fn bounds(&self, parts: &[Value; 3], length: usize) -> Run<Vec<usize>> {
        let length = length as i64;
        let step = parts[2].int().unwrap_or(1);
        if step == 0 {
            return Err(self.raise("ValueError", "slice step cannot be zero"));
        }
        let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
        let place = |value: &Value, default: i64| match value.int() {
            Some(at) if at < 0 => (at + length).clamp(low, high),
            Some(at) => at.clamp(low, high),
            None => default,
        };
        let (start, stop) = if step > 0 {
            (place(&parts[0], 0), place(&parts[1], length))
        } else {
            (place(&parts[0], length - 1), place(&parts[1], -1))
        };
        let (mut at, mut found) = (start, Vec::new());
        while if step > 0 { at < stop } else { at > stop } {
            found.push(at as usize);
            at = at.saturating_add(step);
        }
        Ok(found)
    }

    /// `value[start:stop:step]`
    pub(super) fn slice(&self, value: &Value, parts: &[Value; 3]) -> Run<Value> {
        let pick = |list: &[Value]| -> Run<Vec<Value>> {
            Ok(self.bounds(parts, list.len())?.into_iter().map(|at| list[at].clone()).collect())
        };
        match value {
            Value::Str(text) => {
                let chars: Vec<char> = text.chars().collect();
                let places = self.bounds(parts, chars.len())?;
                Ok(Value::str(places.into_iter().map(|at| chars[at]).collect::<String>()))
            }
            Value::Bytes(bytes) => {
                let places = self.bounds(parts, bytes.len())?;
                Ok(Value::Bytes(places.into_iter().map(|at| bytes[at]).collect()))
            }
            Value::List(list) => Ok(Value::list(pick(&list.borrow())?)),
            Value::Tuple(list) => Ok(Value::Tuple(pick(list)?.into())),
            Value::Range(..) => Ok(Value::list(pick(&self.items(value)?)?)),
            other => Err(self.raise("TypeError", &format!("'{}' object is not subscriptable", other.type_name()))),
        }
    }

    /// `value[index]`
    pub(super) fn index(&self, value: &Value, index: &Value) -> Run<Value> {
        let place = |length: usize, what: &str| {
            let Some(at) = index.int() else {
                let text = format!("{what} indices must be integers or slices, not {}", index.type_name());
                return Err(self.raise("TypeError", &text));
            };
            let at = if at < 0 { at + length as i64 } else { at };
            usize::try_from(at).ok().filter(|at| *at < length).ok_or_else(|| {
                let what = if what == "string" { "string" } else { what };
                self.raise("IndexError", &format!("{what} index out of range"))
            })
        };
        match value {
            Value::Dict(dict) => {
                let found = dict.borrow().get(&index.key()).map(|(_, value)| value.clone());
                found.ok_or_else(|| self.raise_with("KeyError", index.clone()))
            }
            Value::List(list) => Ok(list.borrow()[place(list.borrow().len(), "list")?].clone()),
            Value::Tuple(list) => Ok(list[place(list.len(), "tuple")?].clone()),
            Value::Str(text) => {
                let chars: Vec<char> = text.chars().collect();
                Ok(Value::str(chars[place(chars.len(), "string")?].to_string()))
            }
            Value::Bytes(bytes) => Ok(Value::Int(i64::from(bytes[place(bytes.len(), "index")?]))),
            Value::Range(start, stop, step) => {
                let at = place(range_length(*start, *stop, *step) as usize, "range object")?;
                Ok(Value::Int(start + at as i64 * step))
            }
            other => Err(self.raise("TypeError", &format!("'{}' object is not subscriptable", other.type_name()))),
        }
    }

    /// `value[index] = new`, or `del value[index]` without a new value.
    pub(super) fn set_index(&self, value: &Value, index: Value, new: Option<Value>) -> Run<()> {
        match value {
            Value::Dict(dict) => {
                if !index.is_hashable() {
                    return Err(self.raise("TypeError", &format!("unhashable type: '{}'", index.type_name())));
                }
                let key = index.key();
                match new {
                    Some(new) => drop(dict.borrow_mut().insert(key, (index, new))),
                    None if dict.borrow_mut().shift_remove(&key).is_none() => {
                        return Err(self.raise_with("KeyError", index));
                    }
                    None => {}
                }
            }
            Value::List(list) => {
                let length = list.borrow().len();
                let at = index.int().map(|at| if at < 0 { at + length as i64 } else { at });
                let Some(at) = at.and_then(|at| usize::try_from(at).ok()).filter(|at| *at < length) else {
                    return Err(self.raise("IndexError", "list assignment index out of range"));
                };
                match new {
                    Some(new) => list.borrow_mut()[at] = new,
                    None => drop(list.borrow_mut().remove(at)),
                }
            }
            other => {
                let what = if new.is_some() { "assignment" } else { "deletion" };
                let text = format!("'{}' object does not support item {what}", other.type_name());
                return Err(self.raise("TypeError", &text));
            }
        }
        Ok(())
    }
}
