//! Messages written from the model: read again, they are the same.
use std::{
    fs,
    io::{self, Read},
};

use testpost_memo::{
    model::{ContentRef, Message},
    read::{Discard, read},
    write::{ContentSource, Held, WriteFault, write},
};

use crate::{check_bytes, fixture, fixture_root};

fn written(message: &Message, contents: &[Vec<u8>]) -> Result<Vec<u8>, WriteFault> {
    let mut xml = Vec::new();
    write(message, &mut Held::new(contents), &mut xml)?;
    Ok(xml)
}

/// A message with its contents.
fn example(case: &str) -> (Message, Vec<Vec<u8>>) {
    let mut contents = Vec::new();
    let message = read(&fixture(case)[..], &mut contents).unwrap();
    (message, contents)
}

#[test]
fn every_valid_fixture_is_written_as_a_valid_message_that_says_the_same() {
    for entry in fs::read_dir(fixture_root().join("valid")).unwrap() {
        let path = entry.unwrap().path().join("memo.xml");
        let mut contents = Vec::new();
        let message = read(&fs::read(&path).unwrap()[..], &mut contents).unwrap();
        let xml = written(&message, &contents).unwrap();
        assert!(check_bytes(&xml).valid(), "{}", path.display());
        let mut contents_again = Vec::new();
        let again = read(&xml[..], &mut contents_again).unwrap();
        assert_eq!(again, message, "{}", path.display());
        assert_eq!(contents_again, contents, "{}", path.display());
    }
}

#[test]
fn only_the_namespaces_that_a_message_uses_are_declared() {
    let (message, contents) = example("valid/letter-to-a-citizen");
    let xml = String::from_utf8(written(&message, &contents).unwrap()).unwrap();
    assert_eq!(xml.matches("xmlns:").count(), 1, "{xml}");
    let (message, contents) = example("valid/full-1.2");
    let xml = String::from_utf8(written(&message, &contents).unwrap()).unwrap();
    assert_eq!(xml.matches("xmlns:").count(), 8, "{xml}");
}

#[test]
fn a_character_that_xml_does_not_have_is_refused_with_its_place() {
    let (mut message, contents) = example("valid/full-1.1");
    let header = &mut message.header;
    header.reply_data[1].comment = Some("klokke\u{7}".to_owned());
    match written(&message, &contents) {
        Err(WriteFault::Character { xpath, character }) => {
            assert_eq!(character, '\u{7}');
            assert_eq!(
                xpath,
                "/memo:Message[1]/memo:MessageHeader[1]/memo:ReplyData[2]/memo:comment[1]"
            );
        }
        other => panic!("{other:?}"),
    }
    message.header.reply_data.clear();
    message.schema_version = Some("\u{ffff}".to_owned());
    let fault = written(&message, &contents).unwrap_err().to_string();
    assert_eq!(
        fault,
        "/memo:Message[1]/@memoSchVersion contains the character U+FFFF, which XML does not allow; leave it out"
    );
}

#[test]
fn a_content_that_is_not_the_one_of_the_model_is_refused() {
    let (message, mut contents) = example("valid/full-1.2");
    contents[1].push(b'!');
    match written(&message, &contents) {
        Err(WriteFault::OtherContent {
            filename,
            named,
            found,
        }) => {
            assert_eq!(filename, "brev.txt");
            assert_eq!(found.size, named.size + 1);
        }
        other => panic!("{other:?}"),
    }
    contents.truncate(1);
    match written(&message, &contents) {
        Err(WriteFault::ContentUnreadable { filename, error }) => {
            assert_eq!(filename, "brev.txt");
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_technical_document_with_an_action_is_refused() {
    let (mut message, contents) = example("valid/full-1.2");
    let body = message.body.as_mut().unwrap();
    body.technical_documents[1].actions = body.main_document.actions.clone();
    match written(&message, &contents) {
        Err(WriteFault::TechnicalAction { xpath }) => assert_eq!(
            xpath,
            "/memo:Message[1]/memo:MessageBody[1]/memo:TechnicalDocument[2]"
        ),
        other => panic!("{other:?}"),
    }
}

/// Contents that come in pieces of odd lengths, and sometimes not at once.
struct InPieces(Vec<Vec<u8>>);

impl ContentSource for InPieces {
    fn next(&mut self, _: &ContentRef) -> io::Result<impl Read> {
        struct Pieces(io::Cursor<Vec<u8>>, usize);
        impl Read for Pieces {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.1 += 1;
                if self.1.is_multiple_of(3) {
                    return Err(io::Error::from(io::ErrorKind::Interrupted));
                }
                let length = buffer.len().min(self.1 % 7 + 1);
                self.0.read(&mut buffer[..length])
            }
        }
        Ok(Pieces(io::Cursor::new(self.0.remove(0)), 0))
    }
}

#[test]
fn how_a_content_comes_makes_no_difference() {
    let (mut message, mut contents) = example("valid/smallest-1.2");
    for size in [0, 1, 2, 3, 24_575, 24_576, 24_577, 100_000] {
        let content: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
        let body = message.body.as_mut().unwrap();
        body.main_document.files[0].content = ContentRef::of(&content);
        contents[0] = content;
        let whole = written(&message, &contents).unwrap();
        let mut xml = Vec::new();
        write(&message, &mut InPieces(contents.clone()), &mut xml).unwrap();
        assert_eq!(xml, whole, "{size}");
        assert!(check_bytes(&xml).valid());
        assert_eq!(read(&xml[..], &mut Discard).unwrap(), message, "{size}");
    }
}

#[test]
fn a_writer_that_fails_ends_the_writing() {
    let (message, contents) = example("valid/full-1.2");
    let length = written(&message, &contents).unwrap().len();
    for room in (0..length).step_by(97) {
        let mut full = vec![0; room];
        let fault = write(&message, &mut Held::new(&contents), &mut &mut full[..]).unwrap_err();
        assert!(matches!(fault, WriteFault::Io(_)), "{room}: {fault}");
    }
}
