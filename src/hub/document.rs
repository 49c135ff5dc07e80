//! Reads one repository's data file (`static/hub/NAME.json`) into manifests. The format is described in
//! `static/hub/README.md`; files that do not follow it yield fewer images, never an error in the middle of a session.

use std::rc::Rc;

use serde_json::Value;

use super::manifest::{History, ImageConfig, LayerInfo, Manifest, diff_id_of, made_up};
use crate::base::{Digest, Time};

/// Layers below this size, in bytes, hold scripts and links, which are alike in all versions.
const SCRIPT: u64 = 100_000;

/// The images of one repository's document, in the file's order; `None` when it is not JSON of the expected shape.
pub(super) fn parse(text: &str) -> Option<Vec<Rc<Manifest>>> {
    let document: Value = serde_json::from_str(text).ok()?;
    let repository: Rc<str> = Rc::from(document["name"].as_str()?);
    let mut images: Vec<Rc<Manifest>> = Vec::new();
    for tag in document["tags"].as_array()? {
        if let Some(image) = image(&repository, tag, &images) {
            images.push(Rc::new(image));
        }
    }
    Some(images)
}

/// One image; `earlier` are those before it in the file, which it may refer to with `like` and `base`.
fn image(repository: &Rc<str>, tag: &Value, earlier: &[Rc<Manifest>]) -> Option<Manifest> {
    let name = tag["tag"].as_str()?;
    let created = Time::parse_rfc3339(tag["created"].as_str()?)?;
    let key = format!("{repository}:{name}");
    let mut image = match tag["like"].as_str() {
        Some(model) => {
            let base = tag["base"].as_str().unwrap_or(model);
            derived(tag, &key, find(earlier, model)?, find(earlier, base)?, created)
        }
        None => listed(repository, tag, &key),
    };
    image.tags = std::iter::once(name).chain(strings(&tag["aliases"])).map(Rc::from).collect();
    image.created = created;
    image.illustrative = tag["illustrative"] == true || tag["partial"] == true;
    image.digest = digest_or(&tag["digest"], &key, "index");
    image.platform_digest = digest_or(&tag["platform"], &key, "manifest");
    image.id = digest_or(&tag["id"], &key, "config");
    if tag["config"].is_object() {
        image.config = config(&tag["config"]);
    }
    Some(image)
}

fn find<'a>(images: &'a [Rc<Manifest>], tag: &str) -> Option<&'a Manifest> {
    images.iter().find(|image| image.tags.iter().any(|name| &**name == tag)).map(|image| &**image)
}

/// An image whose history the file lists.
fn listed(repository: &Rc<str>, tag: &Value, key: &str) -> Manifest {
    let mut image = empty(repository);
    for row in tag["history"].as_array().into_iter().flatten() {
        let created_by = row[1].as_str().unwrap_or_default();
        let size = row[3].as_u64();
        image.history.push(History {
            created: row[0].as_str().and_then(Time::parse_rfc3339).unwrap_or_default(),
            created_by: Rc::from(created_by),
            comment: Rc::from(comment(created_by)),
            empty_layer: size.is_none(),
        });
        if let Some(size) = size {
            let part = format!("layer {}", image.layers.len());
            let digest = digest_or(&row[2], key, &part);
            image.layers.push(layer(digest, size, row[4].as_u64().unwrap_or(size)));
        }
    }
    image
}

/// An image like another one of the file: its first `keep` layers are those of `base`, the others get digests of their
/// own and sizes scaled by `scale` per mille, and in texts each `swap` pair replaces a version.
fn derived(tag: &Value, key: &str, model: &Manifest, base: &Manifest, created: Time) -> Manifest {
    let keep = tag["keep"].as_u64().unwrap_or(1) as usize;
    let scale = tag["scale"].as_u64().unwrap_or(1_000);
    let swaps: Vec<&str> = strings(&tag["swap"]).collect();
    let swap = |text: &str| {
        let pairs = swaps.chunks_exact(2);
        pairs.fold(text.to_owned(), |text, pair| text.replace(pair[0], pair[1]))
    };
    let mut image = empty(&model.repository);
    let (from_base, _) = split(&base.history, keep);
    let (_, from_model) = split(&model.history, keep);
    image.history.extend_from_slice(from_base);
    image.layers.extend(base.layers.iter().take(keep).cloned());
    for entry in from_model {
        image.history.push(History { created, created_by: Rc::from(swap(&entry.created_by)), ..entry.clone() });
    }
    for (index, own) in model.layers.iter().enumerate().skip(keep) {
        // A layer without files is the same blob everywhere.
        image.layers.push(if own.disk_size == 0 {
            own.clone()
        } else {
            let digest = made_up(key, &format!("layer {index}"));
            let scale = if own.disk_size < SCRIPT { 1_000 } else { scale };
            layer(digest, own.size * scale / 1_000, own.disk_size * scale / 1_000)
        });
    }
    image.config = model.config.clone();
    let ImageConfig { env, cmd, entrypoint, working_dir, volumes, labels, .. } = &mut image.config;
    let texts = env.iter_mut().chain(volumes).chain(cmd.iter_mut().chain(entrypoint).flatten());
    for text in texts.chain(labels.values_mut()).chain([working_dir]) {
        *text = swap(text);
    }
    image
}

/// Parts a history after the entry that made layer number `keep`.
fn split(history: &[History], keep: usize) -> (&[History], &[History]) {
    let mut layers = 0;
    let at = history.iter().position(|entry| {
        layers += usize::from(!entry.empty_layer);
        layers > keep
    });
    // The configuration steps after the last kept layer go with it when nothing follows, else with what follows.
    let at = at.unwrap_or(history.len());
    let shared = history[..at].iter().rposition(|entry| !entry.empty_layer).map_or(0, |last| last + 1);
    let shell = history[shared..at].first().is_some_and(|entry| is_base_command(&entry.created_by));
    history.split_at(shared + usize::from(shell))
}

/// Whether a step is the default command that base images such as alpine end with.
fn is_base_command(created_by: &str) -> bool {
    created_by.contains("CMD [\"/bin/sh\"]") || created_by.contains("CMD [\"bash\"]")
}

fn empty(repository: &Rc<str>) -> Manifest {
    let none = Digest::of(b"");
    Manifest {
        repository: Rc::clone(repository),
        tags: Vec::new(),
        digest: none.clone(),
        platform_digest: none.clone(),
        id: none,
        created: Time::default(),
        illustrative: false,
        config: ImageConfig::default(),
        config_json: None,
        layers: Vec::new(),
        history: Vec::new(),
    }
}

fn layer(digest: Digest, size: u64, disk_size: u64) -> LayerInfo {
    LayerInfo { diff_id: diff_id_of(&digest), digest, size, disk_size, content: None }
}

/// A published digest, or one made up from what it stands for.
fn digest_or(value: &Value, key: &str, part: &str) -> Digest {
    let published = value.as_str().and_then(|hex| Digest::parse(&format!("sha256:{hex}")));
    published.unwrap_or_else(|| made_up(key, part))
}

/// The remark of the builder that recorded a step: BuildKit's, Debian's image builder's, none for the classic one.
fn comment(created_by: &str) -> &'static str {
    let first = created_by.split([' ', '[']).next().unwrap_or_default();
    if created_by.starts_with("# debian.sh") {
        "debuerreotype 0.17"
    } else if !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_uppercase()) {
        "buildkit.dockerfile.v0"
    } else {
        ""
    }
}

fn config(value: &Value) -> ImageConfig {
    let list = |name: &str| -> Vec<String> { strings(&value[name]).map(str::to_owned).collect() };
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let command = |name: &str| value[name].is_array().then(|| list(name));
    let labels = value["Labels"].as_object().into_iter().flatten();
    ImageConfig {
        env: list("Env"),
        cmd: command("Cmd"),
        entrypoint: command("Entrypoint"),
        working_dir: text("WorkingDir"),
        user: text("User"),
        stop_signal: text("StopSignal"),
        exposed_ports: list("ExposedPorts"),
        volumes: list("Volumes"),
        labels: labels.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect(),
    }
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}
