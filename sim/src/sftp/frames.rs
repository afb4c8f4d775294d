//! Packets of SFTP on an SSH channel: each is a length and that many bytes. A packet that is too
//! long ends the connection, for what follows it could not be found.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use russh_sftp::protocol::Packet;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// What came.
pub(super) enum Frame {
    Packet(Box<Packet>),
    /// Something that is no packet of the protocol's version 3.
    Unknown,
}

/// The next packet; none at the end.
pub(super) async fn read(
    stream: &mut (impl AsyncRead + Unpin),
    longest: u32,
) -> io::Result<Option<Frame>> {
    let length = match stream.read_u32().await {
        Ok(length) => length,
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    };
    if length > longest {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("a packet of {length} bytes; at most {longest} are taken"),
        ));
    }
    let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
    stream.read_exact(&mut bytes).await?;
    let packet = Packet::try_from(&mut Bytes::from(bytes));
    Ok(Some(packet.map_or(Frame::Unknown, |packet| {
        Frame::Packet(Box::new(packet))
    })))
}

/// Writes an answer, unless the client takes nothing for so long.
pub(super) async fn write(
    stream: &mut (impl AsyncWrite + Unpin),
    packet: Packet,
    patience: Duration,
) -> io::Result<()> {
    let bytes = Bytes::try_from(packet).map_err(io::Error::other)?;
    tokio::time::timeout(patience, stream.write_all(&bytes)).await?
}

#[cfg(test)]
mod tests {
    use russh_sftp::protocol::StatusCode;

    use super::*;

    #[tokio::test]
    async fn a_packet_arrives_as_it_was_written() {
        let (mut ours, mut theirs) = tokio::io::duplex(1_000);
        let sent = Packet::error(7, StatusCode::Eof);
        write(&mut ours, sent, Duration::from_secs(5))
            .await
            .unwrap();
        drop(ours);
        let came = read(&mut theirs, 1_000).await.unwrap().unwrap();
        let Frame::Packet(packet) = came else {
            panic!("no packet");
        };
        assert!(matches!(*packet, Packet::Status(status) if status.id == 7));
        assert!(read(&mut theirs, 1_000).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_packet_that_is_too_long_is_not_waited_for() {
        let mut endless: &[u8] = &[0xff, 0xff, 0xff, 0xff, 1];
        let fault = read(&mut endless, 1_000).await.err().unwrap();
        assert_eq!(fault.kind(), io::ErrorKind::InvalidData);
        let mut unknown: &[u8] = &[0, 0, 0, 1, 99];
        let came = read(&mut unknown, 1_000).await.unwrap();
        assert!(matches!(came, Some(Frame::Unknown)));
        let mut cut: &[u8] = &[0, 0, 0, 9, 1];
        assert!(read(&mut cut, 1_000).await.is_err());
    }
}
