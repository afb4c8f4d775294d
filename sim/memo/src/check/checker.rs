//! The check itself: walks the tables beside the message and collects what does not fit.
//!
//! It goes on after a mistake, and an element that does not belong is passed over with all that
//! is in it, so that one mistake is one finding. Only what is not well-formed XML ends it early.
use std::{
    cell::Cell,
    io::{self, BufRead},
};

use super::{
    attributes::{RootVersion, check_attributes, read_version},
    children::{Arrival, Children},
    counted::Counted,
    findings::{Findings, Mistake},
    limits::Options,
    notes::{note_element, note_text},
    path::Path,
    report::Report,
    value::Value,
};
use crate::{
    Code, MemoVersion, Outline, Place,
    rules::RuleCheck,
    schema::{Content, ElementType, MEMO, MESSAGE, Particle, SimpleType, prefix_of},
    xml::{Bounds, Fault, Position, Scanner, Stop, Tag, Token},
};

/// Checks a message while it is read, in memory that does not grow with it. Only a failure to
/// read it ends in an error; all else that is wrong is a finding.
pub fn check(input: impl BufRead, options: &Options) -> io::Result<Report> {
    let bounds = Bounds {
        depth: options.limits.depth,
        attributes: options.limits.attributes,
        markup_bytes: options.limits.markup_bytes,
    };
    let read = Cell::new(0);
    let counted = Counted { input, read: &read };
    let mut scanner = Scanner::new(counted, bounds);
    let mut checker = Checker::new(options);
    let well_formed = loop {
        match scanner.next() {
            Ok(Token::Start) => {
                let tag = scanner.tag();
                checker.start(tag, |name| scanner.namespace_of_value(name));
            }
            Ok(Token::End) => checker.end(scanner.place()),
            Ok(Token::Text) => checker.text(scanner.text(), scanner.place()),
            Ok(Token::Eof) => {
                checker.document_ended(read.get());
                break true;
            }
            Err(Stop::Fault(fault)) => {
                checker.broken(fault);
                break false;
            }
            Err(Stop::Io(error)) => return Err(error),
        }
    };
    Ok(checker.finish(well_formed))
}

/// An element of the schema that has begun and not ended.
#[derive(Debug)]
enum Open {
    Elements {
        children: Children,
        stray_text_told: bool,
    },
    Text {
        value: Value,
        place: Position,
    },
}

struct Checker<'o> {
    options: &'o Options,
    version: Option<MemoVersion>,
    open: Vec<Open>,
    /// Elements that are passed over, the one that did not belong and those within it.
    passed_over: usize,
    path: Path,
    findings: Findings,
    outline: Outline,
    rules: Option<RuleCheck<'o>>,
}

impl<'o> Checker<'o> {
    fn new(options: &'o Options) -> Self {
        Self {
            options,
            version: options.version,
            open: Vec::with_capacity(8),
            passed_over: 0,
            path: Path::new(),
            findings: Findings::new(options.limits.findings),
            outline: Outline::default(),
            rules: options.rules.as_ref().map(RuleCheck::new),
        }
    }

    fn start(&mut self, tag: &Tag, namespace_of_value: impl Fn(&str) -> Option<String>) {
        if self.passed_over > 0 {
            self.passed_over += 1;
            return;
        }
        let namespace = tag.namespace.as_deref().unwrap_or_default();
        match self.open.last_mut() {
            None => self.root(tag, namespace, namespace_of_value),
            Some(Open::Text { value, .. }) => {
                let told = std::mem::replace(&mut value.spoiled, true);
                self.passed_over = 1;
                if !told {
                    self.findings.add(Mistake {
                        code: Code::SchemaElementUnexpected,
                        place: tag.place,
                        xpath: self.path.child(&shown(&tag.name), 1),
                        message: format!("<{}> stands where only text may stand", shown(&tag.name)),
                        remedy: "Leave the element out, or write &lt; for the character <."
                            .to_owned(),
                        clause: None,
                    });
                }
            }
            Some(Open::Elements { children, .. }) => {
                let parent = children.of;
                match parent.find(namespace, tag.local()) {
                    Some(index) => {
                        let arrival = children.arrive(index, tag.place);
                        let position = children.count(index);
                        let child = &parent.children[index];
                        self.path
                            .enter(prefix(child.namespace(parent)), child.local, position);
                        self.came(tag.place, parent, child, arrival);
                        self.enter(tag, child.content, namespace_of_value);
                    }
                    None => self.unexpected(tag, namespace),
                }
            }
        }
    }

    fn root(
        &mut self,
        tag: &Tag,
        namespace: &str,
        namespace_of_value: impl Fn(&str) -> Option<String>,
    ) {
        if namespace != MEMO || tag.local() != MESSAGE.local {
            self.passed_over = 1;
            let in_namespace = match namespace {
                "" => "in no namespace".to_owned(),
                other => format!("in the namespace {}", shown(other)),
            };
            self.findings.add(Mistake {
                code: Code::SchemaRootUnexpected,
                place: tag.place,
                xpath: self.path.child(&shown(&tag.name), 1),
                message: format!("the root element is <{}> {in_namespace}", shown(&tag.name)),
                remedy: format!("A MeMo begins with <memo:Message xmlns:memo=\"{MEMO}\" …>."),
                clause: None,
            });
            return;
        }
        self.path.enter(prefix(MEMO), MESSAGE.local, 1);
        let RootVersion { said, checked } = read_version(
            tag,
            self.options.version,
            |name| self.path.attribute(name),
            |mistake| self.findings.add(mistake),
        );
        self.outline.version = said;
        self.version = checked;
        self.enter(tag, Content::Elements(&MESSAGE), namespace_of_value);
    }

    /// Goes into an element whose path is entered already.
    fn enter(
        &mut self,
        tag: &Tag,
        content: Content,
        namespace_of_value: impl Fn(&str) -> Option<String>,
    ) {
        check_attributes(
            tag,
            content,
            self.open.is_empty(),
            namespace_of_value,
            |name| self.path.attribute(name),
            |mistake| self.findings.add(mistake),
        );
        self.open.push(match content {
            Content::Text(of) => {
                if let (SimpleType::Base64, Some(rules)) = (of, &mut self.rules) {
                    rules.content_began();
                }
                Open::Text {
                    value: Value::new(of),
                    place: tag.place,
                }
            }
            Content::Elements(of) => {
                note_element(self.path.names(), &mut self.outline);
                if let Some(rules) = &mut self.rules {
                    rules.element(&self.path, tag.place);
                }
                Open::Elements {
                    children: Children::new(of),
                    stray_text_told: false,
                }
            }
        });
    }

    /// A child of the schema came; its path is entered already.
    fn came(&mut self, place: Position, parent: &ElementType, child: &Particle, arrival: Arrival) {
        // Nearly every child comes like this, and no words are made for it.
        if arrival == Arrival::Right && child.is_in(self.version) {
            return;
        }
        let name = qualified(parent, child);
        let in_parent = || format!("{}:{}", prefix(parent.namespace), parent.local);
        let (code, message, remedy) = match arrival {
            Arrival::Right => (
                Code::SchemaElementNotInVersion,
                format!("{name} does not exist in version 1.1"),
                "Leave it out, or send version 1.2.".to_owned(),
            ),
            Arrival::TooMany { most } => (
                Code::SchemaElementTooMany,
                match most {
                    1 => format!("{} may have only one {name}", in_parent()),
                    most => format!("{} may have at most {most} {name}", in_parent()),
                },
                "Leave out the ones that are too many.".to_owned(),
            ),
            Arrival::Misplaced { after } => {
                let later = qualified(parent, &parent.children[after]);
                (
                    Code::SchemaElementMisplaced,
                    format!("{name} stands after {later} and has to stand before it"),
                    format!("Move {name} up; MeMo's elements have a fixed order."),
                )
            }
            Arrival::Excluded { by } => {
                let other = qualified(parent, &parent.children[by]);
                (
                    Code::SchemaElementAlternatives,
                    format!("{} has both {other} and {name}", in_parent()),
                    "Keep one of the two.".to_owned(),
                )
            }
        };
        self.findings.add(Mistake {
            code,
            place,
            xpath: self.path.text(),
            message,
            remedy,
            clause: None,
        });
    }

    /// A child outside the schema came: it is told and passed over.
    fn unexpected(&mut self, tag: &Tag, namespace: &str) {
        self.passed_over = 1;
        if self.findings.only_count() {
            return;
        }
        let Some(Open::Elements { children, .. }) = self.open.last_mut() else {
            return;
        };
        let parent = children.of;
        let xpath = self
            .path
            .child(&shown(&tag.name), children.other(&tag.name));
        let expected = children.expected(self.version);
        let meant = children.meant_by(tag.local());
        if let Some(index) = meant {
            // It stands for the child it was meant to be, so that one is not missing as well.
            children.arrive(index, tag.place);
        }
        let in_parent = format!("{}:{}", prefix(parent.namespace), parent.local);
        let meant = meant.map(|index| &parent.children[index]);
        let (code, message, remedy) = match meant {
            Some(child) if child.local == tag.local() => (
                Code::SchemaNamespaceUnexpected,
                format!(
                    "<{}> is in the wrong namespace: {:?}",
                    shown(&tag.name),
                    shown(namespace)
                ),
                format!(
                    "Put it into the namespace of {}: {}.",
                    qualified(parent, child),
                    child.namespace(parent)
                ),
            ),
            Some(child) => (
                Code::SchemaElementUnexpected,
                format!("{in_parent} has no child <{}>", shown(&tag.name)),
                format!("Did you mean {}?", qualified(parent, child)),
            ),
            None => (
                Code::SchemaElementUnexpected,
                format!("{in_parent} has no child <{}>", shown(&tag.name)),
                remedy_with(parent, &expected),
            ),
        };
        self.findings.add(Mistake {
            code,
            place: tag.place,
            xpath,
            message,
            remedy,
            clause: None,
        });
    }

    fn end(&mut self, end: Position) {
        if self.passed_over > 0 {
            self.passed_over -= 1;
            return;
        }
        match self.open.pop() {
            Some(Open::Elements { children, .. }) => {
                for (child, place) in children.missing(self.version, end) {
                    let name = qualified(children.of, child);
                    self.findings.add(Mistake {
                        code: Code::SchemaElementMissing,
                        place,
                        xpath: self.path.text(),
                        message: format!("{name} is missing"),
                        remedy: add_remedy(&children, child, &name),
                        clause: None,
                    });
                }
                if let Some(rules) = &mut self.rules {
                    rules.element_ended(&self.path, &mut self.findings);
                }
            }
            Some(Open::Text { value, place }) => self.end_text(&value, place),
            None => {}
        }
        self.path.leave();
    }

    fn end_text(&mut self, value: &Value, place: Position) {
        let mut text = None;
        if !value.spoiled {
            match value.judge(self.options.limits.notification_characters) {
                Ok(()) => text = Some(value.text()),
                Err(fault) => self.findings.add(Mistake {
                    code: fault.code,
                    place,
                    xpath: self.path.text(),
                    message: fault.message,
                    remedy: fault.remedy,
                    clause: None,
                }),
            }
        }
        if let Some(rules) = &mut self.rules {
            rules.text(&self.path, text, place, &mut self.findings);
        }
        let path = &self.path;
        let place = || Place {
            line: place.line,
            column: place.column,
            xpath: path.text(),
        };
        note_text(path.names(), value.text(), place, &mut self.outline);
    }

    fn text(&mut self, piece: &str, place: Position) {
        if self.passed_over > 0 {
            return;
        }
        match self.open.last_mut() {
            Some(Open::Text { value, .. }) => {
                let pushed = match &mut self.rules {
                    Some(rules) if !rules.passes_content_over() => value.push(piece, place, rules),
                    Some(_) | None => value.push(piece, place, &mut ()),
                };
                if let Err((place, fault)) = pushed {
                    self.findings.add(Mistake {
                        code: fault.code,
                        place,
                        xpath: self.path.text(),
                        message: fault.message,
                        remedy: fault.remedy,
                        clause: None,
                    });
                }
            }
            Some(Open::Elements {
                children,
                stray_text_told,
            }) => {
                let stray = piece.find(|c| !matches!(c, ' ' | '\t' | '\n' | '\r'));
                if let Some(at) = stray.filter(|_| !*stray_text_told) {
                    *stray_text_told = true;
                    let of = children.of;
                    self.findings.add(Mistake {
                        code: Code::SchemaTextUnexpected,
                        place: place.after(&piece[..at]),
                        xpath: self.path.text(),
                        message: format!(
                            "there is text between the elements of {}:{}",
                            prefix(of.namespace),
                            of.local
                        ),
                        remedy: "Leave the text out, or put it into the element it belongs to."
                            .to_owned(),
                        clause: None,
                    });
                }
            }
            None => {}
        }
    }

    fn broken(&mut self, fault: Fault) {
        self.findings.add(Mistake {
            code: fault.code,
            place: fault.place,
            xpath: self.path.text(),
            message: fault.message,
            remedy: fault.remedy,
            clause: None,
        });
    }

    /// The whole of it has been read, and so many bytes.
    fn document_ended(&mut self, bytes: u64) {
        if let Some(rules) = &self.rules {
            rules.document_ended(bytes, &mut self.findings);
        }
    }

    fn finish(self, well_formed: bool) -> Report {
        let (findings, more_findings) = self.findings.into_order();
        Report {
            version: self.outline.version,
            well_formed,
            outline: self.outline,
            findings,
            more_findings,
        }
    }
}

/// The namespaces of the tables all have a usual prefix.
fn prefix(namespace: &str) -> &'static str {
    prefix_of(namespace).unwrap_or_default()
}

fn qualified(parent: &ElementType, child: &Particle) -> String {
    format!("{}:{}", prefix(child.namespace(parent)), child.local)
}

fn remedy_with(parent: &ElementType, expected: &[&'static Particle]) -> String {
    match expected {
        [] => "Leave it out; nothing more may stand here.".to_owned(),
        expected => {
            let names: Vec<_> = expected
                .iter()
                .map(|child| qualified(parent, child))
                .collect();
            format!("Leave it out; here may stand: {}.", names.join(", "))
        }
    }
}

/// Tells where in the order the child has to stand.
fn add_remedy(children: &Children, child: &Particle, name: &str) -> String {
    let of = children.of;
    let index = of.find(child.namespace(of), child.local).unwrap_or(0);
    let before = of.children[..index].iter().enumerate().rev();
    let neighbour = before
        .filter(|&(at, _)| children.count(at) > 0)
        .map(|(_, neighbour)| qualified(of, neighbour))
        .next();
    match neighbour {
        Some(neighbour) => format!("Add {name} after {neighbour}."),
        None => format!(
            "Add {name} as the first child of {}:{}.",
            prefix(of.namespace),
            of.local
        ),
    }
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}
