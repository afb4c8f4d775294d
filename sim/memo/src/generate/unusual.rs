//! Messages in unusual XML that say the same: whoever reads MeMo must read them as if they were
//! written plainly.
use std::fmt;

use proptest::{
    prelude::*,
    sample::{select, subsequence},
};

use super::{
    Sample, TextEncoding,
    dice::Dice,
    shown::Shown,
    tree::Element,
    unusual_tree::{Prefixes, UnusualWriter},
};

/// One way of being unusual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twist {
    /// Comments and processing instructions, also in the middle of texts.
    Comments,
    Cdata,
    /// References for characters that need none.
    References,
    /// Spaces and line ends within tags, both kinds of quotes, attributes in any order, empty
    /// elements in both ways.
    Tags,
    /// White space between elements, and around values where their types collapse it.
    WhiteSpace,
    /// CR LF for line ends.
    LineEnds,
    /// Other spellings of a value: 1 for true, capitals in UUIDs, base64 in lines, 01.10.
    Spellings,
    /// Attributes of XML Schema instances that change nothing.
    Instance,
}

impl Twist {
    const ALL: [Self; 8] = [
        Self::Comments,
        Self::Cdata,
        Self::References,
        Self::Tags,
        Self::WhiteSpace,
        Self::LineEnds,
        Self::Spellings,
        Self::Instance,
    ];
}

/// A message, and unusual XML that says the same.
#[derive(Clone)]
pub struct UnusualMessage {
    pub sample: Sample,
    pub encoding: TextEncoding,
    pub twists: Vec<Twist>,
    pub xml: Vec<u8>,
}

impl fmt::Debug for UnusualMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnusualMessage")
            .field("encoding", &self.encoding)
            .field("twists", &self.twists)
            .field("sample", &self.sample)
            .field("xml", &Shown(&self.xml))
            .finish()
    }
}

/// These messages in unusual XML, in any encoding and with any prefixes.
pub fn unusual_message(
    samples: impl Strategy<Value = Sample>,
) -> impl Strategy<Value = UnusualMessage> {
    let encodings = select(&TextEncoding::ALL[..]);
    let prefixes = select(&Prefixes::ALL[..]);
    let twists = subsequence(&Twist::ALL[..], 0..=Twist::ALL.len());
    (samples, encodings, prefixes, twists, any::<u64>()).prop_filter_map(
        "a message that is well-formed",
        |(sample, encoding, prefixes, twists, seed)| {
            let tree = Element::of_sample(&sample)?;
            let writer = UnusualWriter::new(encoding, prefixes, &twists, Dice::new(seed));
            let xml = writer.document(&tree);
            Some(UnusualMessage {
                sample,
                encoding,
                twists,
                xml,
            })
        },
    )
}
