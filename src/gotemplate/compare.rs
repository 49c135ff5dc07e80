//! Go's comparison functions: `eq`, `lt` and what is made of them.

use std::cmp::Ordering;
use std::rc::Rc;

use super::exec::Val;
use super::print::plain;
use super::value::Value;

const BAD_TYPE: &str = "invalid type for comparison";
const INCOMPATIBLE: &str = "incompatible types for comparison";

/// Kinds that can be ordered with each other. Integers of all sizes are one kind, whatever their sign.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bool,
    Int,
    Float,
    Text,
}

fn kind(value: &Value) -> Option<Kind> {
    match value {
        Value::Bool(_) => Some(Kind::Bool),
        Value::Int(..) => Some(Kind::Int),
        Value::Float(_) => Some(Kind::Float),
        Value::Text(_) | Value::Number(_) => Some(Kind::Text),
        Value::Nil | Value::List(_) | Value::Map(_) | Value::Object(_) | Value::NilPointer(_) => None,
    }
}

/// Whether the first value equals any of the others.
pub(super) fn eq(values: &[Val]) -> Result<bool, String> {
    let Some((first, others)) = values.split_first() else { return Ok(false) };
    if others.is_empty() {
        return Err("missing argument for comparison".to_owned());
    }
    for other in others {
        if equal(&first.value, &other.value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn equal(a: &Value, b: &Value) -> Result<bool, String> {
    match (kind(a), kind(b)) {
        (None, None) => equal_composites(a, b),
        (left, right) if left == right => Ok(order(a, b) == Some(Ordering::Equal)),
        _ if matches!(a, Value::Nil) || matches!(b, Value::Nil) => Ok(false),
        _ => Err(INCOMPATIBLE.to_owned()),
    }
}

/// Slices and maps can be compared with nil only; objects are the same or not.
fn equal_composites(a: &Value, b: &Value) -> Result<bool, String> {
    let comparable = match (a, b) {
        (Value::Nil, _) | (_, Value::Nil) => true,
        _ => {
            std::mem::discriminant(a) == std::mem::discriminant(b)
                || matches!((a, b), (Value::Object(_), Value::NilPointer(_)) | (Value::NilPointer(_), Value::Object(_)))
        }
    };
    if !comparable {
        let (left, right) = (plain(a), plain(b));
        return Err(format!("non-comparable types {left}: {}, {}: {right}", a.type_name(), b.type_name()));
    }
    match (a, b) {
        _ if is_nil(a) || is_nil(b) => Ok(is_nil(a) == is_nil(b)),
        (Value::Object(a), Value::Object(b)) => Ok(Rc::ptr_eq(a, b)),
        _ => Err(format!("non-comparable type {}: {}", plain(b), b.type_name())),
    }
}

fn is_nil(value: &Value) -> bool {
    match value {
        Value::Nil | Value::NilPointer(_) => true,
        Value::List(list) => list.nil,
        Value::Map(map) => map.nil,
        Value::Bool(_) | Value::Int(..) | Value::Float(_) | Value::Text(_) | Value::Number(_) | Value::Object(_) => {
            false
        }
    }
}

fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Int(a, _), Value::Int(b, _)) => Some(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b),
        _ => Some(a.as_text()?.as_bytes().cmp(b.as_text()?.as_bytes())),
    }
}

/// `lt`, `le`, `gt` or `ge` of two values.
pub(super) fn ordered(name: &str, a: &Value, b: &Value) -> Result<bool, String> {
    let (Some(left), Some(right)) = (kind(a), kind(b)) else { return Err(BAD_TYPE.to_owned()) };
    if left != right {
        return Err(INCOMPATIBLE.to_owned());
    }
    if left == Kind::Bool {
        return Err(BAD_TYPE.to_owned());
    }
    let order = order(a, b);
    Ok(match name {
        "lt" => order == Some(Ordering::Less),
        "le" => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        // Go defines these two as the opposites, which differs for numbers that are not comparable.
        "gt" => !matches!(order, Some(Ordering::Less | Ordering::Equal)),
        _ => order != Some(Ordering::Less),
    })
}
