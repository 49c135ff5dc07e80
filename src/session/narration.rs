//! What a command did, in one sentence for people: found by comparing the world before it with the world after it. It
//! prints nothing in the terminal.

use super::view::{ContainerState, ContainerView, HostView, ImageView, PullState};
use super::words;

/// Who a command passes through, always in this order so that the path can be learned.
pub const ACTORS: [&str; 5] = ["client", "engine", "Hub", "image", "container"];

/// An actor's part in a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It was passed.
    Passed,
    /// It is where the command ended.
    Current,
    /// It was not needed.
    Skipped,
    /// It refused.
    Refused,
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Plain words.
    Plain(String),
    /// The result.
    Strong(String),
    /// A name or a command.
    Code(String),
}

/// What one command did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narration {
    /// What each of [`ACTORS`] did; empty for a command that docker had no part in.
    pub path: Vec<Part>,
    /// The sentence.
    pub text: Vec<Piece>,
    /// Whether it was refused.
    pub failed: bool,
}

impl Narration {
    fn new(path: [Part; 5], strong: String) -> Self {
        Self { path: path.to_vec(), text: vec![Piece::Strong(strong)], failed: false }
    }

    fn plain(mut self, text: &str) -> Self {
        self.text.push(Piece::Plain(text.to_owned()));
        self
    }

    fn code(mut self, text: &str) -> Self {
        self.text.push(Piece::Code(text.to_owned()));
        self
    }
}

use Part::{Current, Passed, Refused, Skipped};

/// Says what `line` did. `None` when it changed nothing that the map shows and did not fail.
pub fn narrate(before: &HostView, after: &HostView, line: &str, status: i32) -> Option<Narration> {
    let docker = line.split_whitespace().find(|word| *word != "sudo").is_some_and(|word| word == "docker");
    let pulled = new_images(before, after).any(|image| !is_built(after, image));
    let hub = if pulled { Passed } else { Skipped };
    if let Some(container) = new_containers(before, after).last() {
        return Some(about_new(container, hub));
    }
    if let Some((was, is)) = changed_containers(before, after).last() {
        return Some(about_change(was, is));
    }
    if let Some(was) = gone(&before.containers, &after.containers, |container| &container.id).last() {
        let text = Narration::new([Passed, Passed, Skipped, Skipped, Current], format!("{} is gone.", was.name));
        let text = text.plain(" Its writable layer went with it. The image ").code(&was.image).plain(" stays.");
        return Some(text);
    }
    if let Some(image) = new_images(before, after).last() {
        return Some(about_image(before, after, image, hub));
    }
    if let Some(image) = retagged(before, after).last() {
        let tag = image.tags.last().map_or("<none>", String::as_str);
        let text =
            Narration::new([Passed, Passed, Skipped, Current, Skipped], format!("{tag} is a name for an image."));
        return Some(text.plain(" A tag points to an image; nothing was copied."));
    }
    if let Some(image) = gone(&before.images, &after.images, |image| &image.id).last() {
        return Some(about_removed(before, after, image));
    }
    if status != 0 && docker {
        let path = if line.contains(" pull ") || line.contains(" push ") {
            [Passed, Passed, Refused, Skipped, Skipped]
        } else {
            [Passed, Refused, Skipped, Skipped, Skipped]
        };
        let text = Narration::new(path, "Refused.".to_owned());
        return Some(Narration { failed: true, ..text.plain(" Nothing changed. The terminal says why.") });
    }
    docker.then(|| {
        let text = Narration::new([Passed, Current, Skipped, Skipped, Skipped], "Nothing changed.".to_owned());
        text.plain(" The command only asked.")
    })
}

/// Says how far a pull is; none when nothing is pulled.
pub fn narrate_pull(host: &HostView) -> Option<Narration> {
    let pull = host.pulls.first()?;
    let here =
        pull.layers.iter().filter(|layer| matches!(layer.state, PullState::Complete | PullState::Exists)).count();
    let text =
        Narration::new([Passed, Passed, Current, Skipped, Skipped], format!("{} is on its way.", pull.reference));
    let layers = words::count(pull.layers.len(), "layer");
    Some(text.plain(&format!(" {here} of {layers} are here.")))
}

fn about_new(container: &ContainerView, hub: Part) -> Narration {
    let path = [Passed, Passed, hub, Passed, Current];
    let name = &container.name;
    let strong = match container.state {
        ContainerState::Running => format!("{name} is running."),
        ContainerState::Exited => format!("{name} ran and ended with exit code {}.", container.exit_code),
        ContainerState::Created
        | ContainerState::Paused
        | ContainerState::Restarting
        | ContainerState::Dead
        | ContainerState::Removing => format!("{name} is created."),
    };
    let text = Narration::new(path, strong);
    match container.state {
        ContainerState::Exited => text.plain(" It stays, with its writable layer, until it is removed."),
        _ => text
            .plain(" It got an empty writable layer on top of ")
            .code(&container.image)
            .plain(". No image layer was copied."),
    }
}

fn about_change(was: &ContainerView, is: &ContainerView) -> Narration {
    let path = [Passed, Passed, Skipped, Skipped, Current];
    let name = &is.name;
    let (strong, rest) = match is.state {
        ContainerState::Running if was.state == ContainerState::Paused => {
            (format!("{name} goes on."), " Its processes were frozen, not ended.")
        }
        ContainerState::Running => {
            (format!("{name} is running."), " It is the same container with the same writable layer.")
        }
        ContainerState::Exited => (
            format!("{name} ended with exit code {}.", is.exit_code),
            " It keeps its writable layer and can be started again.",
        ),
        ContainerState::Paused => (format!("{name} is paused."), " Its processes are frozen, their memory stays."),
        ContainerState::Restarting => (format!("{name} restarts."), " Its restart policy asks for it."),
        ContainerState::Created | ContainerState::Dead | ContainerState::Removing => (format!("{name} changed."), ""),
    };
    Narration::new(path, strong).plain(rest)
}

fn about_image(before: &HostView, after: &HostView, image: &ImageView, hub: Part) -> Narration {
    let name = image.tags.first().map_or("An image without a tag", String::as_str);
    let fresh = after.layers.iter().filter(|layer| !before.layers.iter().any(|was| was.id == layer.id)).count();
    let shared = (image.layers as usize).saturating_sub(fresh);
    let built = is_built(after, image);
    let strong = if built { format!("{name} is built.") } else { format!("{name} is here.") };
    let text = Narration::new([Passed, Passed, hub, Current, Skipped], strong);
    let verb = if built { "added" } else { "arrived" };
    let fresh = words::count(fresh, "layer");
    text.plain(&match shared {
        0 => format!(" {fresh} {verb}."),
        _ => format!(" {fresh} {verb}, {} shared with images that were here.", words::count(shared, "layer")),
    })
}

fn about_removed(before: &HostView, after: &HostView, image: &ImageView) -> Narration {
    let name = image.tags.first().map_or("An image without a tag", String::as_str);
    let gone = gone(&before.layers, &after.layers, |layer| &layer.id).count();
    let kept = (image.layers as usize).saturating_sub(gone);
    let text = Narration::new([Passed, Passed, Skipped, Current, Skipped], format!("{name} is gone."));
    if kept > 0 {
        return text.plain(&format!(" {} stay: other images need them.", words::count(kept, "layer")));
    }
    text.plain(&format!(" Its {} went with it.", words::count(gone, "layer")))
}

fn is_built(host: &HostView, image: &ImageView) -> bool {
    let top = host.layers.iter().find(|layer| Some(&layer.id) == image.top.as_ref());
    top.is_some_and(|layer| layer.origin == super::view::Origin::Built)
}

fn new_images<'a>(before: &'a HostView, after: &'a HostView) -> impl Iterator<Item = &'a ImageView> {
    after.images.iter().filter(|image| !before.images.iter().any(|was| was.id == image.id))
}

fn new_containers<'a>(before: &'a HostView, after: &'a HostView) -> impl Iterator<Item = &'a ContainerView> {
    after.containers.iter().filter(|container| !before.containers.iter().any(|was| was.id == container.id))
}

fn changed_containers<'a>(
    before: &'a HostView,
    after: &'a HostView,
) -> impl Iterator<Item = (&'a ContainerView, &'a ContainerView)> {
    let was = |is: &ContainerView| before.containers.iter().find(|was| was.id == is.id && was.state != is.state);
    after.containers.iter().filter_map(move |is| was(is).map(|was| (was, is)))
}

fn retagged<'a>(before: &'a HostView, after: &'a HostView) -> impl Iterator<Item = &'a ImageView> {
    let fewer =
        |image: &ImageView| before.images.iter().any(|was| was.id == image.id && was.tags.len() < image.tags.len());
    after.images.iter().filter(move |image| fewer(image))
}

fn gone<'a, T>(before: &'a [T], after: &'a [T], id: impl Fn(&T) -> &String + 'a) -> impl Iterator<Item = &'a T> {
    before.iter().filter(move |was| !after.iter().any(|is| id(is) == id(was)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::sample;

    fn words_of(narration: &Narration) -> String {
        let pieces = narration.text.iter().map(|piece| match piece {
            Piece::Plain(text) | Piece::Strong(text) | Piece::Code(text) => text.as_str(),
        });
        pieces.collect()
    }

    #[test]
    fn a_run_is_told_by_its_container() {
        let after = sample::host();
        let mut before = after.clone();
        before.containers.pop();
        let told = narrate(&before, &after, "docker run -d --name web2 my-app:1", 0).unwrap();
        let wanted = "web2 is running. It got an empty writable layer on top of my-app:1. No image layer was copied.";
        assert_eq!(words_of(&told), wanted);
        assert_eq!(told.path[2], Skipped);
    }

    #[test]
    fn a_removed_image_tells_which_layers_stay() {
        let before = sample::host();
        let mut after = before.clone();
        after.images.retain(|image| image.tags != ["python:3.13"]);
        after.layers.retain(|layer| !layer.id.starts_with('p'));
        let told = narrate(&before, &after, "docker rmi python:3.13", 0).unwrap();
        assert_eq!(words_of(&told), "python:3.13 is gone. 4 layers stay: other images need them.");
    }

    #[test]
    fn refusals_and_questions_are_told_apart() {
        let host = sample::host();
        assert!(narrate(&host, &host, "docker rmi node:24", 1).unwrap().failed);
        assert!(!narrate(&host, &host, "docker ps", 0).unwrap().failed);
        assert_eq!(narrate(&host, &host, "ls", 0), None);
    }
}
