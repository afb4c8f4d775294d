//! The picture of a timeline: a row for each place, a column for each instant at which something
//! happened, and a shape for each kind of event.
//!
//! A schedule has its first attempts within hours and its last after days, so distances grow with
//! the logarithm of the time between two instants; each column says how long after the beginning
//! it is.

use jiff::{SignedDuration, Timestamp};

use crate::plain::in_short;
use crate::{Happening, HappeningKind, Timeline, Tone};

const LEFT: u32 = 190;
const RIGHT: u32 = 40;
const TOP: u32 = 12;
const ROW: u32 = 38;
const WIDTH: u32 = 1_000;
/// The least distance between two columns, and between two of their labels.
const STEP: u32 = 13;
const LABEL: u32 = 64;
/// How many columns there is room for.
const MOST_COLUMNS: usize = 58;

pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) rows: Vec<PlaceRow>,
    pub(super) columns: Vec<Column>,
    pub(super) marks: Vec<Mark>,
    pub(super) legend: Vec<(HappeningKind, Mark)>,
    pub(super) words: String,
    /// How many instants had no room.
    pub(super) instants_left_out: usize,
}

pub(super) struct PlaceRow {
    pub(super) y: u32,
    pub(super) name: String,
}

pub(super) struct Column {
    pub(super) x: u32,
    pub(super) label: Option<String>,
}

/// One shape: all events of one kind and tone at one place and instant.
pub(super) struct Mark {
    pub(super) path: String,
    pub(super) class: String,
    pub(super) count: Option<(u32, u32, usize)>,
    pub(super) title: String,
}

/// As a class of the style sheet.
pub(super) fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Plain => "plain",
        Tone::Bad => "bad",
    }
}

impl Picture {
    /// None where nothing happened.
    pub(super) fn of(timeline: &Timeline) -> Option<Self> {
        let first = timeline.happenings.first()?.at;
        let mut instants: Vec<Timestamp> = timeline.happenings.iter().map(|h| h.at).collect();
        instants.sort_unstable();
        instants.dedup();
        let instants_left_out = instants.len().saturating_sub(MOST_COLUMNS);
        instants.truncate(MOST_COLUMNS);
        let places = places(&timeline.happenings);
        let xs = positions(&instants);
        let y_of = |place: &str| {
            let row = places.iter().position(|p| *p == place).unwrap_or_default();
            TOP + ROW / 2 + ROW * u32::try_from(row).unwrap_or_default()
        };
        let mut marks = Vec::new();
        for (instant, x) in instants.iter().zip(&xs) {
            for place in &places {
                let here: Vec<&Happening> = timeline
                    .happenings
                    .iter()
                    .filter(|h| h.at == *instant && h.place == *place)
                    .collect();
                marks.extend(marks_of(&here, *x, y_of(place), first));
            }
        }
        let rows_high = ROW * u32::try_from(places.len()).unwrap_or_default();
        let kinds = HappeningKind::ALL
            .into_iter()
            .filter(|kind| timeline.happenings.iter().any(|h| h.kind == *kind));
        let span = instants
            .last()
            .map_or(SignedDuration::ZERO, |last| last.duration_since(first));
        Some(Self {
            width: WIDTH,
            height: TOP + rows_high + 34,
            rows: places
                .iter()
                .map(|place| PlaceRow {
                    y: y_of(place),
                    name: in_short(place),
                })
                .collect(),
            columns: columns(&instants, &xs, first),
            marks,
            legend: kinds
                .map(|kind| (kind, mark(kind, Tone::Plain, 10, 10, String::new(), 1)))
                .collect(),
            words: format!(
                "{} events at {} places in {}",
                timeline.happenings.len(),
                places.len(),
                since(span)
            ),
            instants_left_out,
        })
    }

    /// The lowest line of the rows.
    pub(super) fn floor(&self) -> u32 {
        self.height - 30
    }

    pub(super) fn left(&self) -> u32 {
        LEFT
    }

    pub(super) fn right(&self) -> u32 {
        WIDTH - RIGHT / 2
    }
}

/// Places in the order in which they first appear.
fn places(happenings: &[Happening]) -> Vec<&str> {
    let mut places: Vec<&str> = Vec::new();
    for happening in happenings {
        if !places.contains(&happening.place.as_str()) {
            places.push(&happening.place);
        }
    }
    places
}

/// Where each instant stands: gaps are shared out by the logarithm of their minutes.
fn positions(instants: &[Timestamp]) -> Vec<u32> {
    let weights: Vec<f64> = instants
        .windows(2)
        .map(|pair| (1.0 + pair[1].duration_since(pair[0]).as_secs_f64() / 60.0).ln())
        .collect();
    let total: f64 = weights.iter().sum();
    let columns = u32::try_from(instants.len()).unwrap_or_default();
    let least = STEP * columns.saturating_sub(1);
    let room = f64::from((WIDTH - LEFT - RIGHT).saturating_sub(least));
    let mut x = f64::from(LEFT + 14);
    let mut xs = vec![x];
    for weight in weights {
        let share = if total > 0.0 {
            room * weight / total
        } else {
            0.0
        };
        x += f64::from(STEP) + share;
        xs.push(x);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the picture's width"
    )]
    xs.into_iter().map(|x| x.round() as u32).collect()
}

fn columns(instants: &[Timestamp], xs: &[u32], first: Timestamp) -> Vec<Column> {
    let mut free_from = 0;
    let last = instants.len().saturating_sub(1);
    let last_x = xs.last().copied().unwrap_or_default();
    (0..)
        .zip(instants.iter().zip(xs))
        .map(|(number, (instant, x)): (usize, _)| {
            let room = *x >= free_from && (number == last || x + LABEL <= last_x);
            let label = (room || number == 0 || number == last)
                .then(|| since(instant.duration_since(first)));
            if label.is_some() {
                free_from = x + LABEL;
            }
            Column { x: *x, label }
        })
        .collect()
}

/// How long after the beginning: `0`, `+4 h`, `+6 d 3 h`.
fn since(span: SignedDuration) -> String {
    let seconds = span.as_secs();
    let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24);
    let (minutes, rest) = (seconds / 60 % 60, seconds % 60);
    let parts: Vec<String> = [(days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .take(2)
        .map(|(number, unit)| format!("{number} {unit}"))
        .collect();
    if parts.is_empty() {
        return if span.is_zero() {
            "0".to_owned()
        } else {
            "+0 s".to_owned()
        };
    }
    format!("+{}", parts.join(" "))
}

fn marks_of(here: &[&Happening], x: u32, y: u32, first: Timestamp) -> Vec<Mark> {
    let mut groups: Vec<((HappeningKind, Tone), Vec<&Happening>)> = Vec::new();
    for happening in here {
        let key = (happening.kind, happening.tone);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(happening),
            None => groups.push((key, vec![happening])),
        }
    }
    let many = u32::try_from(groups.len()).unwrap_or_default();
    // Several kinds at one instant stand above each other.
    let gap = if many > 2 { 11 } else { 13 };
    let top = y.saturating_sub(gap * many.saturating_sub(1) / 2);
    (0..)
        .zip(groups)
        .map(|(number, ((kind, tone), group)): (u32, _)| {
            let words: Vec<String> = group
                .iter()
                .take(6)
                .map(|h| match &h.message {
                    Some(message) => format!("{} ({})", in_short(&h.words), in_short(message)),
                    None => in_short(&h.words),
                })
                .collect();
            let at = group.first().map_or(first, |h| h.at);
            let mut title = format!(
                "{}, {}\n{}",
                since(at.duration_since(first)),
                at,
                words.join("\n")
            );
            if group.len() > 6 {
                title.push_str(&format!("\n… {} in all", group.len()));
            }
            mark(kind, tone, x, top + gap * number, title, group.len())
        })
        .collect()
}

fn mark(kind: HappeningKind, tone_of: Tone, x: u32, y: u32, title: String, count: usize) -> Mark {
    let path = match (kind, tone_of) {
        // A push that failed is a cross, so that colour alone tells nothing.
        (HappeningKind::Attempt, Tone::Bad) => format!(
            "M{} {}l8 8m0 -8l-8 8",
            x.saturating_sub(4),
            y.saturating_sub(4)
        ),
        (HappeningKind::Attempt, Tone::Good | Tone::Plain) => {
            format!("M{} {}l9 5l-9 5z", x.saturating_sub(4), y.saturating_sub(5))
        }
        (HappeningKind::Sent, _) => {
            format!(
                "M{} {}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z",
                x.saturating_sub(4),
                y
            )
        }
        (HappeningKind::Receipt, Tone::Bad) => format!(
            "M{} {}h9v9h-9zm0 9l9 -9",
            x.saturating_sub(4),
            y.saturating_sub(4)
        ),
        (HappeningKind::Receipt, Tone::Good | Tone::Plain) => {
            format!("M{} {}h9v9h-9z", x.saturating_sub(4), y.saturating_sub(4))
        }
        (HappeningKind::Delivered, _) => {
            format!("M{} {}l5 -6l5 6l-5 6z", x.saturating_sub(5), y)
        }
        (HappeningKind::Mail, _) => format!(
            "M{} {}h11v8h-11zl5.5 4.5l5.5 -4.5",
            x.saturating_sub(5),
            y.saturating_sub(4)
        ),
        (HappeningKind::Note, _) => {
            format!(
                "M{} {}a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z",
                x.saturating_sub(2),
                y
            )
        }
    };
    let shape = match kind {
        HappeningKind::Sent => "sent",
        HappeningKind::Attempt => "attempt",
        HappeningKind::Receipt => "receipt",
        HappeningKind::Delivered => "delivered",
        HappeningKind::Mail => "mail",
        HappeningKind::Note => "note",
    };
    Mark {
        path,
        class: format!("{shape} {}", tone(tone_of)),
        count: (count > 1).then_some((x + 7, y + 3, count)),
        title,
    }
}
