//! The names that the map's nodes have for assistive technology and tests, in sentence parts, and the commands that they
//! stand for.

use crate::session::view::{
    ContainerState, ContainerView, HostView, ImageView, LayerView, Origin, PullLayerView, PullState,
};
use crate::session::words::{count, size};

/// The icon of a state.
pub(super) fn state_icon(container: &ContainerView) -> &'static str {
    match container.state {
        ContainerState::Created => "created",
        ContainerState::Running => "play",
        ContainerState::Paused => "pause",
        ContainerState::Restarting => "restart",
        ContainerState::Exited if container.exit_code == 0 => "stop",
        ContainerState::Exited | ContainerState::Dead => "fail",
        ContainerState::Removing => "stop",
    }
}

/// The state that the style sheets colour: an end with an error is another one than an end.
pub(super) fn state_name(container: &ContainerView) -> &'static str {
    match container.state {
        ContainerState::Created => "created",
        ContainerState::Running => "running",
        ContainerState::Paused => "paused",
        ContainerState::Restarting => "restarting",
        ContainerState::Exited if container.exit_code == 0 => "exited",
        ContainerState::Exited | ContainerState::Dead => "failed",
        ContainerState::Removing => "exited",
    }
}

/// The word for a state.
pub(super) fn state_word(container: &ContainerView) -> String {
    match container.state {
        ContainerState::Created => "created".to_owned(),
        ContainerState::Running => "running".to_owned(),
        ContainerState::Paused => "paused".to_owned(),
        ContainerState::Restarting => "restarting".to_owned(),
        ContainerState::Exited => format!("exited ({})", container.exit_code),
        ContainerState::Dead => "dead".to_owned(),
        ContainerState::Removing => "removing".to_owned(),
    }
}

/// An image's name: its first tag, or what docker prints for none.
pub(super) fn image_name(image: &ImageView) -> &str {
    image.tags.first().map_or("<none>", String::as_str)
}

/// The image of a container with its tag, whether or not the tag was typed.
pub(super) fn image_of(host: &HostView, container: &ContainerView) -> String {
    let typed = &container.image;
    let latest = format!("{typed}:latest");
    let image = host.images.iter().find(|image| image.id == container.image_id);
    let has = |tag: &str| image.is_some_and(|image| image.tags.iter().any(|known| known == tag));
    if !has(typed) && has(&latest) { latest } else { typed.clone() }
}

/// The name of a container's node.
pub(super) fn container_label(host: &HostView, container: &ContainerView) -> String {
    let image = image_of(host, container);
    let first = format!("Container {}, {}, from {image}", container.name, state_word(container));
    let ports = container.ports.iter().map(|port| format!("port {}→{}", port.host_port, port.container_port));
    let volumes = container.mounts.iter().filter_map(|mount| {
        let volume = mount.volume.as_ref()?;
        Some(format!("volume {volume} at {}", mount.target))
    });
    std::iter::once(first).chain(ports).chain(volumes).collect::<Vec<_>>().join(", ")
}

/// The name of an image's node.
pub(super) fn image_label(image: &ImageView, tag: Option<&str>) -> String {
    let short = image.id.trim_start_matches("sha256:").get(..12).unwrap_or(&image.id);
    let layers = count(image.layers as usize, "layer");
    match tag {
        Some(tag) => format!("Image {tag}, {layers}"),
        None => format!("Image {short} without a tag, {layers}"),
    }
}

/// The name of a layer's node; `layers` are those of a folded run.
pub(super) fn layer_label(what: &str, bytes: u64, layers: usize, shared: u32, origin: Origin) -> String {
    let mut parts = vec![format!("Layer {what}"), size(bytes)];
    if layers > 1 {
        parts.push(count(layers, "layer"));
    }
    if shared > 1 {
        parts.push(format!("shared by {shared} images"));
    }
    if origin == Origin::Built {
        parts.push("built here".to_owned());
    }
    parts.join(", ")
}

/// What a brick says of a layer, or of a run of them: the largest speaks for all.
pub(super) fn brick_words(layers: &[&LayerView]) -> (String, u64, Origin) {
    let largest = layers.iter().max_by_key(|layer| layer.size);
    let bytes = layers.iter().map(|layer| layer.size).sum();
    largest.map_or_else(Default::default, |layer| (layer.label.clone(), bytes, layer.origin))
}

/// How far an arriving layer is, in words and per cent.
pub(super) fn arrival(layer: &PullLayerView) -> (String, u32) {
    let done = (layer.done * 100).checked_div(layer.total).unwrap_or(0).min(100) as u32;
    match layer.state {
        PullState::Waiting => ("waiting".to_owned(), 0),
        PullState::Downloading if layer.done >= layer.total => (size(layer.total), 100),
        PullState::Downloading => {
            let (done_text, total) = (size(layer.done), size(layer.total));
            let unit = total.split_once(' ').map_or("", |(_, unit)| unit);
            let done_text = done_text.strip_suffix(unit).map_or(done_text.clone(), |number| number.trim().to_owned());
            (format!("{done_text} / {total}"), done)
        }
        PullState::Extracting => ("extracting".to_owned(), 100),
        PullState::Complete | PullState::Exists => (size(layer.total), 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::sample;

    #[test]
    fn labels_are_sentence_parts() {
        let host = sample::host();
        let mut lab = host.containers[0].clone();
        assert_eq!(container_label(&host, &lab), "Container lab, exited (0), from node:24");
        assert_eq!(
            container_label(&host, &host.containers[2]),
            "Container web1, running, from my-app:1, port 3001→3000, volume notes at /data"
        );
        assert_eq!(image_label(&host.images[1], Some("node:24")), "Image node:24, 8 layers");
        lab.image = "hello-world".to_owned();
        lab.image_id.clone_from(&host.images[0].id);
        assert_eq!(image_of(&host, &lab), "hello-world:latest");
    }

    #[test]
    fn arrivals_name_the_unit_once() {
        let layer = PullLayerView {
            state: PullState::Downloading,
            done: 110_000_000,
            total: 177_000_000,
            ..PullLayerView::default()
        };
        assert_eq!(arrival(&layer), ("110 / 177 MB".to_owned(), 62));
    }
}
