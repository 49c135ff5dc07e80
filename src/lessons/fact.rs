//! The closed list of facts that a check can ask for beside commands, answers and files: how they are written. How they are
//! looked at is in `facts`.

use std::fmt;

use crate::base::units;

/// How two numbers compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// As many.
    Equal,
    /// As many or more.
    AtLeast,
    /// As many or fewer.
    AtMost,
    /// More.
    More,
    /// Fewer.
    Less,
}

const RELATIONS: [(&str, Relation); 5] = [
    ("=", Relation::Equal),
    (">=", Relation::AtLeast),
    ("<=", Relation::AtMost),
    (">", Relation::More),
    ("<", Relation::Less),
];

impl Relation {
    /// Whether `left` stands in this relation to `right`.
    pub fn holds(self, left: u64, right: u64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::AtLeast => left >= right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::Less => left < right,
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = RELATIONS.iter().find(|(_, known)| known == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}

/// How many are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The relation.
    pub relation: Relation,
    /// The number.
    pub number: u64,
}

impl Count {
    /// Whether so many are right.
    pub fn holds(self, found: u64) -> bool {
        self.relation.holds(found, self.number)
    }

    /// In words: `2`, `>= 2`.
    pub fn words(self) -> String {
        if self.relation == Relation::Equal {
            self.number.to_string()
        } else {
            format!("{} {}", self.relation, self.number)
        }
    }
}

/// A container's state as a check names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Made and never started.
    Created,
    /// Its first process runs.
    Running,
    /// Frozen.
    Paused,
    /// Not running and not paused, however it came there.
    Stopped,
    /// It ended; with this exit code, where one is given.
    Exited(Option<i32>),
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Created => f.write_str("created"),
            Self::Running => f.write_str("running"),
            Self::Paused => f.write_str("paused"),
            Self::Stopped => f.write_str("stopped"),
            Self::Exited(None) => f.write_str("exited"),
            Self::Exited(Some(code)) => write!(f, "exited({code})"),
        }
    }
}

/// Something that is so, or not, in a world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// `image node:24`, `no image node:24`
    Image {
        /// The reference.
        name: String,
        /// Whether it is to be there.
        there: bool,
    },
    /// `images of app = 2`, `images >= 1`, `images dangling = 0`
    Images {
        /// Those with a tag in this repository.
        of: Option<String>,
        /// Those without a tag.
        dangling: bool,
        /// How many.
        count: Count,
    },
    /// `same image app:1 app:latest`, `different image app:1 app:2`
    Same {
        /// The two references.
        names: [String; 2],
        /// Whether they are to be the same.
        same: bool,
    },
    /// `container web`, `container web running`, `container web exited(0) from nginx:alpine on net`, `no container web`
    Container {
        /// The name.
        name: String,
        /// Its state.
        state: Option<Standing>,
        /// The image that it was made from.
        from: Option<String>,
        /// A network that it is on.
        on: Option<String>,
        /// Whether there is to be such a container.
        there: bool,
    },
    /// `containers running from nginx:alpine >= 2`
    Containers {
        /// Their state.
        state: Option<Standing>,
        /// The image that they were made from.
        from: Option<String>,
        /// How many.
        count: Count,
    },
    /// `volume data`, `no volume data`
    Volume {
        /// The name.
        name: String,
        /// Whether it is to be there.
        there: bool,
    },
    /// `network app`, `no network app`
    Network {
        /// The name.
        name: String,
        /// Whether it is to be there.
        there: bool,
    },
    /// `layers shared by app:1 and app:2 >= 4`
    Shared {
        /// The two references.
        names: [String; 2],
        /// How many.
        count: Count,
    },
    /// `layer of app with /tmp/key`, `no layer of app with /tmp/key`
    Layer {
        /// The reference.
        image: String,
        /// The absolute path.
        path: String,
        /// Whether some layer is to bring it.
        there: bool,
    },
    /// `size of app < 20MB`
    Size {
        /// The reference.
        image: String,
        /// The bound.
        relation: Relation,
        /// In bytes.
        bytes: u64,
    },
    /// `event container die exitCode=137 >= 1`
    Event {
        /// `container`, `image`, `network`, `volume`, `builder`.
        kind: String,
        /// The action, up to a colon: `start`, `exec_create`.
        action: String,
        /// What the actor's attributes hold; `*` stands for anything.
        attributes: Vec<(String, String)>,
        /// How often.
        count: Count,
    },
    /// `pushed learner/app:1`
    Pushed {
        /// The reference.
        name: String,
    },
}

/// The events' kinds.
const KINDS: [&str; 5] = ["builder", "container", "image", "network", "volume"];

/// The numbers at the end of `... >= 2`; the rest stays in `words`.
fn count(words: &mut Vec<&str>) -> Result<Option<Count>, String> {
    let Some((relation, _)) = words.iter().rev().nth(1).and_then(|word| relation(word).map(|found| (found, word)))
    else {
        return Ok(None);
    };
    let number = words.last().copied().unwrap_or_default();
    let number = number.parse().map_err(|_| format!("`{number}` is no number"))?;
    words.truncate(words.len() - 2);
    Ok(Some(Count { relation, number }))
}

fn relation(word: &str) -> Option<Relation> {
    RELATIONS.iter().find(|(name, _)| *name == word).map(|(_, relation)| *relation)
}

fn standing(word: &str) -> Option<Standing> {
    Some(match word {
        "created" => Standing::Created,
        "running" => Standing::Running,
        "paused" => Standing::Paused,
        "stopped" => Standing::Stopped,
        "exited" => Standing::Exited(None),
        _ => Standing::Exited(Some(word.strip_prefix("exited(")?.strip_suffix(')')?.parse().ok()?)),
    })
}

/// What may follow a container or `containers`.
#[derive(Default)]
struct Traits {
    state: Option<Standing>,
    from: Option<String>,
    on: Option<String>,
}

fn traits(words: &[&str]) -> Result<Traits, String> {
    let mut found = Traits::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut next =
            || words.next().map(|word| (*word).to_owned()).ok_or_else(|| format!("a name is missing after `{word}`"));
        match *word {
            "from" => found.from = Some(next()?),
            "on" => found.on = Some(next()?),
            other => {
                let state = standing(other).ok_or_else(|| {
                    format!(
                        "`{other}` is no state: created, running, paused, stopped, exited, exited(N), or `from`, `on`"
                    )
                })?;
                found.state = Some(state);
            }
        }
    }
    Ok(found)
}

/// Reads one fact. The error says what is wrong.
pub fn parse(text: &str) -> Result<Fact, String> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let there = words.first() != Some(&"no");
    if !there {
        words.remove(0);
    }
    let owned = |word: &str| word.to_owned();
    let fact = match (words.as_slice(), there) {
        (["image", name], _) => Fact::Image { name: owned(name), there },
        (["volume", name], _) => Fact::Volume { name: owned(name), there },
        (["network", name], _) => Fact::Network { name: owned(name), there },
        (["container", name, rest @ ..], _) => {
            let Traits { state, from, on } = traits(rest)?;
            Fact::Container { name: owned(name), state, from, on, there }
        }
        (["layer", "of", image, "with", path], _) if path.starts_with('/') => {
            Fact::Layer { image: owned(image), path: owned(path), there }
        }
        (["same", "image", a, b], true) => Fact::Same { names: [owned(a), owned(b)], same: true },
        (["different", "image", a, b], true) => Fact::Same { names: [owned(a), owned(b)], same: false },
        (["pushed", name], true) => Fact::Pushed { name: owned(name) },
        (["size", "of", image, than, size], true) => {
            let relation = relation(than).ok_or_else(|| format!("`{than}` is none of = >= <= > <"))?;
            let bytes = units::from_human_size(size)?;
            Fact::Size { image: owned(image), relation, bytes: u64::try_from(bytes).unwrap_or(0) }
        }
        (["images" | "containers" | "event" | "layers", ..], true) => return counted(words),
        _ => return Err(format!("no such check: `{text}`")),
    };
    Ok(fact)
}

/// The facts that end in a number.
fn counted(mut words: Vec<&str>) -> Result<Fact, String> {
    let number = count(&mut words)?;
    let needed = || number.ok_or_else(|| "a number is missing at the end, such as `>= 2`".to_owned());
    let owned = |word: &str| word.to_owned();
    match words.as_slice() {
        ["images"] => Ok(Fact::Images { of: None, dangling: false, count: needed()? }),
        ["images", "dangling"] => Ok(Fact::Images { of: None, dangling: true, count: needed()? }),
        ["images", "of", name] => Ok(Fact::Images { of: Some(owned(name)), dangling: false, count: needed()? }),
        ["containers", rest @ ..] => {
            let Traits { state, from, on } = traits(rest)?;
            if on.is_some() {
                return Err("`containers` takes no `on`".to_owned());
            }
            Ok(Fact::Containers { state, from, count: needed()? })
        }
        ["layers", "shared", "by", a, "and", b] => Ok(Fact::Shared { names: [owned(a), owned(b)], count: needed()? }),
        ["event", kind, action, rest @ ..] if KINDS.contains(kind) => {
            let pair = |word: &&str| {
                let (name, value) = word.split_once('=').ok_or_else(|| format!("`{word}` is no NAME=VALUE"))?;
                Ok((name.to_owned(), value.to_owned()))
            };
            let attributes = rest.iter().map(pair).collect::<Result<Vec<_>, String>>()?;
            let count = number.unwrap_or(Count { relation: Relation::AtLeast, number: 1 });
            Ok(Fact::Event { kind: owned(kind), action: owned(action), attributes, count })
        }
        _ => Err(format!("no such check: `{}`", words.join(" "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_read_from_words() {
        let at_least = |number| Count { relation: Relation::AtLeast, number };
        let wanted = Fact::Containers {
            state: Some(Standing::Running),
            from: Some("nginx:alpine".to_owned()),
            count: at_least(2),
        };
        assert_eq!(parse("containers running from nginx:alpine >= 2"), Ok(wanted));
        let container = parse("no container db exited(137)").unwrap();
        assert!(matches!(container, Fact::Container { state: Some(Standing::Exited(Some(137))), there: false, .. }));
        let event = parse("event container die exitCode=137").unwrap();
        assert!(matches!(event, Fact::Event { count, .. } if count == at_least(1)));
        assert!(matches!(parse("size of app < 20MB"), Ok(Fact::Size { bytes: 20_000_000, .. })));
        for wrong in
            ["", "no", "image", "images of x", "containers running >= x", "event moon rise", "container a flying"]
        {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
