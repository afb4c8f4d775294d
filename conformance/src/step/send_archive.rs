//! `send-archive`: a sender system hands several letters in as one file (SEND-8, SEND-11), by REST
//! or SFTP.

use std::io;

use testpost_memo::container::{Framing, WriteFault, Writer};

use crate::runner::{Play, SentLetter, StepFault, credentials_of};
use crate::scenario::{ArchivePart, Place, SendArchive};

use super::answer_check::check_answer;
use super::compose::compose;
use super::letter_fault::make_faulty;
use super::send::{Request, hand_in, sender_of};

pub(crate) async fn send_archive(
    play: &mut Play<'_>,
    said: &SendArchive,
    place: Place,
) -> Result<(), StepFault> {
    let by = sender_of(play, &said.from, said.via.as_ref()).await?;
    let (mut files, mut letters) = (Vec::new(), Vec::new());
    for entry in &said.entries {
        match &entry.value {
            ArchivePart::File(file) => {
                files.push((file.name.clone(), file.text.clone().into_bytes()));
            }
            ArchivePart::Letter(letter) => {
                let letter = said.alone(letter);
                let mut composed = compose(play, &letter, &by)?;
                if let Some(fault) = &letter.fault {
                    composed.xml =
                        make_faulty(composed.xml, &fault.value).map_err(StepFault::Broken)?;
                }
                files.push((format!("{}.xml", composed.uuid), composed.xml.clone()));
                letters.push((letter.name, composed));
            }
        }
    }
    let mut archive = pack(&files)
        .map_err(|fault| StepFault::Broken(format!("the archive cannot be written: {fault}")))?;
    if said.cut {
        archive.truncate(archive.len() / 2);
    }
    let request = Request {
        named: None,
        file: "archive.tar.lzma".to_owned(),
        media_type: "application/x-lzma".to_owned(),
        credentials: Some(credentials_of(&by)),
        body: archive,
    };
    let wanted = said.expect_status.as_ref();
    let answer = hand_in(play, &by, request, wanted).await?;
    for (name, letter) in letters {
        play.letters.add(SentLetter {
            name: name.map(|name| name.value),
            uuid: letter.uuid,
            by: Some(by.clone()),
            to: letter.to,
            sent_at: play.now,
            xml: Some(letter.xml),
            answer: answer.clone(),
            refusal_is_meant: false,
        });
    }
    let called = said.name.as_ref().map_or("an archive", |name| &name.value);
    let what = format!("{} sends {called}", by.name);
    if let Some(name) = &said.name {
        play.letters.add_archive(name.value.clone(), &answer);
    }
    check_answer(play, what, "", &answer, wanted, &[201], place).await
}

fn pack(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, WriteFault> {
    let mut writer = Writer::new(Vec::new(), Framing::Lzma)?;
    for (name, content) in files {
        writer.add(name, content.len() as u64, io::Cursor::new(content))?;
    }
    Ok(writer.finish()?)
}
