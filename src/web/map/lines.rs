//! The lines of the map: from images to containers, and from containers to volumes. They are hidden from assistive
//! technology, since the nodes' names say the same.

use yew::prelude::*;

use super::Scene;
use crate::base::order::sort_by_key;
use crate::session::picture::{Branch, Bundle};
use crate::web::element::{Element, el, text};

/// All lines.
pub(super) fn draw(scene: &Scene) -> Html {
    let bundles = scene.picture.edges.iter().map(|bundle| draw_bundle(scene, bundle));
    let attached = scene.picture.attached.iter().map(|data| path("attach", data).html());
    el("svg")
        .class("edges")
        .attr("viewBox", &format!("0 0 {} {}", scene.picture.width, scene.picture.height))
        .attr("aria-hidden", "true")
        .children(bundles.collect())
        .child(el("g").key("attached").children(attached.collect()).html())
        .html()
}

fn path(class: &str, data: &str) -> Element {
    el("path").class(class).attr("d", data)
}

fn draw_bundle(scene: &Scene, bundle: &Bundle) -> Html {
    let lit = |branch: &Branch| scene.is_new(&branch.to) || scene.is_selected(&branch.to);
    // The line to the newest or selected container lies above its siblings.
    let mut branches: Vec<&Branch> = bundle.branches.iter().collect();
    sort_by_key(&mut branches, |branch| lit(branch));
    let state = |live: bool| if live { "running" } else { "exited" };
    let any_lit = branches.iter().any(|branch| lit(branch));
    let halos = branches.iter().map(|branch| path("halo", &branch.path).html());
    let lines = branches.iter().map(|branch| {
        let class = if lit(branch) { "edge lit" } else { "edge" };
        path(class, &branch.path).attr("data-state", state(branch.live)).key(&branch.to).html()
    });
    let trunk = path(if any_lit { "edge trunk lit" } else { "edge trunk" }, &bundle.trunk);
    let dot = el("circle").class(if any_lit { "dot lit" } else { "dot" });
    let (x, y) = bundle.dot;
    let count = bundle.count.map(|(x, y, count)| {
        let label = el("text").class("count").attr("x", &x.to_string()).attr("y", &y.to_string());
        label.child(text(&format!("{count} containers"))).html()
    });
    el("g")
        .key(&bundle.image)
        .child(path("halo", &bundle.trunk).html())
        .child(el("g").children(halos.collect()).html())
        .child(el("g").children(lines.collect()).html())
        .child(trunk.attr("data-state", state(bundle.live)).html())
        .child(dot.attr("cx", &x.to_string()).attr("cy", &y.to_string()).attr("r", "3").html())
        .maybe_child(count)
        .html()
}
