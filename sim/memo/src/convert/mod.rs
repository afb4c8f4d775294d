//! Messages of one version made into messages of the other (MEMO-19), and what is lost by it.
//!
//! 1.1 has attributes and flags that 1.2 can do without, and 1.2 has representatives that 1.1
//! cannot say. Everything else is the same in both, and files pass through unchanged.
mod contents;
mod fault;
mod loss;
mod model;
mod stream;
mod target;

pub use fault::ConvertFault;
pub use loss::Loss;
pub use model::{Converted, to_version};
pub use stream::{convert, convert_marked, rewrite};
pub use target::Target;
