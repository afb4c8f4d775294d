//! A version of MeMo as a word on the command line.

use testpost_memo::MemoVersion;

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum VersionWord {
    #[value(name = "1.1")]
    V1_1,
    #[value(name = "1.2")]
    V1_2,
}

impl From<VersionWord> for MemoVersion {
    fn from(word: VersionWord) -> Self {
        match word {
            VersionWord::V1_1 => Self::V1_1,
            VersionWord::V1_2 => Self::V1_2,
        }
    }
}
