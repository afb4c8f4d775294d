//! The codes of all findings: what a program goes by, with a text in Danish and in English, the
//! clause and the source of each.
//!
//! This is one table, and a finding can take its code from nowhere else. Most names are our own
//! (`assumed`), in the lower-case dotted style of those that are known. Whether a finding is
//! answered by receipt or at the call is Digital Post's business and not known here.
use std::fmt;

use crate::FindingKind;

/// Where a code comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeSource {
    /// The REST interface.
    Api,
    /// Seen in public client code.
    Client,
    /// Pages of the authorities behind Digital Post.
    Official,
    /// Our own choice.
    Assumed,
}

impl CodeSource {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Client => "client",
            Self::Official => "official",
            Self::Assumed => "assumed",
        }
    }
}

macro_rules! codes {
    ($($name:ident = $text:literal, $clause:literal, $source:ident, $danish:literal, $english:literal;)*) => {
        /// The code of a finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $english] $name,)*
        }

        impl Code {
            /// All there are, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// As it stands in findings and receipts.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The clause by which such a message is refused.
            pub const fn clause(self) -> &'static str {
                match self { $(Self::$name => $clause,)* }
            }

            pub const fn source(self) -> CodeSource {
                match self { $(Self::$name => CodeSource::$source,)* }
            }

            pub const fn danish(self) -> &'static str {
                match self { $(Self::$name => $danish,)* }
            }

            pub const fn english(self) -> &'static str {
                match self { $(Self::$name => $english,)* }
            }
        }
    };
}

codes! {
    XmlEmpty = "xml.empty", "SEND-11", Assumed,
        "Der er intet dokument.", "There is no document.";
    XmlNotWellFormed = "xml.not.well.formed", "SEND-11", Assumed,
        "Dokumentet er ikke velformet XML.", "The document is not well-formed XML.";
    XmlCutOff = "xml.cut.off", "SEND-11", Assumed,
        "Dokumentet hører op, før det er slut.", "The document ends before its end.";
    XmlSeveralRoots = "xml.several.roots", "SEND-11", Assumed,
        "Dokumentet har mere end ét rodelement.", "The document has more than one root element.";
    XmlTextOutsideRoot = "xml.text.outside.root", "SEND-11", Assumed,
        "Der står tekst uden for rodelementet.", "There is text outside the root element.";
    XmlPrefixUndeclared = "xml.prefix.undeclared", "SEND-11", Assumed,
        "Et præfiks er ikke bundet til noget navnerum.", "A prefix stands for no namespace.";
    XmlEncodingUnknown = "xml.encoding.unknown", "SEND-11", Assumed,
        "Dokumentets tegnsæt er ukendt.", "The document's encoding is not known.";
    XmlEncodingMalformed = "xml.encoding.malformed", "SEND-11", Assumed,
        "Dokumentets bytes passer ikke til dets tegnsæt.", "The document's bytes do not fit its encoding.";
    XmlCharacterNotAllowed = "xml.character.not.allowed", "SEND-11", Assumed,
        "Dokumentet har et tegn, som XML ikke tillader.", "The document has a character that XML does not allow.";
    XmlEntityUndefined = "xml.entity.undefined", "SEND-11", Assumed,
        "Der henvises til en entitet, som ikke findes.", "An entity is referred to that does not exist.";
    XmlDtdNotAllowed = "xml.dtd.not.allowed", "SEND-11", Assumed,
        "En DTD er ikke tilladt.", "A DTD is not allowed.";
    XmlMarkupTooLong = "xml.markup.too.long", "SEND-11", Assumed,
        "Et tag, en kommentar eller en instruktion er for lang.", "A tag, a comment or an instruction is too long.";
    XmlTooDeep = "xml.too.deep", "SEND-11", Assumed,
        "Elementerne ligger for dybt i hinanden.", "Elements lie too deep within one another.";
    XmlTooManyAttributes = "xml.too.many.attributes", "SEND-11", Assumed,
        "Et tag har for mange attributter.", "A tag has too many attributes.";

    SchemaRootUnexpected = "schema.root.unexpected", "SEND-2", Assumed,
        "Rodelementet er ikke memo:Message.", "The root element is not memo:Message.";
    SchemaVersionUnknown = "schema.version.unknown", "MEMO-19", Assumed,
        "MeMo findes ikke i den version, meddelelsen angiver.", "There is no MeMo of the version that the message says.";
    SchemaVersionUnexpected = "schema.version.unexpected", "MEMO-19", Assumed,
        "Meddelelsen har en anden version end den aftalte.", "The message has another version than was asked for.";
    SchemaNamespaceUnexpected = "schema.namespace.unexpected", "SEND-2", Assumed,
        "Et element hører til et forkert navnerum.", "An element is in the wrong namespace.";
    SchemaElementMissing = "schema.element.missing", "SEND-2", Assumed,
        "Et element mangler.", "An element is missing.";
    SchemaElementUnexpected = "schema.element.unexpected", "SEND-2", Assumed,
        "Et element hører ikke til her.", "An element does not belong here.";
    SchemaElementMisplaced = "schema.element.misplaced", "SEND-2", Assumed,
        "Et element står for sent i rækkefølgen.", "An element stands too late in the order.";
    SchemaElementTooMany = "schema.element.too.many", "SEND-2", Assumed,
        "Et element står der for mange gange.", "An element stands there too many times.";
    SchemaElementAlternatives = "schema.element.alternatives", "SEND-2", Assumed,
        "To elementer udelukker hinanden.", "Two elements exclude one another.";
    SchemaElementNotInVersion = "schema.element.not.in.version", "SEND-2", Assumed,
        "Elementet findes ikke i denne version.", "The element does not exist in this version.";
    SchemaAttributeMissing = "schema.attribute.missing", "SEND-2", Assumed,
        "En attribut mangler.", "An attribute is missing.";
    SchemaAttributeUnexpected = "schema.attribute.unexpected", "SEND-2", Assumed,
        "En attribut hører ikke til her.", "An attribute does not belong here.";
    SchemaNilNotAllowed = "schema.nil.not.allowed", "SEND-2", Assumed,
        "Intet element må være nil.", "No element may be nil.";
    SchemaTypeNotAllowed = "schema.type.not.allowed", "SEND-2", Assumed,
        "Elementet kan ikke have den angivne type.", "The element cannot have the type that is given.";
    SchemaTextUnexpected = "schema.text.unexpected", "SEND-2", Assumed,
        "Der står tekst mellem elementer.", "There is text between elements.";
    SchemaTextTooLong = "schema.text.too.long", "SEND-2", Assumed,
        "Teksten er for lang.", "The text is too long.";
    SchemaValueInvalid = "schema.value.invalid", "SEND-2", Assumed,
        "Værdien passer ikke til sin type.", "The value does not fit its type.";
    SchemaBase64Invalid = "schema.base64.invalid", "SEND-2", Assumed,
        "Filens indhold er ikke base64.", "The content of the file is not base64.";

    MessageTooLarge = "message.too.large", "MEMO-1", Assumed,
        "Meddelelsen fylder for meget.", "The message weighs too much.";
    AttachmentsTooMany = "attachments.too.many", "MEMO-2", Assumed,
        "Meddelelsen har for mange bilag.", "The message has too many attachments.";
    FileNameNotAllowed = "file.name.not.allowed", "MEMO-4", Assumed,
        "Filnavnet har et tegn, som ikke er tilladt.", "The file name has a character that is not allowed.";
    EntryPointUrlNotAllowed = "entry.point.url.not.allowed", "MEMO-5", Assumed,
        "Et EntryPoint har en adresse, der ikke er https.", "The address of an EntryPoint is not https.";
    FileExtensionNotAllowed = "file.extension.not.allowed", "MEMO-7", Official,
        "Filtypen er ikke tilladt.", "The file type is not allowed.";
    FileEmptyNotAllowed = "file.empty.not.allowed", "MEMO-8", Client,
        "Filen er tom.", "The file is empty.";
    EmptyNotificationNotAllowed = "empty.notification.not.allowed", "MEMO-9", Client,
        "En NemSMS mangler sin tekst.", "A NemSMS has no notification.";
    MessageBodyMissing = "message.body.missing", "MEMO-9", Assumed,
        "Et brev mangler sit indhold.", "A letter has no body.";
    MessageBodyNotAllowed = "message.body.not.allowed", "MEMO-9", Assumed,
        "En NemSMS har et indhold ud over sin tekst.", "A NemSMS has a body.";
    ContactPointIdFormatNotAllowed = "contact.point.id.format.not.allowed", "MEMO-11", Client,
        "Kontaktpunktets id er ikke et UUID.", "The id of the contact point is no UUID.";
    ActionCodeNotAllowed = "action.code.not.allowed", "MEMO-15", Assumed,
        "Handlingens kode findes ikke.", "There is no action of this code.";
    PostTypeNotAllowed = "post.type.not.allowed", "MEMO-16", Assumed,
        "Posttypen findes ikke.", "There is no such kind of post.";
    SenderIdNotValid = "sender.id.not.valid", "MEMO-17", Assumed,
        "Afsenderens id og idType passer ikke sammen.", "The sender's id and idType do not fit.";
    RecipientIdNotValid = "recipient.id.not.valid", "MEMO-17", Assumed,
        "Modtagerens id og idType passer ikke sammen.", "The recipient's id and idType do not fit.";
    RepresentativeIdNotValid = "representative.id.not.valid", "MEMO-17", Assumed,
        "Repræsentantens id og idType passer ikke sammen.", "The representative's id and idType do not fit.";
    HtmlContentNotAllowed = "html.content.not.allowed", "MEMO-20", Assumed,
        "HTML-dokumentet har et indhold, som ikke er tilladt.", "The HTML document has a content that is not allowed.";

    ArchiveUnreadable = "archive.unreadable", "SEND-11", Assumed,
        "Arkivet kan ikke læses.", "The archive cannot be read.";
    ArchiveEmpty = "archive.empty", "SEND-11", Assumed,
        "Arkivet er tomt.", "The archive is empty.";
    ArchiveFramingUnknown = "archive.framing.unknown", "SEND-11", Assumed,
        "Arkivet er hverken pakket med LZMA eller xz.", "The archive is packed with neither LZMA nor xz.";
    ArchiveMemory = "archive.memory", "SEND-11", Assumed,
        "Det kræver for megen hukommelse at pakke arkivet ud.", "Unpacking the archive takes too much memory.";
    ArchiveUnsupported = "archive.unsupported", "SEND-11", Assumed,
        "Arkivet er pakket på en måde, som ikke understøttes.", "The archive is packed in a way that is not supported.";
    ArchiveCutOff = "archive.cut.off", "SEND-11", Assumed,
        "Arkivet hører op, før det er slut.", "The archive ends before its end.";
    ArchiveDamaged = "archive.damaged", "SEND-11", Assumed,
        "Arkivet er beskadiget.", "The archive is damaged.";
    ArchiveTrailingData = "archive.trailing.data", "SEND-11", Assumed,
        "Der følger noget efter arkivet.", "Something follows after the archive.";
    ArchiveTooLarge = "archive.too.large", "SEND-11", Assumed,
        "Arkivet fylder for meget, når det er pakket ud.", "The archive is too large when it is unpacked.";
    ArchiveTooDense = "archive.too.dense", "SEND-11", Assumed,
        "Arkivet vokser for meget, når det pakkes ud.", "The archive grows too much when it is unpacked.";
    ArchiveTooManyEntries = "archive.too.many.entries", "SEND-11", Assumed,
        "Arkivet har for mange filer.", "The archive has too many entries.";
    ArchiveNoTar = "archive.no.tar", "SEND-11", Assumed,
        "Det udpakkede er ikke et tar-arkiv.", "What was unpacked is no tar archive.";
    ArchiveHeaderDamaged = "archive.header.damaged", "SEND-11", Assumed,
        "Beskrivelsen af en fil i arkivet er beskadiget.", "The header of an entry is damaged.";
    ArchiveEntryTooLarge = "archive.entry.too.large", "SEND-11", Assumed,
        "En fil i arkivet fylder for meget.", "An entry is too large.";
    ArchiveEntryNameMissing = "archive.entry.name.missing", "SEND-11", Assumed,
        "En fil i arkivet har intet navn.", "An entry has no name.";
    ArchiveEntryNameTooLong = "archive.entry.name.too.long", "SEND-11", Assumed,
        "En fil i arkivet har et for langt navn.", "An entry's name is too long.";
    ArchiveEntryNameEncoding = "archive.entry.name.encoding", "SEND-11", Assumed,
        "Navnet på en fil i arkivet er ikke UTF-8.", "An entry's name is not UTF-8.";
    ArchiveEntryNameCharacter = "archive.entry.name.character", "SEND-11", Assumed,
        "Navnet på en fil i arkivet har et styretegn.", "An entry's name has a control character.";
    ArchiveEntryNameAbsolute = "archive.entry.name.absolute", "SEND-11", Assumed,
        "Navnet på en fil i arkivet begynder ved roden.", "An entry's name is absolute.";
    ArchiveEntryNameClimbs = "archive.entry.name.climbs", "SEND-11", Assumed,
        "Navnet på en fil i arkivet fører ud af arkivet.", "An entry's name climbs out of the archive.";
    ArchiveEntryNoFile = "archive.entry.no.file", "SEND-11", Assumed,
        "Arkivet har andet end filer.", "An entry is something else than a file.";
    ArchiveEntrySparse = "archive.entry.sparse", "SEND-11", Assumed,
        "En fil i arkivet er gemt med huller.", "An entry is a sparse file.";
    ArchiveEntryExtension = "archive.entry.extension", "SEND-11", Assumed,
        "De udvidede oplysninger om en fil i arkivet kan ikke bruges.", "An entry's extended header cannot be used.";
}

impl Code {
    /// Whether it is about the format itself or about a rule beyond it.
    pub fn kind(self) -> FindingKind {
        if self.is_of_xml() || self.is_of_archive() || self.as_str().starts_with("schema.") {
            FindingKind::Schema
        } else {
            FindingKind::Rule
        }
    }

    /// Whether the message cannot be read as XML.
    pub fn is_of_xml(self) -> bool {
        self.as_str().starts_with("xml.")
    }

    /// Whether it is about an archive or one of its entries, and not about a message.
    pub fn is_of_archive(self) -> bool {
        self.as_str().starts_with("archive.")
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_codes_read_the_same_and_all_have_the_dotted_style() {
        for (at, code) in Code::ALL.iter().enumerate() {
            let text = code.as_str();
            assert!(
                Code::ALL[..at].iter().all(|other| other.as_str() != text),
                "{text} stands there twice"
            );
            let parts: Vec<&str> = text.split('.').collect();
            let plain = |part: &&str| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            };
            assert!(parts.len() > 1 && parts.iter().all(plain), "{text}");
        }
    }

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        for code in Code::ALL {
            assert!(code.danish().ends_with('.'), "{code}");
            assert!(code.english().ends_with('.'), "{code}");
            assert_ne!(code.danish(), code.english(), "{code}");
        }
    }
}
