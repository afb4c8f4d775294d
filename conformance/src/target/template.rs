//! Puts words into the `{{places}}` of a target file's texts.

use std::collections::BTreeMap;

/// The words that may be put in, by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words(BTreeMap<&'static str, String>);

/// What a text is made for, and so how words in it are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dress {
    /// As they are.
    Plain,
    /// Within a JSON string.
    Json,
    /// Within an address.
    Url,
}

impl Words {
    pub(crate) fn with(mut self, name: &'static str, word: impl Into<String>) -> Self {
        self.0.insert(name, word.into());
        self
    }

    /// The text with every `{{name}}` replaced; a name that means nothing is said.
    pub(crate) fn fill(&self, text: &str, dress: Dress) -> Result<String, String> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            filled.push_str(before);
            let Some((name, behind)) = after.split_once("}}") else {
                return Err("a `{{` has no `}}`".to_owned());
            };
            let name = name.trim();
            let Some(word) = self.0.get(name) else {
                let known: Vec<&str> = self.0.keys().copied().collect();
                return Err(format!(
                    "`{{{{{name}}}}}` means nothing here; there are {}",
                    known.join(", ")
                ));
            };
            match dress {
                Dress::Plain => filled.push_str(word),
                Dress::Json => {
                    let quoted = serde_json::Value::String(word.clone()).to_string();
                    filled.push_str(&quoted[1..quoted.len() - 1]);
                }
                Dress::Url => {
                    let mut pairs =
                        reqwest::Url::parse("http://x/").map_err(|fault| fault.to_string())?;
                    pairs.query_pairs_mut().append_pair("", word);
                    let query = pairs.query().unwrap_or("=");
                    filled.push_str(&query[1..].replace('+', "%20"));
                }
            }
            rest = behind;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_put_in_as_the_text_needs_them() {
        let words = Words::default().with("label", "Sagen \"Å\" & 1/2");
        let filled = |text, dress| words.fill(text, dress).unwrap();
        assert_eq!(filled("-- {{label}}", Dress::Plain), "-- Sagen \"Å\" & 1/2");
        assert_eq!(
            filled("{\"l\": \"{{ label }}\"}", Dress::Json),
            "{\"l\": \"Sagen \\\"Å\\\" & 1/2\"}"
        );
        assert_eq!(
            filled("http://h/{{label}}", Dress::Url),
            "http://h/Sagen%20%22%C3%85%22%20%26%201%2F2"
        );
    }

    #[test]
    fn a_word_that_means_nothing_is_named_with_those_there_are() {
        let words = Words::default().with("label", "").with("to", "");
        let fault = words.fill("{{lable}}", Dress::Plain).unwrap_err();
        assert_eq!(fault, "`{{lable}}` means nothing here; there are label, to");
        assert!(words.fill("{{label", Dress::Plain).is_err());
    }
}
