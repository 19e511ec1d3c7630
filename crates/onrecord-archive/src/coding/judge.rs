//! Everything that a coder says of a statement or an event, at once.

use super::give::{Made, Place, place, replace};
use super::{Code, CodingError, Unit};
use crate::bodies;
use crate::codes::number_of;
use crate::corrections::{By, Change, Subject, one_of};
use crate::open::Archive;
use rusqlite::{Connection, OptionalExtension, params};

impl Archive {
    /// Everything that a person says of a statement at once: corrections of it, and all the codes that they give it. A code
    /// of theirs that is not among them is taken back. That it is a statement is confirmed with it, so that all of it counts
    /// as judged. Returns the number of the last correction, by which it can be undone.
    ///
    /// # Errors
    /// When one of them cannot be made; nothing of it is done then.
    pub fn judge(
        &mut self,
        article: &str,
        statement: &str,
        changes: &[Change],
        codes: &[Code],
        by: By,
    ) -> Result<i64, CodingError> {
        let unit = Unit::Statement { article, statement };
        self.judged_at_once(unit, Subject::Statement { article, statement }, changes, codes, by)
    }

    /// Everything that a person says of an event at once, as [`Archive::judge`] has it of a statement. One that they struck out,
    /// or had shown with another one, stands for itself again when they say that it is one.
    ///
    /// # Errors
    /// When one of them cannot be made; nothing of it is done then.
    pub fn judge_event(
        &mut self,
        article: &str,
        event: &str,
        changes: &[Change],
        codes: &[Code],
        by: By,
    ) -> Result<i64, CodingError> {
        let unit = Unit::Event { article, event };
        self.judged_at_once(unit, Subject::Event { article, event }, changes, codes, by)
    }

    fn judged_at_once(
        &mut self,
        unit: Unit,
        subject: Subject,
        changes: &[Change],
        codes: &[Code],
        by: By,
    ) -> Result<i64, CodingError> {
        self.whole_or_nothing(|whole| {
            let db = whole.db;
            let place = match place(db, unit)? {
                Ok(place) => place,
                Err(error) => return Ok(Err(error)),
            };
            let mut last = confirmed(db, &place, unit, by.person)?;
            let told = changes.iter().any(|change| {
                matches!(change, Change::Statement { .. } | Change::Event { .. } | Change::SameEvent { .. })
            });
            let confirm = match unit {
                Unit::Event { .. } => Change::Event { is: true },
                _ => Change::Statement { is: true },
            };
            let confirm = (last.is_none() && !told).then_some(confirm);
            for change in confirm.iter().chain(changes) {
                if let Change::Event { is: true } = change {
                    part(db, &place, unit, by)?;
                }
                match one_of(whole, subject, change, by)? {
                    Ok(id) => last = Some(id),
                    Err(error) => return Ok(Err(error.into())),
                }
            }
            let codes: Made<()> = replace(db, unit, codes, by);
            Ok(codes?.map(|()| last.unwrap_or_default()))
        })
    }
}

/// The correction by which a person confirmed that this is a statement or an event, if it is in force and their last word.
fn confirmed(db: &Connection, place: &Place, unit: Unit, person: &str) -> rusqlite::Result<Option<i64>> {
    let last: Option<(i64, String)> = match unit {
        Unit::Event { event, .. } => db
            .prepare_cached(
                "SELECT c.id, c.change FROM corrections c JOIN concerned n ON n.correction = c.id
                 WHERE n.version = ?1 AND n.event = ?2 AND c.person = ?3 AND c.kind IN ('event', 'same-event')
                     AND c.undone IS NULL AND NOT c.settled ORDER BY c.id DESC LIMIT 1",
            )?
            .query_row(params![place.version(), number_of(event, 'e'), person.trim()], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })
            .optional()?,
        _ => db
            .prepare_cached(
                "SELECT c.id, c.change FROM corrections c JOIN corrected t ON t.correction = c.id
                 WHERE t.statement = ?1 AND c.person = ?2 AND c.kind = 'statement' AND c.undone IS NULL
                     AND NOT c.settled ORDER BY c.id DESC LIMIT 1",
            )?
            .query_row(params![place.at(), person.trim()], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?,
    };
    let Some((id, change)) = last else { return Ok(None) };
    let change: Change = serde_json::from_str(&change).map_err(bodies::harmed)?;
    Ok(matches!(change, Change::Statement { is: true } | Change::Event { is: true }).then_some(id))
}

/// Takes back that an event is shown with another one, where this person has said so.
fn part(db: &Connection, place: &Place, unit: Unit, by: By) -> rusqlite::Result<()> {
    let Unit::Event { event, .. } = unit else { return Ok(()) };
    db.prepare_cached(
        "UPDATE corrections SET undone = ?4, undone_by = ?3 WHERE kind = 'same-event' AND person = ?3 AND undone IS NULL
             AND NOT settled AND id IN (SELECT correction FROM concerned WHERE version = ?1 AND event = ?2)",
    )?
    .execute(params![place.version(), number_of(event, 'e'), by.person.trim(), by.at])?;
    Ok(())
}
