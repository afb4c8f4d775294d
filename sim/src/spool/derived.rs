//! Bodies made from bodies of the spool, such as a message in another version: each is made once,
//! however many ask for it, and goes with the world. What is made of what, only the caller knows.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use testpost_engine::effect::BodyHash;
use tokio::sync::OnceCell;

use super::{BodyReader, Spool, SpoolFault, SpooledBody, lock};

/// From which body, and what is made of it.
type Key = (BodyHash, String);

/// What one world has had made, or is having made.
pub(super) type Derived = Arc<Mutex<BTreeMap<Key, Arc<OnceCell<SpooledBody>>>>>;

/// Why there is no such body.
#[derive(Debug, thiserror::Error)]
pub enum DeriveFault<E> {
    #[error("it cannot be made: {0}")]
    Make(E),
    #[error(transparent)]
    Spool(#[from] SpoolFault),
    #[error("the spool cannot be read: {0}")]
    Read(io::Error),
    #[error("the work on it broke off: {0}")]
    Broken(String),
}

impl Spool {
    /// The body that `make` makes of another. `name` says what it makes: the same name asks for
    /// the same body, and the body itself is there if `make` writes what it reads. `make` does
    /// blocking work.
    pub async fn derived<E: Send + 'static>(
        &self,
        from: &SpooledBody,
        name: &str,
        make: impl FnOnce(BodyReader, &mut dyn Write) -> Result<(), E> + Send + 'static,
    ) -> Result<SpooledBody, DeriveFault<E>> {
        let key = (from.hash(), name.to_owned());
        let cell = Arc::clone(lock(&self.derived).entry(key).or_default());
        let body = cell
            .get_or_try_init(|| self.make(from.clone(), make))
            .await?;
        Ok(body.clone())
    }

    async fn make<E: Send + 'static>(
        &self,
        from: SpooledBody,
        make: impl FnOnce(BodyReader, &mut dyn Write) -> Result<(), E> + Send + 'static,
    ) -> Result<SpooledBody, DeriveFault<E>> {
        let mut draft = self.draft();
        let work = tokio::task::spawn_blocking(move || {
            let reader = from.reader().map_err(DeriveFault::Read)?;
            let made = make(reader, &mut draft);
            // A full disk reaches the maker as an error of its own; here it is told as what it is.
            if !draft.is_broken() {
                made.map_err(DeriveFault::Make)?;
            }
            Ok(draft.finish()?)
        });
        match work.await {
            Ok(made) => made,
            Err(error) => Err(DeriveFault::Broken(error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::{Content, IN_MEMORY_UP_TO, SpoolStore};
    use super::*;

    fn in_capitals(mut reader: BodyReader, out: &mut dyn Write) -> io::Result<()> {
        let mut text = Vec::new();
        reader.read_to_end(&mut text)?;
        out.write_all(&text.to_ascii_uppercase())
    }

    async fn text(body: &SpooledBody) -> Vec<u8> {
        let mut text = Vec::new();
        body.reader().unwrap().read_to_end(&mut text).unwrap();
        text
    }

    #[tokio::test]
    async fn a_body_is_made_once_however_many_ask() {
        let spool = SpoolStore::open(None).unwrap().for_world();
        let body = spool.put("letter");
        let times = Arc::new(AtomicUsize::new(0));
        let ask = || {
            let times = Arc::clone(&times);
            spool.derived(&body, "capitals", move |reader, out| {
                times.fetch_add(1, Ordering::Relaxed);
                in_capitals(reader, out)
            })
        };
        let (one, other) = tokio::join!(ask(), ask());
        assert_eq!(text(&one.unwrap()).await, b"LETTER");
        assert_eq!(text(&other.unwrap()).await, b"LETTER");
        assert_eq!(times.load(Ordering::Relaxed), 1);
        spool.release_all();
        ask().await.unwrap();
        assert_eq!(times.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn names_and_bodies_are_kept_apart() {
        let spool = SpoolStore::open(None).unwrap().for_world();
        let (one, other) = (spool.put("one"), spool.put("other"));
        let copy =
            |mut reader: BodyReader, out: &mut dyn Write| io::copy(&mut reader, out).map(drop);
        let capitals = spool.derived(&one, "capitals", in_capitals).await.unwrap();
        let same = spool.derived(&one, "copy", copy).await.unwrap();
        let second = spool.derived(&other, "capitals", in_capitals).await;
        assert_eq!(text(&capitals).await, b"ONE");
        assert_eq!(text(&same).await, b"one");
        assert_eq!(same.hash(), one.hash());
        assert_eq!(text(&second.unwrap()).await, b"OTHER");
    }

    #[tokio::test]
    async fn a_large_body_becomes_a_file_and_a_failure_is_no_body() {
        let spool = SpoolStore::open(None).unwrap().for_world();
        let body = spool.put(vec![b'a'; IN_MEMORY_UP_TO + 1]);
        let made = spool.derived(&body, "capitals", in_capitals).await.unwrap();
        assert!(matches!(made.0.content, Content::File(_)));
        assert_eq!(text(&made).await, vec![b'A'; IN_MEMORY_UP_TO + 1]);

        let failed = spool
            .derived(&body, "never", |_, out| {
                out.write_all(b"half of it")
                    .and(Err(io::Error::other("no more")))
            })
            .await;
        assert_eq!(
            failed.unwrap_err().to_string(),
            "it cannot be made: no more"
        );
        // It may be asked for again, and then be made.
        assert!(spool.derived(&body, "never", in_capitals).await.is_ok());
    }
}
