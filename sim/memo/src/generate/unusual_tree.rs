//! Writes a tree in unusual XML: prolog, tags, namespaces and what stands between elements.
use super::{
    TextEncoding, Twist,
    dice::Dice,
    place::simple_type,
    tree::{Attribute, Element, Node, TYPE_PREFIXES},
};
use crate::schema::{Content, MEMO, SimpleType, XML_SCHEMA_INSTANCE, prefix_of};

/// Where namespaces are declared, and as what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefixes {
    /// All at the root, as everybody does.
    Usual,
    /// All at the root, with other prefixes.
    Renamed,
    /// The root has its own as the default namespace.
    Default,
    /// Each where it is first needed, sometimes again further in, and prefixes come to mean
    /// something else there.
    Inside,
}

impl Prefixes {
    pub(super) const ALL: [Self; 4] = [Self::Usual, Self::Renamed, Self::Default, Self::Inside];
}

/// Prefixes that are given a new meaning again and again.
const WANDERING: [&str; 6] = ["", "a", "b", "memo", "grd", "_å.1"];

/// Writes one document.
pub(super) struct UnusualWriter<'t> {
    pub(super) encoding: TextEncoding,
    prefixes: Prefixes,
    twists: &'t [Twist],
    pub(super) dice: Dice,
    pub(super) out: String,
    /// Prefixes and what they stand for, the innermost last.
    scope: Vec<(String, String)>,
}

impl<'t> UnusualWriter<'t> {
    pub(super) fn new(
        encoding: TextEncoding,
        prefixes: Prefixes,
        twists: &'t [Twist],
        dice: Dice,
    ) -> Self {
        Self {
            encoding,
            prefixes,
            twists,
            dice,
            out: String::new(),
            scope: Vec::new(),
        }
    }

    pub(super) fn has(&self, twist: Twist) -> bool {
        self.twists.contains(&twist)
    }

    /// The whole document.
    pub(super) fn document(mut self, root: &Element) -> Vec<u8> {
        if let Some(encoding) = self.encoding.declared() {
            let quote = self.quote();
            let standalone = if self.has(Twist::Tags) {
                " standalone = 'yes'\n"
            } else {
                ""
            };
            let declaration = format!(
                "<?xml version={quote}1.0{quote} encoding={quote}{encoding}{quote}{standalone}?>"
            );
            self.out.push_str(&declaration);
        }
        self.between();
        let declarations = self.at_the_root(root);
        self.element(root, declarations);
        self.between();
        self.encoding.encode(&self.out)
    }

    /// What the root declares, needed there or not.
    fn at_the_root(&mut self, root: &Element) -> Vec<(String, String)> {
        let namespaces = root.namespaces().into_iter().enumerate();
        let declarations = namespaces.filter_map(|(at, namespace)| {
            let prefix = match self.prefixes {
                Prefixes::Usual => prefix_of(&namespace)?.to_owned(),
                Prefixes::Renamed => format!("ns{at}"),
                Prefixes::Default if namespace == MEMO => String::new(),
                Prefixes::Default => format!("p.{at}"),
                Prefixes::Inside => return None,
            };
            Some((prefix, namespace))
        });
        declarations.collect()
    }

    fn element(&mut self, element: &Element, mut declarations: Vec<(String, String)>) {
        let outside = self.scope.len();
        self.scope.extend(declarations.iter().cloned());
        let mut attributes = element.attributes.clone();
        self.respell_version(&mut attributes);
        self.add_instance(element, &mut attributes);
        if attributes
            .iter()
            .any(|attribute| attribute.namespace.is_some())
        {
            self.declare("xsi", XML_SCHEMA_INSTANCE, &mut declarations);
            for (prefix, namespace) in TYPE_PREFIXES {
                self.declare(prefix, namespace, &mut declarations);
            }
        }
        let name = self.name(element, &mut declarations);
        self.out.push('<');
        self.out.push_str(&name);
        self.attributes(&attributes, &declarations);
        let text = simple_type(element);
        let empty = element.nodes.is_empty() && !self.dice.once_in(3);
        if empty && self.has(Twist::Tags) {
            self.out.push_str("/>");
        } else {
            self.out.push('>');
            match text {
                Some(of) => self.value(of, &element.text()),
                None => self.children(element),
            }
            self.out.push_str("</");
            self.out.push_str(&name);
            self.space_in_tag();
            self.out.push('>');
        }
        self.scope.truncate(outside);
    }

    fn children(&mut self, element: &Element) {
        for node in &element.nodes {
            self.between();
            match node {
                Node::Element(child) => self.element(child, Vec::new()),
                Node::Text(text) => self.value(SimpleType::Text, text),
            }
        }
        self.between();
    }

    /// A prefixed name for the element; what has to be declared for it is added.
    fn name(&mut self, element: &Element, declarations: &mut Vec<(String, String)>) -> String {
        let known = self.prefixes_for(&element.namespace);
        let anew = self.prefixes == Prefixes::Inside && self.dice.once_in(4);
        let prefix = match self.dice.choose(&known) {
            Some(prefix) if !anew => prefix,
            Some(_) | None => {
                let usable: Vec<&str> = WANDERING
                    .into_iter()
                    .filter(|prefix| !declarations.iter().any(|(taken, _)| taken == prefix))
                    .collect();
                let prefix = self.dice.choose(&usable).unwrap_or("c");
                self.declare(prefix, &element.namespace, declarations);
                prefix.to_owned()
            }
        };
        if prefix.is_empty() {
            element.local.clone()
        } else {
            format!("{prefix}:{}", element.local)
        }
    }

    fn declare(&mut self, prefix: &str, namespace: &str, declarations: &mut Vec<(String, String)>) {
        let declaration = (prefix.to_owned(), namespace.to_owned());
        self.scope.push(declaration.clone());
        declarations.push(declaration);
    }

    /// The prefixes that mean this namespace here.
    fn prefixes_for(&self, namespace: &str) -> Vec<String> {
        let meaning = |prefix: &str| {
            let mut innermost = self.scope.iter().rev();
            innermost
                .find(|(declared, _)| declared == prefix)
                .map(|(_, namespace)| namespace.as_str())
        };
        let mut prefixes: Vec<String> = Vec::new();
        for (prefix, _) in &self.scope {
            if meaning(prefix) == Some(namespace) && !prefixes.contains(prefix) {
                prefixes.push(prefix.clone());
            }
        }
        prefixes
    }

    fn respell_version(&mut self, attributes: &mut [Attribute]) {
        if !self.has(Twist::Spellings) {
            return;
        }
        let mut attributes = attributes.iter_mut();
        if let Some(version) = attributes.find(|attribute| attribute.local == "memoVersion") {
            let other = match self.dice.below(3) {
                0 => format!("0{}0", version.value),
                1 => format!(" +{} ", version.value),
                _ => format!("{}00", version.value),
            };
            version.value = other;
        }
    }

    fn add_instance(&mut self, element: &Element, attributes: &mut Vec<Attribute>) {
        if !self.has(Twist::Instance) || !self.dice.once_in(6) {
            return;
        }
        attributes.push(match element.of {
            Some(Content::Text(of)) => {
                let (namespace, local) = of.schema_name();
                let mut prefixes = TYPE_PREFIXES.into_iter();
                let prefix = prefixes.find(|&(_, declared)| declared == namespace);
                let (prefix, _) = prefix.unwrap_or_default();
                Attribute::xsi("type", format!("{prefix}:{local}"))
            }
            Some(Content::Elements(_)) | None => {
                Attribute::xsi("schemaLocation", format!("{MEMO} MeMo_core.xsd"))
            }
        });
    }

    /// Declarations and attributes, in any order.
    fn attributes(&mut self, attributes: &[Attribute], declarations: &[(String, String)]) {
        let declared = declarations.iter().map(|(prefix, namespace)| {
            let name = if prefix.is_empty() {
                "xmlns".to_owned()
            } else {
                format!("xmlns:{prefix}")
            };
            (name, namespace.clone())
        });
        let own = attributes.iter().map(|attribute| {
            let name = match attribute.namespace {
                Some(_) => format!("xsi:{}", attribute.local),
                None => attribute.local.clone(),
            };
            (name, attribute.value.clone())
        });
        let mut all: Vec<(String, String)> = declared.chain(own).collect();
        while !all.is_empty() {
            let at = if self.has(Twist::Tags) {
                self.dice.below(all.len())
            } else {
                0
            };
            let (name, value) = all.remove(at);
            self.out.push(' ');
            self.space_in_tag();
            self.out.push_str(&name);
            self.space_in_tag();
            self.out.push('=');
            self.space_in_tag();
            let quote = self.quote();
            self.out.push(quote);
            self.attribute_value(&value, quote);
            self.out.push(quote);
        }
        self.space_in_tag();
    }

    pub(super) fn quote(&mut self) -> char {
        if self.has(Twist::Tags) && self.dice.once_in(2) {
            '\''
        } else {
            '"'
        }
    }

    fn space_in_tag(&mut self) {
        if self.has(Twist::Tags) && self.dice.once_in(3) {
            let space = self.dice.choose(&[" ", "\n", "\t", "\r\n  "]);
            self.out.push_str(space.unwrap_or_default());
        }
    }

    /// What means nothing between elements, and around the root.
    fn between(&mut self) {
        if self.has(Twist::WhiteSpace) {
            // Before the first markup nothing may stand but the declaration.
            let space = self.dice.choose(&["", "\n", "\r\n", "  \t", "\n\n    "]);
            let first = self.out.is_empty();
            self.out
                .push_str(space.filter(|_| !first).unwrap_or_default());
        }
        if self.has(Twist::Comments) && self.dice.once_in(3) {
            self.comment();
        }
    }

    pub(super) fn comment(&mut self) {
        let comments = [
            "<!---->",
            "<!-- blåt <memo:label> & ]]> &ukendt; -->",
            "<?stil x=\"1\" ?>",
            "<?memo-Message?>",
            "<!-- - -\n>-->",
        ];
        let comment = self.dice.choose(&comments);
        self.out.push_str(comment.unwrap_or_default());
    }
}
