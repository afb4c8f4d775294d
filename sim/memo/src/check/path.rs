//! The way from the root to the element at hand, as an XPath with positions and usual prefixes.
//!
//! The text is kept as one string that grows and shrinks, since a path is asked for only when
//! there is a finding.

#[derive(Debug)]
pub(crate) struct Path {
    text: String,
    /// The length of the text before each step.
    lengths: Vec<usize>,
    /// The local name of each step.
    names: Vec<&'static str>,
}

impl Path {
    /// With room for the longest path of a valid message.
    pub(crate) fn new() -> Self {
        Self {
            text: String::with_capacity(256),
            lengths: Vec::with_capacity(8),
            names: Vec::with_capacity(8),
        }
    }

    pub(crate) fn enter(&mut self, prefix: &str, local: &'static str, position: u32) {
        self.lengths.push(self.text.len());
        self.names.push(local);
        for part in ["/", prefix, ":", local, "["] {
            self.text.push_str(part);
        }
        // Nearly always there is one of a kind.
        if position == 1 {
            self.text.push('1');
        } else {
            self.text.push_str(&position.to_string());
        }
        self.text.push(']');
    }

    pub(crate) fn leave(&mut self) {
        if let Some(length) = self.lengths.pop() {
            self.text.truncate(length);
            self.names.pop();
        }
    }

    pub(crate) fn text(&self) -> String {
        if self.text.is_empty() {
            "/".to_owned()
        } else {
            self.text.clone()
        }
    }

    /// The path of a child that is not entered.
    pub(crate) fn child(&self, name: &str, position: u32) -> String {
        format!("{}{}", self.text, step(name, position))
    }

    pub(crate) fn attribute(&self, name: &str) -> String {
        format!("{}/@{name}", self.text)
    }

    /// The local names from the root on.
    pub(crate) fn names(&self) -> &[&'static str] {
        &self.names
    }
}

fn step(name: &str, position: u32) -> String {
    format!("/{name}[{position}]")
}
