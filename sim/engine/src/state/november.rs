//! The November rule (EX-1): when a company's exemption ends by itself.
//!
//! A citizen's exemption lasts until it is lifted. A company's ends at the end of November two
//! years after it was made or renewed, which is the first instant of 1 December in Denmark. This
//! is the only place that knows; `exemption_terms.rs` and `delivery/exempt.rs` ask here when an exemption is made or renewed, and
//! the test `what_the_november_rule_touches` tells what follows from a change.

use jiff::Timestamp;
use jiff::civil::{Time, date};
use testpost_memo::id::PartyId;

use crate::calendar;
use crate::profile::Profile;

/// How many years on the November lies.
const YEARS: i16 = 2;

/// When an exemption that was made or renewed at `from` ends by itself; none for a citizen's.
pub(crate) fn ends_at(party: &PartyId, from: Timestamp, profile: &Profile) -> Option<Timestamp> {
    match party {
        PartyId::Cpr(_) => None,
        PartyId::Cvr(_) => {
            let zone = &profile.exemption_zone;
            let made_on = calendar::date_at(from, zone);
            let after_november = date(made_on.year(), 12, 1) <= made_on;
            let years = if after_november && profile.exemption_two_whole_years {
                YEARS + 1
            } else {
                YEARS
            };
            // Made in the last years that a date can hold it never ends.
            let year = made_on.year().checked_add(years)?;
            let end = jiff::civil::Date::new(year, 12, 1).ok()?;
            calendar::start_of(end, Time::midnight(), zone)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testpost_memo::id::{Cpr, Cvr};

    fn company_until(from: &str, profile: &Profile) -> String {
        let company = PartyId::Cvr(Cvr::parse("12345674").unwrap());
        ends_at(&company, from.parse().unwrap(), profile)
            .unwrap()
            .to_string()
    }

    #[test]
    fn ex_1_a_companys_exemption_ends_at_the_end_of_november_two_years_on() {
        let profile = Profile::assumed();
        for (from, until) in [
            ("2026-01-05T08:00:00Z", "2028-11-30T23:00:00Z"),
            // Still November in Denmark, and then not any more.
            ("2026-11-30T22:59:59Z", "2028-11-30T23:00:00Z"),
            ("2026-11-30T23:00:00Z", "2028-11-30T23:00:00Z"),
            // Still 2026 in Denmark, and then not any more.
            ("2026-12-31T22:59:59Z", "2028-11-30T23:00:00Z"),
            ("2026-12-31T23:00:00Z", "2029-11-30T23:00:00Z"),
        ] {
            assert_eq!(company_until(from, &profile), until, "{from}");
        }
    }

    #[test]
    fn ex_1_one_made_in_december_can_be_given_two_whole_years() {
        let mut profile = Profile::assumed();
        profile.exemption_two_whole_years = true;
        for (from, until) in [
            ("2026-11-30T22:59:59Z", "2028-11-30T23:00:00Z"),
            ("2026-11-30T23:00:00Z", "2029-11-30T23:00:00Z"),
        ] {
            assert_eq!(company_until(from, &profile), until, "{from}");
        }
    }

    #[test]
    fn ex_1_a_citizens_exemption_has_no_end_of_its_own() {
        let citizen = PartyId::Cpr(Cpr::parse("2211771212").unwrap());
        let from = "2026-01-05T08:00:00Z".parse().unwrap();
        assert_eq!(ends_at(&citizen, from, &Profile::assumed()), None);
    }
}
