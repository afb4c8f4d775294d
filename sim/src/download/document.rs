//! A document (PDF) of one list: a title, and below it lines with a label and a text each. Drawn
//! in Helvetica, which every reader has, in the letters of Windows' code page for Western Europe;
//! any other letter is shown as a question mark.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

/// A4, in points.
const PAGE: (f32, f32) = (595.0, 842.0);
const MARGIN: f32 = 56.0;
const TEXT_AT: f32 = 150.0;
const LINE: f32 = 16.0;
const SIZE: f32 = 10.0;
const TITLE_SIZE: f32 = 16.0;
/// As many letters as surely fit beside the labels.
const LETTERS: usize = 56;

/// One line as it is drawn.
struct Line {
    label: String,
    text: String,
}

pub(crate) fn document(title: &str, entries: &[(&str, String)]) -> Vec<u8> {
    let lines: Vec<Line> = entries
        .iter()
        .flat_map(|(label, text)| in_lines(label, text))
        .collect();
    let mut number = 0;
    let mut next = || {
        number += 1;
        Ref::new(number)
    };
    let (catalog, tree, font, info) = (next(), next(), next(), next());
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.document_info(info).title(TextStr(title));
    pdf.type1_font(font)
        .base_font(Name(b"Helvetica"))
        .encoding_predefined(Name(b"WinAnsiEncoding"));
    // An empty document has a page too.
    let mut pages = Vec::new();
    let mut rest = lines.as_slice();
    loop {
        let (here, later) = rest.split_at(rest.len().min(lines_on(pages.len())));
        let (page, content) = (next(), next());
        pdf.stream(content, &drawn(title, pages.len(), here));
        let mut this = pdf.page(page);
        this.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1))
            .parent(tree)
            .contents(content);
        this.resources().fonts().pair(Name(b"F"), font);
        this.finish();
        pages.push(page);
        rest = later;
        if rest.is_empty() {
            break;
        }
    }
    let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
    pdf.pages(tree).kids(pages).count(count);
    pdf.finish()
}

/// How many lines stand on a page; the first one has the title too.
const fn lines_on(page: usize) -> usize {
    if page == 0 { 42 } else { 45 }
}

fn drawn(title: &str, page: usize, lines: &[Line]) -> Vec<u8> {
    let mut content = Content::new();
    let mut y = PAGE.1 - MARGIN;
    if page == 0 {
        show(&mut content, TITLE_SIZE, (MARGIN, y), title);
        y -= 3.0 * LINE;
    }
    for line in lines {
        show(&mut content, SIZE, (MARGIN, y), &line.label);
        show(&mut content, SIZE, (MARGIN + TEXT_AT, y), &line.text);
        y -= LINE;
    }
    content.finish().to_vec()
}

fn show(content: &mut Content, size: f32, (x, y): (f32, f32), text: &str) {
    let letters: Vec<u8> = text.chars().map(letter).collect();
    content
        .begin_text()
        .set_font(Name(b"F"), size)
        .next_line(x, y)
        .show(Str(&letters))
        .end_text();
}

/// A text in lines of letters that fit; the label stands before the first.
fn in_lines(label: &str, text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let letters: Vec<char> = paragraph.chars().collect();
        if letters.is_empty() {
            lines.push(String::new());
        }
        lines.extend(letters.chunks(LETTERS).map(|part| part.iter().collect()));
    }
    let labels = std::iter::once(label).chain(std::iter::repeat(""));
    labels
        .zip(lines)
        .map(|(label, text)| Line {
            label: label.to_owned(),
            text,
        })
        .collect()
}

/// In WinAnsiEncoding, as far as Danish texts need it.
fn letter(letter: char) -> u8 {
    match letter {
        ' '..='~' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(letter)).unwrap_or(b'?'),
        '€' => 0x80,
        '…' => 0x85,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '–' => 0x96,
        '—' => 0x97,
        _ => b'?',
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::Command;

    use super::*;

    /// What Debian's own reader sees in it; none where it is not there.
    fn read(document: &[u8]) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("document.pdf");
        std::fs::write(&file, document).unwrap();
        let read = Command::new("pdftotext")
            .args(["-layout", "-enc", "UTF-8"])
            .args([file.as_path(), Path::new("-")])
            .output();
        let Ok(read) = read else {
            eprintln!("PASSED OVER: no pdftotext (Debian: poppler-utils) to read a PDF with");
            return None;
        };
        let words = String::from_utf8_lossy(&read.stderr);
        assert!(read.status.success() && words.is_empty(), "{words}");
        Some(String::from_utf8(read.stdout).unwrap())
    }

    #[test]
    fn a_document_is_read_by_another_reader_with_its_danish_letters() {
        let long = "x".repeat(LETTERS + 1);
        let entries = [
            ("Navn", "Ærøs blåbærsystem – \u{1F4A9}".to_owned()),
            ("Endepunkt", long),
        ];
        let document = document("System (prøve)", &entries);
        assert!(document.starts_with(b"%PDF-"));
        let Some(text) = read(&document) else { return };
        assert!(text.contains("System (prøve)"), "{text}");
        assert!(text.contains("Ærøs blåbærsystem – ?"), "{text}");
        assert!(text.contains(&"x".repeat(LETTERS)), "{text}");
    }

    #[test]
    fn what_does_not_fit_on_a_page_goes_on_on_the_next() {
        let entries: Vec<(&str, String)> =
            (0..200).map(|n| ("Nr.", format!("linje {n};"))).collect();
        let document = document("Lang", &entries);
        let Some(text) = read(&document) else { return };
        // A form feed ends a page.
        assert_eq!(text.matches('\u{c}').count(), 5);
        for number in 0..200 {
            assert!(text.contains(&format!("linje {number};")), "{number}");
        }
        assert!(read(&super::document("Tom", &[])).unwrap().contains("Tom"));
    }
}
