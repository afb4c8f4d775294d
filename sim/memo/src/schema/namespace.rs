//! The namespaces of MeMo and the prefixes they usually have. Paths in findings use these
//! prefixes, whichever the document uses.

pub(crate) const MEMO: &str = "https://DigitalPost.dk/MeMo-1";
pub(crate) const GRD: &str = "https://data.gov.dk/model/core/";
pub(crate) const GLN: &str =
    "https://www.gs1.dk/gs1-standarder/identifikation/gln-global-location-number/";
pub(crate) const KLE: &str = "http://kle-online.dk/";
pub(crate) const FORM: &str = "http://www.form-online.dk/";
pub(crate) const DMV: &str = "https://motorregister.skat.dk/";
pub(crate) const SOR: &str = "https://services.nsi.dk/en/Services/SOR";
pub(crate) const UDD: &str = "https://www.dst.dk/da/TilSalg/Forskningsservice/Dokumentation/hoejkvalitetsvariable/elevregister-2/udd#";

pub(crate) const XML_SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// The types of XML Schema itself, for xsi:type.
pub(super) const XML_SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";
/// The types of MeMo, for xsi:type.
pub(super) const DATA_TYPES: &str = "https://data.gov.dk/model/dataTypes/";

/// The usual prefix of a namespace of MeMo.
pub(crate) fn prefix_of(namespace: &str) -> Option<&'static str> {
    match namespace {
        MEMO => Some("memo"),
        GRD => Some("grd"),
        GLN => Some("gln"),
        KLE => Some("kle"),
        FORM => Some("form"),
        DMV => Some("dmv"),
        SOR => Some("sor"),
        UDD => Some("udd"),
        _ => None,
    }
}
