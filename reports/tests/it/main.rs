//! What the renderers draw, seen from outside: the committed samples, and text that is meant
//! to break a report.

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod plain;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod widths;
