//! The way from the root to the element at hand, as an XPath with positions and usual prefixes.
//!
//! The text is kept as one string that grows and shrinks, since a path is asked for only when
//! there is a finding.

#[derive(Debug, Default)]
pub(super) struct Path {
    text: String,
    /// The length of the text before each step, and the local name of the step.
    steps: Vec<(usize, &'static str)>,
}

impl Path {
    pub(super) fn enter(&mut self, prefix: &str, local: &'static str, position: u32) {
        self.steps.push((self.text.len(), local));
        self.text
            .push_str(&step(&format!("{prefix}:{local}"), position));
    }

    pub(super) fn leave(&mut self) {
        if let Some((length, _)) = self.steps.pop() {
            self.text.truncate(length);
        }
    }

    pub(super) fn text(&self) -> String {
        if self.text.is_empty() {
            "/".to_owned()
        } else {
            self.text.clone()
        }
    }

    /// The path of a child that is not entered.
    pub(super) fn child(&self, name: &str, position: u32) -> String {
        format!("{}{}", self.text, step(name, position))
    }

    pub(super) fn attribute(&self, name: &str) -> String {
        format!("{}/@{name}", self.text)
    }

    /// The local names from the root on.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.steps.iter().map(|&(_, local)| local).collect()
    }
}

fn step(name: &str, position: u32) -> String {
    format!("/{name}[{position}]")
}
