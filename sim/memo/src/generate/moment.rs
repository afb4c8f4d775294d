//! Dates and times as XML Schema writes them, in all its ways.
use proptest::{prelude::*, sample::select};

use super::shape::{Extent, Shape};

/// An xs:date.
pub(super) fn date(shape: Shape) -> BoxedStrategy<String> {
    let zone = match shape.extent {
        Extent::Any => select(&["", "", "", "Z", "+01:00", "-14:00"][..]),
        Extent::Limits => select(&["+14:00", "-14:00"][..]),
    };
    (day(), zone)
        .prop_map(|(day, zone)| format!("{day}{zone}"))
        .boxed()
}

/// A memoDateTimeType: in UTC, with its Z.
pub(super) fn date_time(shape: Shape) -> BoxedStrategy<String> {
    let fraction = match shape.extent {
        Extent::Any => select(&["", "", "", ".5", ".000", ".123456789"][..]),
        Extent::Limits => select(&[".999999999", ".000000001"][..]),
    };
    let time = prop_oneof![
        9 => (0..24, 0..60, 0..60, fraction)
            .prop_map(|(hour, minute, second, fraction)| {
                format!("{hour:02}:{minute:02}:{second:02}{fraction}")
            }),
        1 => Just("24:00:00".to_owned()),
    ];
    (day(), time)
        .prop_map(|(day, time)| format!("{day}T{time}Z"))
        .boxed()
}

/// Days of a few years, their edges often.
fn day() -> BoxedStrategy<String> {
    prop_oneof![
        8 => (2024..2030, 1..=12, 1..=28)
            .prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}")),
        1 => select(&["2024-02-29", "2026-12-31", "2000-02-29", "9999-12-31"][..])
            .prop_map(str::to_owned),
    ]
    .boxed()
}
