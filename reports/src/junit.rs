//! The report as JUnit XML, for build servers.

use crate::RunReport;

/// The report could not be written as XML.
#[derive(Debug, thiserror::Error)]
#[error("the JUnit report could not be written: {0}")]
pub struct JunitFault(#[from] quick_junit::SerializeError);

pub fn render(report: &RunReport) -> Result<String, JunitFault> {
    let mut junit = quick_junit::Report::new("testpost");
    junit.add_test_suite(quick_junit::TestSuite::new(report.version.as_str()));
    Ok(junit.to_string()?)
}
