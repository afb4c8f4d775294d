//! Breaking long lines between words, for everything that is written to a terminal.

/// Below this a text is not broken into lines at all; the terminal does it better.
const LEAST_ROOM: usize = 16;

/// Breaks a line between words. A word that is longer than the room stays whole, so that
/// addresses and paths can be copied.
#[must_use]
pub fn folded(line: &str, room: usize) -> Vec<String> {
    if room < LEAST_ROOM || line.chars().count() <= room {
        return vec![line.to_owned()];
    }
    let mut lines = Vec::new();
    let mut current = String::new();
    let mut length = 0;
    for word in line.split_whitespace() {
        let more = word.chars().count();
        if length > 0 && length + 1 + more > room {
            lines.push(std::mem::take(&mut current));
            length = 0;
        }
        if length > 0 {
            current.push(' ');
            length += 1;
        }
        current.push_str(word);
        length += more;
    }
    lines.push(current);
    lines
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn lines_break_between_words_and_long_words_stay_whole() {
        let text = "the quick brown fox visits http://127.0.0.1:9001/recipient-system every day";
        let lines = folded(text, 24);
        let expected = [
            "the quick brown fox",
            "visits",
            "http://127.0.0.1:9001/recipient-system",
            "every day",
        ];
        assert_eq!(lines, expected);
    }
}
