//! Elements by plain calls: the same nodes as `html!` makes in about a third of the wasm, since nothing here is generic
//! over the element. For the parts of the page that draw many kinds of them; text fields and components stay with `html!`.

use std::rc::Rc;

use yew::prelude::*;
use yew::virtual_dom::{AttributeOrProperty, Attributes, Listener, VList, VTag, VText};

/// All attributes that elements here can have: one list for all of them, so that Yew compares value by value.
static NAMES: [&str; 30] = [
    "aria-controls",
    "aria-current",
    "aria-expanded",
    "aria-hidden",
    "aria-label",
    "aria-live",
    "aria-pressed",
    "aria-selected",
    "class",
    "cx",
    "cy",
    "d",
    "data-key",
    "data-local",
    "data-origin",
    "data-state",
    "disabled",
    "href",
    "id",
    "r",
    "rel",
    "role",
    "style",
    "tabindex",
    "target",
    "title",
    "type",
    "viewBox",
    "x",
    "y",
];

/// An element that is being made.
pub(super) struct Element {
    tag: VTag,
    values: Vec<Option<AttributeOrProperty>>,
    children: Vec<Html>,
}

/// Begins an element.
#[inline(never)]
pub(super) fn el(tag: &'static str) -> Element {
    let values = NAMES.iter().map(|_| None).collect();
    Element { tag: VTag::new(AttrValue::Static(tag)), values, children: Vec::new() }
}

/// Text as a node.
#[inline(never)]
pub(super) fn text(text: &str) -> Html {
    Html::VText(VText::new(text.to_owned()))
}

/// Nodes one after another.
#[inline(never)]
pub(super) fn list(children: Vec<Html>) -> Html {
    Html::VList(Rc::new(VList::with_children(children, None)))
}

impl Element {
    /// Sets an attribute of [`NAMES`]; another name is a mistake in the program and sets nothing.
    #[inline(never)]
    pub(super) fn attr(mut self, name: &'static str, value: &str) -> Self {
        let at = NAMES.iter().position(|known| *known == name);
        debug_assert!(at.is_some(), "NAMES lacks {name}");
        if let Some(slot) = at.and_then(|at| self.values.get_mut(at)) {
            *slot = Some(AttributeOrProperty::Attribute(AttrValue::from(value.to_owned())));
        }
        self
    }

    /// Sets an attribute if there is a value.
    pub(super) fn maybe(self, name: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Sets the class.
    pub(super) fn class(self, names: &str) -> Self {
        self.attr("class", names)
    }

    /// Sets the class to those names that apply.
    #[inline(never)]
    pub(super) fn classes(self, names: &[(&str, bool)]) -> Self {
        let mut class = String::new();
        for (name, _) in names.iter().filter(|(_, applies)| *applies) {
            if !class.is_empty() {
                class.push(' ');
            }
            class.push_str(name);
        }
        self.attr("class", &class)
    }

    /// Sets what tells it from its siblings.
    #[inline(never)]
    pub(super) fn key(mut self, key: &str) -> Self {
        self.tag.key = Some(key.into());
        self
    }

    /// Calls back on a click.
    #[inline(never)]
    pub(super) fn on_click(mut self, callback: Callback<MouseEvent>) -> Self {
        let listener: Rc<dyn Listener> = Rc::new(yew::html::onclick::Wrapper::new(callback));
        self.tag.add_listener(listener);
        self
    }

    /// Adds a node.
    #[inline(never)]
    pub(super) fn child(mut self, child: Html) -> Self {
        self.children.push(child);
        self
    }

    /// Adds a node if there is one.
    pub(super) fn maybe_child(self, child: Option<Html>) -> Self {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// Adds nodes.
    #[inline(never)]
    pub(super) fn children(mut self, children: Vec<Html>) -> Self {
        self.children.extend(children);
        self
    }

    /// Adds text.
    pub(super) fn text(self, words: &str) -> Self {
        self.child(text(words))
    }

    /// The element as a node.
    #[inline(never)]
    pub(super) fn html(mut self) -> Html {
        self.tag.set_attributes(Attributes::Dynamic { keys: &NAMES, values: self.values.into() });
        for child in self.children {
            self.tag.add_child(child);
        }
        self.tag.into()
    }
}
