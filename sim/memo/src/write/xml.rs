//! The elements of a message on their way out: named with the usual prefixes, indented by their
//! depth, texts escaped. It knows no MeMo but its namespaces.
use std::io::Write;

use super::{
    WriteFault,
    escape::{forbidden, write_text},
};
use crate::schema::prefix_of;

/// An element of the model that has children. Its own name is for its parent to say.
pub(super) trait WriteChildren {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault>;
}

/// An element that has begun and not ended.
#[derive(Debug, Clone, Copy)]
struct Open {
    prefix: &'static str,
    local: &'static str,
    /// Its position among the elements of its name.
    position: usize,
}

/// Elements written one within the other.
pub(super) struct Xml<'o, W> {
    pub(super) out: &'o mut W,
    open: Vec<Open>,
}

impl<'o, W: Write> Xml<'o, W> {
    /// Within the root, whose start tag is written already.
    pub(super) fn within_root(out: &'o mut W, namespace: &str, local: &'static str) -> Self {
        let root = Open {
            prefix: usual_prefix(namespace),
            local,
            position: 1,
        };
        Self {
            out,
            open: vec![root],
        }
    }

    /// An element with what is written into it.
    pub(super) fn element(
        &mut self,
        namespace: &str,
        local: &'static str,
        position: usize,
        content: impl FnOnce(&mut Self) -> Result<(), WriteFault>,
    ) -> Result<(), WriteFault> {
        let prefix = usual_prefix(namespace);
        self.indent()?;
        writeln!(self.out, "<{prefix}:{local}>")?;
        self.open.push(Open {
            prefix,
            local,
            position,
        });
        content(self)?;
        self.open.pop();
        self.indent()?;
        Ok(writeln!(self.out, "</{prefix}:{local}>")?)
    }

    pub(super) fn one(
        &mut self,
        namespace: &str,
        local: &'static str,
        element: &impl WriteChildren,
    ) -> Result<(), WriteFault> {
        self.element(namespace, local, 1, |xml| element.write_children(xml))
    }

    pub(super) fn opt(
        &mut self,
        namespace: &str,
        local: &'static str,
        element: Option<&impl WriteChildren>,
    ) -> Result<(), WriteFault> {
        element.map_or(Ok(()), |element| self.one(namespace, local, element))
    }

    pub(super) fn many(
        &mut self,
        namespace: &str,
        local: &'static str,
        elements: &[impl WriteChildren],
    ) -> Result<(), WriteFault> {
        elements.iter().enumerate().try_for_each(|(at, element)| {
            self.element(namespace, local, at + 1, |xml| element.write_children(xml))
        })
    }

    /// An element that holds text, in the namespace of its parent.
    pub(super) fn text(&mut self, local: &str, text: &str) -> Result<(), WriteFault> {
        if let Some(character) = forbidden(text) {
            let xpath = format!("{}/{}:{local}[1]", self.xpath(), self.prefix());
            return Err(WriteFault::Character { xpath, character });
        }
        self.start(local)?;
        write_text(text, self.out)?;
        self.end(local)
    }

    pub(super) fn text_opt(&mut self, local: &str, text: Option<&str>) -> Result<(), WriteFault> {
        text.map_or(Ok(()), |text| self.text(local, text))
    }

    pub(super) fn flag_opt(&mut self, local: &str, flag: Option<bool>) -> Result<(), WriteFault> {
        self.text_opt(local, flag.map(|flag| if flag { "true" } else { "false" }))
    }

    /// The start tag of an element that holds text. What follows is written to `out`.
    pub(super) fn start(&mut self, local: &str) -> Result<(), WriteFault> {
        self.indent()?;
        let prefix = self.prefix();
        Ok(write!(self.out, "<{prefix}:{local}>")?)
    }

    pub(super) fn end(&mut self, local: &str) -> Result<(), WriteFault> {
        let prefix = self.prefix();
        Ok(writeln!(self.out, "</{prefix}:{local}>")?)
    }

    /// The path of the element at hand.
    pub(super) fn xpath(&self) -> String {
        let steps = self.open.iter();
        steps
            .map(|open| format!("/{}:{}[{}]", open.prefix, open.local, open.position))
            .collect()
    }

    fn prefix(&self) -> &'static str {
        self.open.last().map_or("memo", |open| open.prefix)
    }

    fn indent(&mut self) -> Result<(), WriteFault> {
        let depth = self.open.len();
        Ok(write!(self.out, "{:width$}", "", width = depth * 2)?)
    }
}

/// The namespaces of the model all have one.
fn usual_prefix(namespace: &str) -> &'static str {
    prefix_of(namespace).unwrap_or("memo")
}
