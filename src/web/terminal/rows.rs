//! Rows of the terminal as text in the page: plain text with styled pieces, rows apart by line breaks, so that what is
//! copied or read aloud is what the terminal says.

use std::rc::Rc;

use yew::prelude::*;

use super::screen::{Block, Row};

/// A block's properties.
#[derive(Properties)]
pub(super) struct Props {
    /// The rows.
    pub(super) block: Rc<Block>,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.block, &other.block)
    }
}

/// One block of rows. A finished one is never drawn again.
#[component]
pub(super) fn Rows(props: &Props) -> Html {
    let mut pieces = Pieces::default();
    for (index, row) in props.block.rows.iter().enumerate() {
        if index > 0 {
            pieces.plain.push('\n');
        }
        pieces.row(row);
    }
    pieces.flush();
    html! { <div class="rows">{ for pieces.html }</div> }
}

#[derive(Default)]
struct Pieces {
    html: Vec<Html>,
    plain: String,
}

impl Pieces {
    fn flush(&mut self) {
        if !self.plain.is_empty() {
            self.html.push(Html::from(std::mem::take(&mut self.plain)));
        }
    }

    fn span(&mut self, class: &str, text: &str) {
        if !text.is_empty() {
            self.flush();
            self.html.push(html! { <span class={class.to_owned()}>{ text.to_owned() }</span> });
        }
    }

    fn row(&mut self, row: &Row) {
        let whole = match &row[..] {
            [run] if run.style.is_empty() => prompt_end(&run.text).map(|end| run.text.split_at(end)),
            _ => None,
        };
        if let Some((prompt, line)) = whole {
            self.span("prompt", prompt);
            self.span("line", line);
            return;
        }
        for run in row {
            if run.style.is_empty() {
                self.plain.push_str(&run.text);
            } else {
                self.span(&run.style, &run.text);
            }
        }
    }
}

/// Where the prompt of a shell ends in a row that begins with one. Only its looks hang on this.
fn prompt_end(text: &str) -> Option<usize> {
    let end = text.find(['$', '#'])? + 1;
    let (prompt, rest) = text.split_at(end);
    let user = prompt.split_once('@')?.0;
    let place = prompt.contains(':') && !prompt.contains(' ') && !user.is_empty();
    (place && (rest.is_empty() || rest.starts_with(' '))).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::prompt_end;

    #[test]
    fn prompts_are_told_from_output() {
        assert_eq!(prompt_end("learner@laptop:~/my-app$ docker ps"), Some(24));
        assert_eq!(prompt_end("root@3f2a9c1be8d4:/# "), Some(20));
        assert_eq!(prompt_end("echo a@b:c$d"), None);
        assert_eq!(prompt_end("#1 [internal] load build definition"), None);
    }
}
