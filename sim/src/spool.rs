//! The spool: message bodies, hashed while they arrive, each kept once by its hash.
//!
//! Small bodies stay in memory, larger ones become files in one folder that goes when the
//! process stops. No body is ever held whole on its way in, and a slow sender holds no thread.
//! How long a body may take, and what becomes of the rest of one that is too large, is for
//! whoever has the connection to see to. Knows nothing of MeMo.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, Stream, StreamExt};
use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempDir, TempPath};
use testpost_engine::effect::BodyHash;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufWriter};

mod derived;
mod draft;

pub use derived::DeriveFault;
pub(crate) use draft::Draft;

/// Bodies up to this size are kept in memory, without a file.
pub const IN_MEMORY_UP_TO: usize = 64 * 1024;

/// How much all bodies in memory may take together; beyond it small ones become files too.
const IN_MEMORY_TOGETHER: u64 = 256 * 1024 * 1024;

/// The unit in which files are written and read.
const BLOCK: usize = 256 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum SpoolFault {
    #[error("the body is larger than {limit} bytes; {seen} bytes of it came")]
    TooLarge { limit: u64, seen: u64 },
    #[error("the body did not come whole: {0}")]
    Broken(String),
    #[error(
        "the spool cannot be written: {0}; look at the disk of {1}, or choose another folder with --spool"
    )]
    Disk(io::Error, String),
}

/// The place of all bodies of one process. Worlds share it, so that the same body in a
/// hundred worlds takes its space once; a world reaches it through its [`Spool`].
#[derive(Debug, Clone)]
pub struct SpoolStore(Arc<Store>);

#[derive(Debug)]
struct Store {
    dir: TempDir,
    bodies: Mutex<BTreeMap<BodyHash, Weak<Body>>>,
    in_memory: AtomicU64,
}

impl SpoolStore {
    /// Makes a folder of its own inside `dir` (the system's temporary folder by default),
    /// which is removed with the store.
    pub fn open(dir: Option<&Path>) -> io::Result<SpoolStore> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("testpost-spool-");
        let dir = match dir {
            Some(dir) => {
                std::fs::create_dir_all(dir)?;
                builder.tempdir_in(dir)?
            }
            None => builder.tempdir()?,
        };
        Ok(SpoolStore(Arc::new(Store {
            dir,
            bodies: Mutex::default(),
            in_memory: AtomicU64::new(0),
        })))
    }

    /// The spool of one world.
    pub fn for_world(&self) -> Spool {
        Spool {
            store: self.clone(),
            kept: Arc::default(),
            derived: Arc::default(),
        }
    }

    /// Keeps a body, or finds the copy that is already there.
    fn enter(&self, hash: BodyHash, size: u64, content: Content) -> SpooledBody {
        let mut bodies = lock(&self.0.bodies);
        let body = match bodies.get(&hash).and_then(Weak::upgrade) {
            Some(body) => body,
            None => {
                let body = Arc::new(Body {
                    hash,
                    size,
                    content,
                    store: Arc::downgrade(&self.0),
                });
                self.0.in_memory.fetch_add(body.memory(), Ordering::Relaxed);
                bodies.insert(hash, Arc::downgrade(&body));
                body
            }
        };
        drop(bodies);
        SpooledBody(body)
    }

    fn memory_is_full(&self) -> bool {
        self.0.in_memory.load(Ordering::Relaxed) >= IN_MEMORY_TOGETHER
    }

    /// Removes the folder and all in it. What is still being read or written ends with an error.
    pub(crate) fn remove(&self) {
        if let Err(error) = std::fs::remove_dir_all(self.0.dir.path()) {
            tracing::warn!(%error, folder = %self.0.dir.path().display(), "the spool's folder stays");
        }
    }

    fn disk_fault(&self, error: io::Error) -> SpoolFault {
        SpoolFault::Disk(error, self.0.dir.path().display().to_string())
    }
}

/// One world's view of the spool: what it keeps goes when the world goes or is reset.
#[derive(Debug, Clone)]
pub struct Spool {
    store: SpoolStore,
    kept: Arc<Mutex<BTreeMap<BodyHash, SpooledBody>>>,
    derived: derived::Derived,
}

impl Spool {
    /// Takes a body in. It stays as long as the answer of this function lives, or, once it is
    /// kept, as long as the world.
    pub async fn receive<S, E>(&self, body: S, limit: u64) -> Result<SpooledBody, SpoolFault>
    where
        S: Stream<Item = Result<Bytes, E>>,
        E: fmt::Display,
    {
        let mut body = std::pin::pin!(body);
        let mut hash = Sha256::new();
        let mut size: u64 = 0;
        let mut memory = BytesMut::new();
        let mut file: Option<(BufWriter<tokio::fs::File>, TempPath)> = None;
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(|error| SpoolFault::Broken(error.to_string()))?;
            size += piece.len() as u64;
            if size > limit {
                return Err(SpoolFault::TooLarge { limit, seen: size });
            }
            hash.update(&piece);
            match &mut file {
                Some((file, _)) => file.write_all(&piece).await,
                None if memory.len() + piece.len() <= IN_MEMORY_UP_TO => {
                    memory.extend_from_slice(&piece);
                    Ok(())
                }
                None => {
                    let (mut made, path) = self.new_file().await?;
                    let written = async {
                        made.write_all(&memory).await?;
                        made.write_all(&piece).await
                    }
                    .await;
                    memory = BytesMut::new();
                    file = Some((made, path));
                    written
                }
            }
            .map_err(|error| self.store.disk_fault(error))?;
        }
        if file.is_none() && self.store.memory_is_full() {
            let (mut made, path) = self.new_file().await?;
            let written = made.write_all(&memory).await;
            written.map_err(|error| self.store.disk_fault(error))?;
            file = Some((made, path));
        }
        let content = match file {
            None => Content::Memory(memory.freeze()),
            Some((mut file, path)) => {
                file.flush()
                    .await
                    .map_err(|error| self.store.disk_fault(error))?;
                Content::File(path)
            }
        };
        let hash = BodyHash::from_bytes(hash.finalize().into());
        Ok(self.store.enter(hash, size, content))
    }

    /// Takes in a body that is already there, such as a message made in this process.
    pub fn put(&self, body: impl Into<Bytes>) -> SpooledBody {
        let body = body.into();
        let hash = BodyHash::from_bytes(Sha256::digest(&body).into());
        self.store
            .enter(hash, body.len() as u64, Content::Memory(body))
    }

    /// A body to be written by blocking work.
    pub(crate) fn draft(&self) -> Draft {
        Draft::new(self)
    }

    /// Keeps a body for the life of the world. The world does this with each message it accepts.
    pub fn keep(&self, body: SpooledBody) {
        lock(&self.kept).insert(body.hash(), body);
    }

    /// A body this world keeps.
    pub fn get(&self, hash: &BodyHash) -> Option<SpooledBody> {
        lock(&self.kept).get(hash).cloned()
    }

    /// Lets go of everything.
    pub fn release_all(&self) {
        // Taken out first: the files are removed outside the lock.
        let all = std::mem::take(&mut *lock(&self.kept));
        let derived = std::mem::take(&mut *lock(&self.derived));
        drop((all, derived));
    }

    async fn new_file(&self) -> Result<(BufWriter<tokio::fs::File>, TempPath), SpoolFault> {
        let dir: PathBuf = self.store.0.dir.path().to_owned();
        let made = tokio::task::spawn_blocking(move || NamedTempFile::new_in(dir))
            .await
            .map_err(io::Error::other)
            .and_then(|made| made)
            .map_err(|error| self.store.disk_fault(error))?;
        let (file, path) = made.into_parts();
        let file = BufWriter::with_capacity(BLOCK, tokio::fs::File::from_std(file));
        Ok((file, path))
    }
}

/// A body in the spool; cheap to clone, and there as long as one clone lives.
#[derive(Clone)]
pub struct SpooledBody(Arc<Body>);

struct Body {
    hash: BodyHash,
    size: u64,
    content: Content,
    store: Weak<Store>,
}

enum Content {
    Memory(Bytes),
    File(TempPath),
}

impl Body {
    fn memory(&self) -> u64 {
        match self.content {
            Content::Memory(_) => self.size,
            Content::File(_) => 0,
        }
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        if let Some(store) = self.store.upgrade() {
            store.in_memory.fetch_sub(self.memory(), Ordering::Relaxed);
            let mut bodies = lock(&store.bodies);
            // The same body may have come again between the last clone's end and this lock.
            if bodies
                .get(&self.hash)
                .is_some_and(|body| body.strong_count() == 0)
            {
                bodies.remove(&self.hash);
            }
        }
    }
}

impl fmt::Debug for SpooledBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpooledBody")
            .field("hash", &self.0.hash)
            .field("size", &self.0.size)
            .finish_non_exhaustive()
    }
}

impl SpooledBody {
    pub fn hash(&self) -> BodyHash {
        self.0.hash
    }

    pub fn size(&self) -> u64 {
        self.0.size
    }

    /// A reader for blocking work: checking a message belongs into `spawn_blocking`.
    pub fn reader(&self) -> io::Result<BodyReader> {
        Ok(match &self.0.content {
            Content::Memory(bytes) => BodyReader::Memory(Cursor::new(bytes.clone())),
            Content::File(path) => {
                BodyReader::File(BufReader::with_capacity(BLOCK, std::fs::File::open(path)?))
            }
        })
    }

    /// The body piece by piece, for sending it on.
    pub fn chunks(&self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        enum From {
            Start(SpooledBody),
            File(SpooledBody, tokio::fs::File),
            End,
        }
        stream::try_unfold(From::Start(self.clone()), |from| async move {
            let (body, mut file) = match from {
                From::End => return Ok(None),
                From::File(body, file) => (body, file),
                From::Start(body) => match &body.0.content {
                    Content::Memory(bytes) => return Ok(Some((bytes.clone(), From::End))),
                    Content::File(path) => {
                        let file = tokio::fs::File::open(path).await?;
                        (body, file)
                    }
                },
            };
            let mut block = BytesMut::with_capacity(BLOCK);
            if file.read_buf(&mut block).await? == 0 {
                return Ok(None);
            }
            Ok(Some((block.freeze(), From::File(body, file))))
        })
    }
}

/// Reads a spooled body; the file, if there is one, is open as long as this lives.
#[derive(Debug)]
pub enum BodyReader {
    Memory(Cursor<Bytes>),
    File(BufReader<std::fs::File>),
}

impl Read for BodyReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            BodyReader::Memory(reader) => Read::read(reader, buffer),
            BodyReader::File(reader) => Read::read(reader, buffer),
        }
    }
}

impl BufRead for BodyReader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self {
            BodyReader::Memory(reader) => reader.fill_buf(),
            BodyReader::File(reader) => reader.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        match self {
            BodyReader::Memory(reader) => reader.consume(amount),
            BodyReader::File(reader) => reader.consume(amount),
        }
    }
}

impl Seek for BodyReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            BodyReader::Memory(reader) => reader.seek(to),
            BodyReader::File(reader) => reader.seek(to),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics while it holds these locks, and a map of references is never half written.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Piece = Result<Bytes, io::Error>;

    fn pieces(count: usize, size: usize) -> impl Stream<Item = Piece> {
        stream::iter((0..count).map(move |number| Ok(Bytes::from(vec![number as u8; size]))))
    }

    fn files(store: &SpoolStore) -> usize {
        std::fs::read_dir(store.0.dir.path()).unwrap().count()
    }

    async fn whole(body: &SpooledBody) -> Vec<u8> {
        let mut all = Vec::new();
        let mut chunks = std::pin::pin!(body.chunks());
        while let Some(chunk) = chunks.next().await {
            all.extend_from_slice(&chunk.unwrap());
        }
        all
    }

    #[tokio::test]
    async fn the_same_body_is_kept_once_and_goes_with_its_last_holder() {
        let store = SpoolStore::open(None).unwrap();
        let (one, other) = (store.for_world(), store.for_world());
        let body = one.receive(pieces(40, 10_000), 1_000_000).await.unwrap();
        let again = other.receive(pieces(400, 1_000), 1_000_000).await;
        assert_ne!(again.unwrap().hash(), body.hash());
        let same = other.receive(pieces(40, 10_000), 1_000_000).await.unwrap();
        assert_eq!((same.hash(), files(&store)), (body.hash(), 1));
        other.keep(same);
        let hash = body.hash();
        drop(body);
        assert_eq!(files(&store), 1);
        assert!(one.get(&hash).is_none(), "the first world kept nothing");
        assert_eq!(whole(&other.get(&hash).unwrap()).await.len(), 400_000);
        other.release_all();
        assert_eq!(files(&store), 0);
        assert!(lock(&store.0.bodies).is_empty());
    }

    #[tokio::test]
    async fn when_memory_is_full_small_bodies_become_files_too() {
        let store = SpoolStore::open(None).unwrap();
        let spool = store.for_world();
        let first = spool.receive(pieces(1, 10), 100).await.unwrap();
        assert_eq!(
            (files(&store), store.0.in_memory.load(Ordering::Relaxed)),
            (0, 10)
        );
        drop(first);
        assert_eq!(store.0.in_memory.load(Ordering::Relaxed), 0);
        store
            .0
            .in_memory
            .store(IN_MEMORY_TOGETHER, Ordering::Relaxed);
        let second = spool.receive(pieces(2, 10), 100).await.unwrap();
        assert_eq!(files(&store), 1);
        assert_eq!(whole(&second).await.len(), 20);
    }

    #[tokio::test]
    async fn a_small_body_needs_no_file_and_reads_the_same_in_both_ways() {
        let store = SpoolStore::open(None).unwrap();
        let spool = store.for_world();
        for (count, expected_files) in [(6, 0), (7, 1)] {
            let body = spool.receive(pieces(count, 10_000), 100_000).await.unwrap();
            assert_eq!(files(&store), expected_files);
            let mut read = Vec::new();
            body.reader().unwrap().read_to_end(&mut read).unwrap();
            assert_eq!(read.len() as u64, body.size());
            assert_eq!(read, whole(&body).await);
            assert_eq!(
                BodyHash::from_bytes(Sha256::digest(&read).into()),
                body.hash()
            );
            let copy = spool.put(read);
            assert_eq!(copy.hash(), body.hash());
        }
    }

    #[tokio::test]
    async fn an_endless_body_is_read_no_further_than_its_limit_and_leaves_nothing() {
        let store = SpoolStore::open(None).unwrap();
        let endless = stream::repeat_with(|| Piece::Ok(Bytes::from_static(&[0; 1000])));
        let fault = store.for_world().receive(endless, 100_000).await;
        let Err(SpoolFault::TooLarge { limit, seen }) = fault else {
            panic!("{fault:?}");
        };
        assert_eq!((limit, seen, files(&store)), (100_000, 101_000, 0));
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_leaves_nothing() {
        let store = SpoolStore::open(None).unwrap();
        let broken = pieces(10, 10_000).chain(stream::iter([Err(io::Error::other("gone"))]));
        let fault = store.for_world().receive(broken, 1_000_000).await;
        assert!(matches!(fault, Err(SpoolFault::Broken(_))), "{fault:?}");
        assert_eq!(files(&store), 0);
    }

    #[tokio::test]
    async fn the_folder_goes_with_the_store() {
        let store = SpoolStore::open(None).unwrap();
        let folder = store.0.dir.path().to_owned();
        assert!(folder.exists());
        drop(store);
        assert!(!folder.exists());
    }
}
