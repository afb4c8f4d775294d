//! A spreadsheet (xlsx) of one sheet: a row of headings, and rows of text below it.

use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

const COLUMN_WIDTH: f64 = 24.0;

/// Every cell is a text: what begins with `=` is no formula.
pub(crate) fn spreadsheet(
    sheet: &str,
    headings: &[&str],
    rows: &[Vec<String>],
    made: Timestamp,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_timestamp(made.as_second())?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(sheet)
            .set_creation_datetime(&made),
    );
    let bold = Format::new().set_bold();
    let page = workbook.add_worksheet();
    page.set_name(sheet)?;
    for (column, heading) in (0u16..).zip(headings) {
        page.write_string_with_format(0, column, *heading, &bold)?;
        page.set_column_width(column, COLUMN_WIDTH)?;
    }
    for (row, cells) in (1u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            page.write_string(row, column, cell)?;
        }
    }
    page.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    #[test]
    fn a_spreadsheet_is_read_back_as_the_texts_it_was_made_of() {
        let rows = [
            vec!["Ærø".to_owned(), "=1+1".to_owned()],
            vec![String::new(), "007".to_owned()],
        ];
        let made = Timestamp::from_second(1_767_600_000).unwrap();
        let file = spreadsheet("Systemer", &["Navn", "Nummer"], &rows, made).unwrap();
        assert_eq!(
            file,
            spreadsheet("Systemer", &["Navn", "Nummer"], &rows, made).unwrap()
        );
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file)).unwrap();
        let range = book.worksheet_range("Systemer").unwrap();
        let read: Vec<Vec<String>> = range
            .rows()
            .map(|row| row.iter().map(Data::to_string).collect())
            .collect();
        assert_eq!(read, [["Navn", "Nummer"], ["Ærø", "=1+1"], ["", "007"]]);
        assert!(book.worksheet_formula("Systemer").unwrap().is_empty());
    }
}
