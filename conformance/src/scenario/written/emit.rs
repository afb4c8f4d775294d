//! Writes a tree as YAML again, each key and each value on a line of its own, so that the line
//! of whatever the typed reader says tells which node is meant.

use super::node::{Kind, Node, Origin};

/// What stands on one line.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) origin: Origin,
    /// Which node: the number of each child on the way to it.
    pub(super) path: Vec<usize>,
}

#[derive(Debug)]
pub(super) struct Emitted {
    pub(super) text: String,
    pub(super) lines: Vec<Line>,
}

pub(super) fn emit(root: &Node) -> Emitted {
    let mut emitted = Emitted {
        text: String::new(),
        lines: Vec::new(),
    };
    emitted.node(root, &mut Vec::new());
    emitted
}

impl Emitted {
    fn node(&mut self, node: &Node, path: &mut Vec<usize>) {
        match &node.kind {
            Kind::Scalar { text, plain } => {
                let written = if *plain && stands_plain(text) {
                    text.clone()
                } else if *plain && text.is_empty() {
                    "null".to_owned()
                } else {
                    quoted(text)
                };
                self.line(&written, node.at, path);
            }
            Kind::List(items) => {
                self.line("[", node.at, path);
                for (number, item) in items.iter().enumerate() {
                    path.push(number);
                    self.node(item, path);
                    path.pop();
                    self.line(",", node.at, path);
                }
                self.line("]", node.at, path);
            }
            Kind::Map(entries) => {
                self.line("{", node.at, path);
                for (number, entry) in entries.iter().enumerate() {
                    path.push(number);
                    let key = match entry.key.as_str() {
                        merge @ "<<" => format!("{merge}:"),
                        key => format!("{}:", quoted(key)),
                    };
                    self.line(&key, entry.at, path);
                    self.node(&entry.value, path);
                    path.pop();
                    self.line(",", node.at, path);
                }
                self.line("}", node.at, path);
            }
        }
    }

    fn line(&mut self, text: &str, origin: Origin, path: &[usize]) {
        self.text.push_str(text);
        self.text.push('\n');
        self.lines.push(Line {
            origin,
            path: path.to_vec(),
        });
    }
}

/// Whether a text means the same without quotes wherever it stands.
fn stands_plain(text: &str) -> bool {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "_+./:-~".contains(c);
    !text.is_empty()
        && text.chars().all(is_safe)
        && !text.starts_with([':', '/'])
        && !text.ends_with(':')
        && !text.starts_with("--")
        && !text.starts_with("..")
        && text != "-"
}

/// In double quotes, as JSON writes it, which YAML reads as well.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}
