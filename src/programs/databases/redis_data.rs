//! What a Redis server keeps, and what its commands do to it. Clustering, scripts, streams and transactions are not modelled.

use std::collections::VecDeque;

use indexmap::{IndexMap, IndexSet};
use serde_json::{Value as Json, json};

use super::resp::Reply;
use crate::base::glob;

/// A value.
#[derive(Clone, Debug)]
enum Value {
    Text(Vec<u8>),
    List(VecDeque<Vec<u8>>),
    Hash(IndexMap<String, Vec<u8>>),
    Set(IndexSet<String>),
}

/// The keys with their values, and when they end, in microseconds.
#[derive(Default)]
pub(super) struct Data {
    keys: IndexMap<String, (Value, Option<u64>)>,
}

const WRONG_TYPE: &str = "WRONGTYPE Operation against a key holding the wrong kind of value";
const NO_NUMBER: &str = "ERR value is not an integer or out of range";
const SYNTAX: &str = "ERR syntax error";

/// Commands with the least number of arguments, and whether there may be more.
const COMMANDS: &[(&str, usize, bool)] = &[
    ("APPEND", 2, false),
    ("DBSIZE", 0, false),
    ("DECR", 1, false),
    ("DECRBY", 2, false),
    ("DEL", 1, true),
    ("ECHO", 1, false),
    ("EXISTS", 1, true),
    ("EXPIRE", 2, true),
    ("FLUSHALL", 0, true),
    ("FLUSHDB", 0, true),
    ("GET", 1, false),
    ("GETSET", 2, false),
    ("HDEL", 2, true),
    ("HEXISTS", 2, false),
    ("HGET", 2, false),
    ("HGETALL", 1, false),
    ("HINCRBY", 3, false),
    ("HKEYS", 1, false),
    ("HLEN", 1, false),
    ("HSET", 3, true),
    ("HVALS", 1, false),
    ("INCR", 1, false),
    ("INCRBY", 2, false),
    ("KEYS", 1, false),
    ("LLEN", 1, false),
    ("LPOP", 1, true),
    ("LPUSH", 2, true),
    ("LRANGE", 3, false),
    ("MGET", 1, true),
    ("MSET", 2, true),
    ("PERSIST", 1, false),
    ("PING", 0, true),
    ("RPOP", 1, true),
    ("RPUSH", 2, true),
    ("SADD", 2, true),
    ("SCARD", 1, false),
    ("SELECT", 1, false),
    ("SET", 2, true),
    ("SETEX", 3, false),
    ("SETNX", 2, false),
    ("SISMEMBER", 2, false),
    ("SMEMBERS", 1, false),
    ("SREM", 2, true),
    ("STRLEN", 1, false),
    ("TTL", 1, false),
    ("TYPE", 1, false),
];

type Answer = Result<Reply, String>;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn number(bytes: &[u8]) -> Result<i64, String> {
    text(bytes).parse().map_err(|_| NO_NUMBER.to_owned())
}

impl Data {
    /// Runs a command at a moment, in microseconds. None for one that is not about keys.
    pub(super) fn run(&mut self, words: &[Vec<u8>], now: u64) -> Option<Reply> {
        let name = text(words.first()?).to_ascii_uppercase();
        let (_, least, more) = COMMANDS.iter().find(|(known, ..)| *known == name)?;
        let args = &words[1..];
        if args.len() < *least || args.len() > *least && !more {
            let name = name.to_ascii_lowercase();
            return Some(Reply::Error(format!("ERR wrong number of arguments for '{name}' command")));
        }
        self.keys.retain(|_, (_, end)| end.is_none_or(|end| end > now));
        let answer = match name.as_str() {
            "PING" => {
                Ok(args.first().map_or_else(|| Reply::Status("PONG".to_owned()), |word| Reply::Bulk(word.clone())))
            }
            "ECHO" => Ok(Reply::Bulk(args[0].clone())),
            "SELECT" | "FLUSHALL" | "FLUSHDB" => {
                if name != "SELECT" {
                    self.keys.clear();
                }
                Ok(Reply::ok())
            }
            "DBSIZE" => Ok(Reply::Int(self.keys.len() as i64)),
            "KEYS" => {
                let pattern = text(&args[0]);
                Ok(Reply::Array(
                    self.keys
                        .keys()
                        .filter(|key| glob::shell_match(&pattern, key))
                        .map(|key| Reply::text(key))
                        .collect(),
                ))
            }
            "DEL" => {
                Ok(Reply::Int(args.iter().filter(|key| self.keys.shift_remove(&text(key)).is_some()).count() as i64))
            }
            "EXISTS" => Ok(Reply::Int(args.iter().filter(|key| self.keys.contains_key(&text(key))).count() as i64)),
            "MGET" => Ok(Reply::Array(args.iter().map(|key| self.bulk(&text(key)).unwrap_or(Reply::Nil)).collect())),
            "MSET" if args.len() % 2 == 1 => Err("ERR wrong number of arguments for 'mset' command".to_owned()),
            "MSET" => {
                for pair in args.chunks_exact(2) {
                    self.keys.insert(text(&pair[0]), (Value::Text(pair[1].clone()), None));
                }
                Ok(Reply::ok())
            }
            _ => self.on_key(&name, &text(&args[0]), &args[1..], now),
        };
        Some(answer.unwrap_or_else(Reply::Error))
    }

    fn on_key(&mut self, name: &str, key: &str, args: &[Vec<u8>], now: u64) -> Answer {
        match name.as_bytes()[0] {
            b'H' => return self.hash(name, key, args),
            b'L' | b'R' => return self.list(name, key, args),
            _ if matches!(name, "SADD" | "SCARD" | "SISMEMBER" | "SMEMBERS" | "SREM") => {
                return self.set(name, key, args);
            }
            _ => {}
        }
        match name {
            "GET" => self.bulk(key),
            "SET" => self.store(key, &args[0], &args[1..], now),
            "SETEX" => {
                let end = now.saturating_add_signed(number(&args[0])?.saturating_mul(1_000_000));
                self.keys.insert(key.to_owned(), (Value::Text(args[1].clone()), Some(end)));
                Ok(Reply::ok())
            }
            "SETNX" if self.keys.contains_key(key) => Ok(Reply::Int(0)),
            "SETNX" => {
                self.keys.insert(key.to_owned(), (Value::Text(args[0].clone()), None));
                Ok(Reply::Int(1))
            }
            "GETSET" => {
                let old = self.bulk(key)?;
                self.keys.insert(key.to_owned(), (Value::Text(args[0].clone()), None));
                Ok(old)
            }
            "APPEND" | "STRLEN" => {
                let mut value = self.bytes(key)?.unwrap_or_default();
                let length = value.len();
                if name == "APPEND" {
                    value.extend(&args[0]);
                    let length = value.len();
                    self.put(key, Value::Text(value));
                    return Ok(Reply::Int(length as i64));
                }
                Ok(Reply::Int(length as i64))
            }
            "INCR" | "DECR" | "INCRBY" | "DECRBY" => {
                let by = args.first().map_or(Ok(1), |word| number(word))?;
                let by = if name.starts_with('D') { by.wrapping_neg() } else { by };
                let old = self.bytes(key)?.map_or(Ok(0), |bytes| number(&bytes))?;
                let new = old.checked_add(by).ok_or("ERR increment or decrement would overflow")?;
                self.put(key, Value::Text(new.to_string().into_bytes()));
                Ok(Reply::Int(new))
            }
            "EXPIRE" => {
                let end = now.saturating_add_signed(number(&args[0])?.saturating_mul(1_000_000));
                let entry = self.keys.get_mut(key);
                Ok(Reply::Int(entry.map_or(0, |entry| {
                    entry.1 = Some(end);
                    1
                })))
            }
            "PERSIST" => {
                Ok(Reply::Int(i64::from(self.keys.get_mut(key).is_some_and(|entry| entry.1.take().is_some()))))
            }
            "TTL" => Ok(Reply::Int(match self.keys.get(key) {
                None => -2,
                Some((_, None)) => -1,
                Some((_, Some(end))) => (end.saturating_sub(now) + 999_999).cast_signed() / 1_000_000,
            })),
            "TYPE" => Ok(Reply::Status(
                match self.keys.get(key) {
                    None => "none",
                    Some((Value::Text(_), _)) => "string",
                    Some((Value::List(_), _)) => "list",
                    Some((Value::Hash(_), _)) => "hash",
                    Some((Value::Set(_), _)) => "set",
                }
                .to_owned(),
            )),
            _ => Err(SYNTAX.to_owned()),
        }
    }

    /// Replaces a value and leaves its end.
    fn put(&mut self, key: &str, value: Value) {
        let end = self.keys.get(key).and_then(|(_, end)| *end);
        self.keys.insert(key.to_owned(), (value, end));
    }

    fn bytes(&self, key: &str) -> Result<Option<Vec<u8>>, String> {
        match self.keys.get(key) {
            None => Ok(None),
            Some((Value::Text(bytes), _)) => Ok(Some(bytes.clone())),
            Some(_) => Err(WRONG_TYPE.to_owned()),
        }
    }

    fn bulk(&self, key: &str) -> Answer {
        Ok(self.bytes(key)?.map_or(Reply::Nil, Reply::Bulk))
    }

    fn store(&mut self, key: &str, value: &[u8], options: &[Vec<u8>], now: u64) -> Answer {
        let (mut end, mut words) = (None, options.iter());
        let there = self.keys.contains_key(key);
        let mut keeps = false;
        while let Some(word) = words.next() {
            match text(word).to_ascii_uppercase().as_str() {
                "NX" if there => return Ok(Reply::Nil),
                "XX" if !there => return Ok(Reply::Nil),
                "NX" | "XX" => {}
                "KEEPTTL" => keeps = true,
                unit @ ("EX" | "PX") => {
                    let unit = if unit == "EX" { 1_000_000 } else { 1_000 };
                    let span = number(words.next().ok_or(SYNTAX)?)?;
                    if span <= 0 {
                        return Err("ERR invalid expire time in 'set' command".to_owned());
                    }
                    end = Some(now.saturating_add_signed(span.saturating_mul(unit)));
                }
                _ => return Err(SYNTAX.to_owned()),
            }
        }
        if keeps {
            end = self.keys.get(key).and_then(|(_, end)| *end);
        }
        self.keys.insert(key.to_owned(), (Value::Text(value.to_vec()), end));
        Ok(Reply::ok())
    }

    fn list(&mut self, name: &str, key: &str, args: &[Vec<u8>]) -> Answer {
        let pushes = name.ends_with("PUSH");
        let entry = match self.keys.get_mut(key) {
            None if !pushes => {
                return Ok(match name {
                    "LLEN" => Reply::Int(0),
                    "LRANGE" => Reply::Array(Vec::new()),
                    _ => Reply::Nil,
                });
            }
            None => &mut self.keys.entry(key.to_owned()).or_insert((Value::List(VecDeque::new()), None)).0,
            Some((value, _)) => value,
        };
        let Value::List(list) = entry else { return Err(WRONG_TYPE.to_owned()) };
        let reply = match name {
            "LPUSH" | "RPUSH" => {
                for word in args {
                    if name == "LPUSH" { list.push_front(word.clone()) } else { list.push_back(word.clone()) }
                }
                Reply::Int(list.len() as i64)
            }
            "LPOP" | "RPOP" => {
                let popped = if name == "LPOP" { list.pop_front() } else { list.pop_back() };
                popped.map_or(Reply::Nil, Reply::Bulk)
            }
            "LLEN" => Reply::Int(list.len() as i64),
            _ => {
                let length = list.len() as i64;
                let place = |word: &[u8]| number(word).map(|at| if at < 0 { (at + length).max(0) } else { at });
                let (start, stop) = (place(&args[0])?, number(&args[1])?);
                let stop = if stop < 0 { stop + length } else { stop };
                let items = list.iter().enumerate().filter(|(at, _)| (start..=stop).contains(&(*at as i64)));
                Reply::Array(items.map(|(_, item)| Reply::Bulk(item.clone())).collect())
            }
        };
        if list.is_empty() {
            self.keys.shift_remove(key);
        }
        Ok(reply)
    }

    fn hash(&mut self, name: &str, key: &str, args: &[Vec<u8>]) -> Answer {
        if name == "HSET" && args.len() % 2 == 1 {
            return Err("ERR wrong number of arguments for 'hset' command".to_owned());
        }
        let entry = self.keys.entry(key.to_owned()).or_insert((Value::Hash(IndexMap::new()), None));
        let Value::Hash(hash) = &mut entry.0 else { return Err(WRONG_TYPE.to_owned()) };
        let field = args.first().map(|word| text(word)).unwrap_or_default();
        let reply = match name {
            "HSET" => {
                let new = args.chunks_exact(2).filter(|pair| hash.insert(text(&pair[0]), pair[1].clone()).is_none());
                Reply::Int(new.count() as i64)
            }
            "HGET" => hash.get(&field).map_or(Reply::Nil, |value| Reply::Bulk(value.clone())),
            "HEXISTS" => Reply::Int(i64::from(hash.contains_key(&field))),
            "HDEL" => Reply::Int(args.iter().filter(|word| hash.shift_remove(&text(word)).is_some()).count() as i64),
            "HLEN" => Reply::Int(hash.len() as i64),
            "HKEYS" => Reply::Array(hash.keys().map(|field| Reply::text(field)).collect()),
            "HVALS" => Reply::Array(hash.values().map(|value| Reply::Bulk(value.clone())).collect()),
            "HINCRBY" => {
                let old = hash.get(&field).map_or(Ok(0), |value| number(value))?;
                let new = old.saturating_add(number(&args[1])?);
                hash.insert(field, new.to_string().into_bytes());
                Reply::Int(new)
            }
            _ => Reply::Array(
                hash.iter().flat_map(|(field, value)| [Reply::text(field), Reply::Bulk(value.clone())]).collect(),
            ),
        };
        if hash.is_empty() {
            self.keys.shift_remove(key);
        }
        Ok(reply)
    }

    fn set(&mut self, name: &str, key: &str, args: &[Vec<u8>]) -> Answer {
        let entry = self.keys.entry(key.to_owned()).or_insert((Value::Set(IndexSet::new()), None));
        let Value::Set(set) = &mut entry.0 else { return Err(WRONG_TYPE.to_owned()) };
        let reply = match name {
            "SADD" => Reply::Int(args.iter().filter(|word| set.insert(text(word))).count() as i64),
            "SREM" => Reply::Int(args.iter().filter(|word| set.shift_remove(&text(word))).count() as i64),
            "SCARD" => Reply::Int(set.len() as i64),
            "SISMEMBER" => Reply::Int(i64::from(set.contains(&text(&args[0])))),
            _ => Reply::Array(set.iter().map(|member| Reply::text(member)).collect()),
        };
        if set.is_empty() {
            self.keys.shift_remove(key);
        }
        Ok(reply)
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// All of it as a file keeps it.
    pub(super) fn dump(&self) -> String {
        let rows = self.keys.iter().map(|(key, (value, end))| {
            let value = match value {
                Value::Text(bytes) => json!(text(bytes)),
                Value::List(list) => json!([list.iter().map(|item| text(item)).collect::<Vec<_>>()]),
                Value::Set(set) => json!([[set.iter().collect::<Vec<_>>()]]),
                Value::Hash(hash) => {
                    Json::Object(hash.iter().map(|(field, value)| (field.clone(), json!(text(value)))).collect())
                }
            };
            json!([key, value, end])
        });
        Json::Array(rows.collect()).to_string()
    }

    /// Reads what [`Self::dump`] wrote; what cannot be read is left out.
    pub(super) fn load(source: &str) -> Self {
        let rows: Vec<Json> = serde_json::from_str(source).unwrap_or_default();
        let words = |list: &Json| {
            list.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect::<Vec<_>>()
        };
        let row = |row: &Json| {
            let value = match &row[1] {
                Json::String(text) => Value::Text(text.clone().into_bytes()),
                Json::Object(fields) => Value::Hash(
                    fields
                        .iter()
                        .map(|(field, value)| (field.clone(), value.as_str().unwrap_or_default().as_bytes().to_vec()))
                        .collect(),
                ),
                list if list[0][0].is_array() => Value::Set(words(&list[0][0]).into_iter().collect()),
                list => Value::List(words(&list[0]).into_iter().map(String::into_bytes).collect()),
            };
            Some((row[0].as_str()?.to_owned(), (value, row[2].as_u64())))
        };
        Self { keys: rows.iter().filter_map(row).collect() }
    }
}
