//! The engine's tests: rules clause by clause, and properties over random worlds.

#[cfg(test)]
mod archives;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod contact_point_limits;
#[cfg(test)]
mod contact_points;
#[cfg(test)]
mod determinism;
#[cfg(test)]
mod exemptions;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod faults_page;
#[cfg(test)]
mod interleavings;
#[cfg(test)]
mod log_paths;
#[cfg(test)]
mod mailbox;
#[cfg(test)]
mod mid_schedule;
#[cfg(test)]
mod nem_sms;
#[cfg(test)]
mod post;
#[cfg(test)]
mod publish;
#[cfg(test)]
mod readme;
#[cfg(test)]
mod recall;
#[cfg(test)]
mod receipts;
#[cfg(test)]
mod retry;
#[cfg(test)]
mod routing;
#[cfg(test)]
mod sftp;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod systems;
#[cfg(test)]
mod validation;
#[cfg(test)]
mod value_date;
