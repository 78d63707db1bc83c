//! A database -> what in it breaks the contract: quotes that do not stand in their texts, references to rows that are not
//! there, and values that have not the shape of their column.

use std::sync::LazyLock;

use regex::Regex;

use super::{QUOTED, Store, StoreError};

/// A row that breaks the contract.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    pub table: String,
    pub row: String,
    pub what: String,
}

/// So many breaches of one kind are listed.
const LISTED: usize = 100;

impl Store {
    /// Every breach found, at most a hundred of a kind; empty for a sound database.
    pub fn check(&self) -> Result<Vec<Breach>, StoreError> {
        let mut breaches = Vec::new();
        self.check_file(&mut breaches)?;
        self.check_quotes(&mut breaches)?;
        self.check_references(&mut breaches)?;
        self.check_shapes(&mut breaches)?;
        self.check_derivation(&mut breaches)?;
        Ok(breaches)
    }

    fn check_file(&self, breaches: &mut Vec<Breach>) -> Result<(), StoreError> {
        // Also checks NOT NULL, CHECK and UNIQUE constraints, which hold the enumerations.
        let mut statement = self.connection.prepare(&format!("PRAGMA integrity_check({LISTED})"))?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        for row in rows {
            let what = row?;
            if what != "ok" {
                breaches.push(Breach { table: "(file)".to_string(), row: String::new(), what });
            }
        }
        Ok(())
    }

    fn check_quotes(&self, breaches: &mut Vec<Breach>) -> Result<(), StoreError> {
        for table in QUOTED {
            let sql = format!(
                "SELECT q.id, q.text, substr(d.text, q.char_start + 1, q.char_end - q.char_start) FROM {table} q JOIN documents d ON d.id = q.document_id
                 WHERE q.text IS NOT substr(d.text, q.char_start + 1, q.char_end - q.char_start) OR q.text = '' ORDER BY q.id LIMIT {LISTED}"
            );
            let mut statement = self.connection.prepare(&sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (quote, stands): (String, String) = (row.get(1)?, row.get(2)?);
                let what =
                    if quote.is_empty() { "the quote is empty".to_string() } else { format!("the quote is {quote:?}, the text there {stands:?}") };
                breaches.push(Breach { table: table.to_string(), row: row.get(0)?, what });
            }
        }
        Ok(())
    }

    fn check_references(&self, breaches: &mut Vec<Breach>) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT 100")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, String>(2)?)))?;
        for row in rows {
            let (table, rowid, parent) = row?;
            let key = self.first_column(&table, rowid)?;
            breaches.push(Breach { table, row: key, what: format!("refers to a row of {parent} that is not there") });
        }
        Ok(())
    }

    fn first_column(&self, table: &str, rowid: Option<i64>) -> Result<String, StoreError> {
        let mut statement = self.connection.prepare(&format!("SELECT * FROM {table} WHERE rowid = ?1"))?;
        Ok(statement.query_row([rowid], |row| row.get(0))?)
    }

    fn check_derivation(&self, breaches: &mut Vec<Breach>) -> Result<(), StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM documents) AND NOT EXISTS (SELECT 1 FROM derivation)";
        if self.connection.query_row(sql, [], |row| row.get(0))? {
            let what =
                "incidents, findings and links do not follow from all documents: run `wonin link`, or the ingest that was broken off".to_string();
            breaches.push(Breach { table: "derivation".to_string(), row: String::new(), what });
        }
        Ok(())
    }

    fn check_shapes(&self, breaches: &mut Vec<Breach>) -> Result<(), StoreError> {
        for (table, column, shape) in SHAPES {
            let sql = format!("SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY id");
            let mut statement = self.connection.prepare(&sql)?;
            let mut rows = statement.query([])?;
            let mut listed = 0;
            while let Some(row) = rows.next()? {
                let value: String = row.get(1)?;
                if !shape.is(&value) && listed < LISTED {
                    listed += 1;
                    breaches.push(Breach {
                        table: table.to_string(),
                        row: row.get(0)?,
                        what: format!("{column} is {value:?}, which is no {}", shape.name()),
                    });
                }
            }
        }
        Ok(())
    }
}

/// What a text column holds.
#[derive(Debug, Clone, Copy)]
enum Shape {
    /// An EDTF date, time or interval, with X for unknown digits.
    Edtf,
    /// A year, month, day or moment.
    Moment,
    Day,
    Period,
}

const SHAPES: &[(&str, &str, Shape)] = &[
    ("documents", "published_at", Shape::Moment),
    ("dates", "value", Shape::Edtf),
    ("dates", "start_at", Shape::Moment),
    ("dates", "end_at", Shape::Moment),
    ("durations", "iso8601", Shape::Period),
    ("incident_mentions", "start_at", Shape::Edtf),
    ("incident_mentions", "end_at", Shape::Edtf),
    ("incidents", "start_at", Shape::Edtf),
    ("incidents", "end_at", Shape::Edtf),
    ("orders", "deadline", Shape::Period),
    ("orders", "due_on", Shape::Day),
];

static EDTF: LazyLock<Regex> = LazyLock::new(|| {
    let digits = "[0-9X]";
    let day = format!("{digits}{{4}}(?:-{digits}{{2}}(?:-{digits}{{2}})?)?");
    // Part of a day, a week and a time on an unknown day are as EDTF and ISO 8601 write them.
    let one = format!("(?:{day}(?:T{digits}{{2}}(?::{digits}{{2}}(?::{digits}{{2}})?)?)?|{digits}{{4}}-W{digits}{{2}})[~?%]?");
    Regex::new(&format!(r"^(?:{one}|\.\.)(?:/(?:{one}|\.\.)?)?$|^R\d*/.+$|^P.+/.+$|^{one}/P.+$")).expect("the pattern is fixed")
});
static MOMENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^-?\d{4}(?:-\d\d(?:-\d\d(?:T\d\d(?::\d\d(?::\d\d)?)?)?)?)?$").expect("the pattern is fixed"));
static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"\d+(?:\.\d+)?";
    Regex::new(&format!("^P(?:{number}W|(?:{number}Y)?(?:{number}M)?(?:{number}W)?(?:{number}D)?(?:T(?:{number}H)?(?:{number}M)?(?:{number}S)?)?)$"))
        .expect("the pattern is fixed")
});

impl Shape {
    fn name(self) -> &'static str {
        match self {
            Shape::Edtf => "EDTF date",
            Shape::Moment => "date or time",
            Shape::Day => "day",
            Shape::Period => "ISO 8601 period",
        }
    }

    fn is(self, value: &str) -> bool {
        match self {
            Shape::Edtf => EDTF.is_match(value),
            Shape::Moment => MOMENT.is_match(value),
            Shape::Day => MOMENT.is_match(value) && value.len() == 10,
            Shape::Period => PERIOD.is_match(value) && !value.ends_with('P') && !value.ends_with('T'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let cases = [
            (Shape::Edtf, "2024-05-13", true),
            (Shape::Edtf, "XXXX-05-13", true),
            (Shape::Edtf, "XXXX-XX-13", true),
            (Shape::Edtf, "2024-05-21T08:30", true),
            (Shape::Edtf, "2024-05-21T08:30/2024-05-21T09:24", true),
            (Shape::Edtf, "201X", true),
            (Shape::Edtf, "../2024-05-21", true),
            (Shape::Edtf, "5월", false),
            (Shape::Edtf, "2024-5-1", false),
            (Shape::Moment, "2024-05", true),
            (Shape::Moment, "2024-05-13T13:44", true),
            (Shape::Moment, "XXXX-05", false),
            (Shape::Day, "2024-05-13", true),
            (Shape::Day, "2024-05", false),
            (Shape::Period, "PT127H30M", true),
            (Shape::Period, "P3M", true),
            (Shape::Period, "P2W", true),
            (Shape::Period, "P", false),
            (Shape::Period, "PT", false),
            (Shape::Period, "3M", false),
        ];
        for (shape, value, expected) in cases {
            assert_eq!(shape.is(value), expected, "{shape:?} {value}");
        }
    }
}
