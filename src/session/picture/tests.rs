//! The picture of the demo state and of crowded hosts: what may never happen, whatever the host holds.

use super::*;
use crate::session::sample;
use crate::session::view::{ContainerState, ImageView, LayerView};

fn frame(width: i32, height: i32) -> Frame {
    Frame { width, height, ..Frame::default() }
}

fn brick<'a>(picture: &'a Picture, key: &str) -> &'a Brick {
    picture.bricks.iter().find(|brick| brick.key == key).unwrap()
}

/// Solid things never overlap.
fn assert_apart(picture: &Picture) {
    let bricks = picture.bricks.iter().map(|brick| brick.rect);
    let flags = picture.flags.iter().map(|flag| flag.rect);
    let cards = picture.cards.iter().map(|card| card.rect);
    let groups = picture.groups.iter().map(|group| group.rect);
    let all: Vec<Rect> = bricks.chain(flags).chain(cards).chain(groups).collect();
    for (index, a) in all.iter().enumerate() {
        for b in &all[..index] {
            let apart = a.right() <= b.x || b.right() <= a.x || a.bottom() <= b.y || b.bottom() <= a.y;
            assert!(apart, "{a:?} and {b:?} overlap");
        }
    }
}

/// `count` images of twelve own layers each on one common base.
fn crowd(count: usize) -> HostView {
    let mut host = sample::host();
    for image in 0..count {
        for level in 0..12 {
            host.layers.push(LayerView {
                id: format!("c{image}-{level}"),
                parent: Some(if level == 0 { "d1".to_owned() } else { format!("c{image}-{}", level - 1) }),
                ..LayerView::default()
            });
        }
        host.images.push(ImageView {
            id: format!("sha256:crowd{image}"),
            tags: vec![format!("crowd:{image}")],
            top: Some(format!("c{image}-11")),
            layers: 13,
            ..ImageView::default()
        });
    }
    host
}

#[test]
fn a_shared_layer_is_one_brick_under_all_its_images() {
    let picture = draw(&sample::host(), &frame(1152, 450));
    assert_apart(&picture);
    let shared = brick(&picture, "d4");
    assert_eq!((shared.shared, shared.branches), (3, true));
    for key in ["n1", "p1"] {
        let on = brick(&picture, key).rect;
        assert!(on.x >= shared.rect.x && on.right() <= shared.rect.right());
        assert_eq!(on.bottom() + 2, shared.rect.y);
    }
    let flags: Vec<i32> = picture.flags.iter().map(|flag| flag.rect.y).collect();
    assert_eq!(
        flags.iter().min(),
        picture.flags.iter().find(|flag| flag.tag.as_deref() == Some("my-app:1")).map(|flag| &flag.rect.y)
    );
    assert_eq!((picture.width, picture.height, picture.edges.len()), (1152, 450, 3));
}

#[test]
fn stopping_a_container_moves_nothing() {
    let mut host = sample::host();
    let before = draw(&host, &frame(1152, 450));
    host.containers[2].state = ContainerState::Exited;
    let after = draw(&host, &frame(1152, 450));
    assert_eq!(before.cards, after.cards);
    assert_ne!(before.edges, after.edges);
}

#[test]
fn members_of_a_network_stand_together_in_its_outline() {
    let picture = draw(&sample::host(), &frame(1152, 450));
    let outline = picture.networks[0].rect;
    let inside = picture.cards.iter().filter(|card| card.rect.y > outline.y && card.rect.bottom() < outline.bottom());
    let mut names: Vec<u32> = inside.map(|card| card.container).collect();
    names.sort_unstable();
    assert_eq!(names, [1, 2, 3]);
}

#[test]
fn towers_fold_before_text_gets_small_and_open_folds_stay_open() {
    let mut host = sample::host();
    host.containers.truncate(1);
    let picture = draw(&host, &frame(1152, 300));
    assert_apart(&picture);
    assert!(picture.height == 300 && picture.bricks.len() < host.layers.len());
    let folded = picture.bricks.iter().find(|brick| brick.layers.len() > 1).unwrap();
    assert!(picture.bricks.iter().all(|brick| brick.rect.h >= 18));
    let mut open = frame(1152, 300);
    open.open = folded.layers.iter().map(|&layer| host.layers[layer as usize].id.clone()).collect();
    let picture = draw(&host, &open);
    assert!(folded.layers.iter().all(|&layer| brick(&picture, &host.layers[layer as usize].id).layers.len() == 1));
}

#[test]
fn images_without_containers_make_room_first() {
    let host = crowd(30);
    let picture = draw(&host, &frame(1152, 450));
    assert_apart(&picture);
    let (_, more) = picture.more.as_ref().unwrap();
    let hidden: Vec<&str> = more.iter().map(|&image| host.images[image as usize].tags[0].as_str()).collect();
    assert!(hidden.len() > 20 && !hidden.contains(&"my-app:1") && !hidden.contains(&"nginx:alpine"));
    assert_eq!(picture.width, 1152);
    let mut kept = frame(1152, 450);
    kept.keep = ["sha256:crowd29".to_owned()].into();
    let picture = draw(&host, &kept);
    assert!(picture.flags.iter().any(|flag| flag.tag.as_deref() == Some("crowd:29")));
}

#[test]
fn many_containers_become_one_card_but_the_kept_one_stays_out() {
    let mut host = sample::host();
    host.containers
        .extend((0..200).map(|index| sample::container(&format!("c{index}"), "node:24", "n4", 0, 0, "bridge")));
    let mut frame = frame(1152, 450);
    frame.keep = ["id-c7".to_owned()].into();
    let picture = draw(&host, &frame);
    assert_apart(&picture);
    assert_eq!(picture.groups.iter().map(|group| group.containers.len()).sum::<usize>(), 200);
    assert!(picture.cards.iter().any(|card| host.containers[card.container as usize].name == "c7"));
}

#[test]
fn a_flag_behind_a_taller_tree_sends_its_line_above_it() {
    let mut host = crowd(1);
    host.containers.push(sample::container("py", "python:3.13", "p3", 0, 0, "bridge"));
    for width in [390, 800, 1152, 1440] {
        let picture = draw(&host, &frame(width, 450));
        assert_apart(&picture);
        for bundle in picture.edges.iter().filter(|bundle| !bundle.trunk.contains('V')) {
            let (x, y) = bundle.dot;
            let crossed =
                picture.bricks.iter().map(|brick| brick.rect).any(|rect| rect.x > x && rect.y < y && y < rect.bottom());
            assert!(!crossed, "{} crosses a tower at {width}", bundle.image);
        }
    }
}

#[test]
fn nothing_is_a_picture_too() {
    let picture = draw(&HostView::default(), &frame(0, 0));
    assert!(picture.bricks.is_empty() && picture.cards.is_empty());
}
