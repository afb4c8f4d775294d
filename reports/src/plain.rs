//! Makes text that came from outside safe to show: a message's label or a vendor's answer may
//! hold escape sequences, marks that turn the reading direction, or megabytes in one line.

/// How much of one text is shown.
const LONGEST: usize = 1_000;
const MOST_LINES: usize = 24;

/// How much of it is shown in a headline.
const HEADLINE: usize = 160;

/// The text in its lines: control characters are spelled out, long texts are cut and say so.
pub(crate) fn shown(text: &str) -> String {
    cut(text, LONGEST)
}

/// The text on one line.
pub(crate) fn on_one_line(text: &str) -> String {
    cut(&joined(text), LONGEST)
}

/// The beginning of the text, on one line.
pub(crate) fn in_short(text: &str) -> String {
    cut(&joined(text), HEADLINE)
}

fn joined(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

fn cut(text: &str, longest: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut left = longest;
    let mut source = text.lines();
    for line in source.by_ref().take(MOST_LINES) {
        let characters = line.chars().count();
        if characters > left {
            let kept: String = line.chars().take(left).collect();
            let cut = characters - left;
            lines.push(format!("{} … ({cut} more characters)", spelled_out(&kept)));
            break;
        }
        left -= characters;
        lines.push(spelled_out(line));
    }
    let unseen = source.count();
    if unseen > 0 {
        lines.push(format!("… ({unseen} more lines)"));
    }
    lines.join("\n")
}

fn spelled_out(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    for character in line.chars() {
        match character {
            '\t' => shown.push_str("    "),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                shown.extend(character.escape_unicode());
            }
            '\u{fffe}' | '\u{ffff}' => shown.extend(character.escape_unicode()),
            _ if character.is_control() => shown.extend(character.escape_unicode()),
            _ => shown.push(character),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_lose_their_power() {
        assert_eq!(shown("\u{1b}[2Jgone\u{0}"), "\\u{1b}[2Jgone\\u{0}");
        assert_eq!(shown("abc\u{202e}def"), "abc\\u{202e}def");
    }

    #[test]
    fn danish_letters_and_line_ends_stay() {
        assert_eq!(shown("Rødgrød\r\nmed fløde"), "Rødgrød\nmed fløde");
        assert_eq!(on_one_line(" Rødgrød\nmed\tfløde "), "Rødgrød med fløde");
    }

    #[test]
    fn long_texts_are_cut_and_say_by_how_much() {
        let long = shown(&"å".repeat(5_000));
        assert!(long.ends_with("å … (4000 more characters)"), "{long}");
        assert_eq!(long.chars().filter(|c| *c == 'å').count(), LONGEST);
        let tall = shown(&"line\n".repeat(100));
        assert!(tall.ends_with("line\n… (76 more lines)"), "{tall}");
    }
}
