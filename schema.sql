-- The database of wonin. Names here are a contract: columns are added, never renamed.
-- Offsets are Unicode code points in documents.text, half-open: substr(text, char_start + 1, char_end - char_start) is the quote.
-- Times are local (Asia/Seoul), ISO 8601, as far as they are known: 2024, 2024-05, 2024-05-13, 2024-05-13T13:44.
-- Ids are hashes of content, so that the same input gives the same rows in any order. Unknown is NULL.

-- ------------------------------------------------------------------ what was read

CREATE TABLE documents (
  id               TEXT PRIMARY KEY,  -- hash of the metadata and the text
  source_id        TEXT,              -- the id that the input gave
  kind             TEXT NOT NULL CHECK (kind IN ('news', 'regulator', 'company', 'other')),  -- who speaks in the document as a whole
  publisher        TEXT,              -- newspaper, authority or company
  title            TEXT,              -- headline, one line
  author           TEXT,              -- reporter or department, as the input gives it
  url              TEXT,              -- address, as the input gives it
  published_at     TEXT,              -- 2024-06-03 or 2024-06-03T14:20; NULL where unknown
  published_source TEXT CHECK (published_source IN ('input', 'metadata', 'dateline', 'option')),  -- where the date came from: a field or sidecar, a page's metadata, a line of the text, --published
  source_path      TEXT,              -- path of the input, with the id or number of one document of many behind #; the first in order where several files hold it
  format           TEXT NOT NULL,     -- text, json, jsonl, html
  sha256           TEXT NOT NULL,     -- of the text, as UTF-8, in hexadecimal
  engine           TEXT NOT NULL,     -- hash of the engine, dictionary and rules that made this document's rows
  text             TEXT NOT NULL      -- title line, blank line, body; NFC, line ends are line feeds
) STRICT;
CREATE INDEX documents_published_at ON documents (published_at);
CREATE INDEX documents_publisher ON documents (publisher);

CREATE TABLE organizations (
  id        TEXT PRIMARY KEY,         -- hash of the canonical name
  name      TEXT NOT NULL,            -- canonical name, or the name as the text gives it
  role      TEXT NOT NULL CHECK (role IN ('company', 'regulator', 'investigator', 'court', 'civic', 'other')),  -- what it is in general; in one incident a public body can be the operator
  parent_id TEXT REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED  -- the group or ministry that it belongs to
) STRICT;
CREATE INDEX organizations_name ON organizations (name);
CREATE INDEX organizations_parent_id ON organizations (parent_id);

CREATE TABLE organization_aliases (
  alias           TEXT NOT NULL,      -- a name under which texts speak of it
  organization_id TEXT NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,  -- whose name it is
  PRIMARY KEY (alias, organization_id)
) STRICT;
CREATE INDEX organization_aliases_organization_id ON organization_aliases (organization_id);

-- ------------------------------------------------------------------ what documents mention

CREATE TABLE dates (
  id          TEXT PRIMARY KEY,       -- hash
  document_id TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,  -- where it stands
  char_start  INTEGER NOT NULL CHECK (char_start >= 0),  -- first code point
  char_end    INTEGER NOT NULL CHECK (char_end >= char_start),  -- behind the last code point
  text        TEXT NOT NULL,          -- the quote
  kind        TEXT NOT NULL CHECK (kind IN ('date', 'time', 'date_range', 'time_range', 'set')),  -- set: repeated (every Monday)
  value       TEXT NOT NULL,          -- EDTF (ISO 8601-2): 2024-05-13, 2024-05-21T08:30, 2024-05-20/2024-05-21; X for a digit that is not known
  start_at    TEXT,                   -- first moment; NULL while a digit is unknown
  end_at      TEXT,                   -- the moment behind the last (half-open); NULL while a digit is unknown
  granularity TEXT NOT NULL CHECK (granularity IN ('century', 'decade', 'year', 'half_year', 'quarter', 'month', 'ten_days', 'week', 'day', 'part_of_day', 'hour', 'minute', 'second')),  -- how exact it is
  anchor      TEXT CHECK (anchor IN ('document_date', 'previous_date', 'incident')),  -- what a relative date was resolved against; NULL for an absolute one
  rule        TEXT NOT NULL           -- the rule that found it
) STRICT;
CREATE INDEX dates_document_id ON dates (document_id);
CREATE INDEX dates_start_at ON dates (start_at);

CREATE TABLE durations (
  id          TEXT PRIMARY KEY,       -- hash
  document_id TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,  -- where it stands
  char_start  INTEGER NOT NULL CHECK (char_start >= 0),  -- first code point
  char_end    INTEGER NOT NULL CHECK (char_end >= char_start),  -- behind the last code point
  text        TEXT NOT NULL,          -- the quote
  seconds     INTEGER CHECK (seconds >= 0),  -- length in seconds; NULL for months, years and business days, and where there is no figure
  iso8601     TEXT,                   -- period: PT127H30M, P3M; NULL where there is no figure
  approximate INTEGER NOT NULL CHECK (approximate IN (0, 1)),  -- 1: about, more or less
  bound       TEXT NOT NULL CHECK (bound IN ('exact', 'at_least', 'at_most')),  -- whether the figure is a floor or a ceiling
  rule        TEXT NOT NULL           -- the rule that found it
) STRICT;
CREATE INDEX durations_document_id ON durations (document_id);

CREATE TABLE incident_mentions (
  id               TEXT PRIMARY KEY,  -- hash
  document_id      TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,  -- the document that tells of it
  ordinal          INTEGER NOT NULL,  -- place among the document's incidents, in order of time
  operator_id      TEXT REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,  -- who runs what failed
  service          TEXT,              -- what failed, as the document names it
  event            TEXT,              -- what happened: outage, breach, fire, explosion, leak, collapse, crash, power_cut, accident, ...
  sequence         INTEGER,           -- 2 for the second of several that the document counts
  start_at         TEXT,              -- when it began, with the precision known
  end_at           TEXT,              -- when it ended: the moment named
  duration_seconds INTEGER CHECK (duration_seconds >= 0),  -- how long it lasted, as told, else from start to end
  background       INTEGER NOT NULL CHECK (background IN (0, 1)),  -- 1: told only as history
  char_start       INTEGER NOT NULL CHECK (char_start >= 0),  -- where the text first tells of it: first code point
  char_end         INTEGER NOT NULL CHECK (char_end >= char_start),  -- behind the last code point
  text             TEXT NOT NULL,     -- the quote
  rule             TEXT NOT NULL      -- the rule that found it
) STRICT;
CREATE INDEX incident_mentions_document_id ON incident_mentions (document_id);
CREATE INDEX incident_mentions_operator_id ON incident_mentions (operator_id);

CREATE TABLE impacts (
  id                  TEXT PRIMARY KEY,  -- hash
  document_id         TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,  -- where it stands
  char_start          INTEGER NOT NULL CHECK (char_start >= 0),  -- first code point
  char_end            INTEGER NOT NULL CHECK (char_end >= char_start),  -- behind the last code point
  text                TEXT NOT NULL,  -- the quote
  value               REAL,           -- the figure, in units; NULL where it is vague
  unit                TEXT NOT NULL,  -- %, or what was counted: 명, 건, 곳, 대, ...
  population          TEXT,           -- whose share, or what was counted, as the text says
  approximate         INTEGER NOT NULL CHECK (approximate IN (0, 1)),  -- 1: about, more or less
  bound               TEXT NOT NULL CHECK (bound IN ('exact', 'at_least', 'at_most')),  -- whether the figure is a floor or a ceiling
  incident_mention_id TEXT REFERENCES incident_mentions (id) DEFERRABLE INITIALLY DEFERRED,  -- the incident that it measures
  rule                TEXT NOT NULL   -- the rule that found it
) STRICT;
CREATE INDEX impacts_document_id ON impacts (document_id);
CREATE INDEX impacts_incident_mention_id ON impacts (incident_mention_id);

CREATE TABLE causes (
  id             TEXT PRIMARY KEY,    -- hash
  document_id    TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,  -- where it stands
  char_start     INTEGER NOT NULL CHECK (char_start >= 0),  -- first code point
  char_end       INTEGER NOT NULL CHECK (char_end >= char_start),  -- behind the last code point
  text           TEXT NOT NULL,       -- the clause that names the cause
  status         TEXT NOT NULL CHECK (status IN ('determined', 'stated', 'suspected', 'denied', 'open')),  -- determined: an authority's finding, not hedged; stated: the operator's own words; suspected: hedged; denied: someone says there is no such cause; open: unknown or being looked into
  asserted_by    TEXT,                -- who says so: canonical name, or as the text gives it
  asserted_by_id TEXT REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,  -- who says so
  asserted_role  TEXT NOT NULL CHECK (asserted_role IN ('company', 'regulator', 'other')),  -- the side on which that speaker stands
  role           TEXT NOT NULL CHECK (role IN ('trigger', 'contributing')),  -- contributing: made it possible, longer or worse
  evidential     TEXT,                -- the word that carries the claim: 확인, 파악, 추정, ...
  rule           TEXT NOT NULL        -- the rule that found it
) STRICT;
CREATE INDEX causes_document_id ON causes (document_id);
CREATE INDEX causes_asserted_by_id ON causes (asserted_by_id);
CREATE INDEX causes_status ON causes (status);

CREATE TABLE cause_classes (
  cause_id TEXT NOT NULL REFERENCES causes (id) DEFERRABLE INITIALLY DEFERRED,  -- the cause
  class    TEXT NOT NULL CHECK (class IN ('upgrade', 'network', 'bug', 'config', 'load', 'dependency', 'power', 'fire', 'security', 'human', 'hardware', 'storage', 'server', 'natural_disaster', 'equipment_defect', 'negligence', 'maintenance', 'unknown', 'no_pretest', 'test_env_gap', 'change_control', 'unresolved_prior_fault', 'redundancy', 'monitoring', 'access_control', 'manual_gap', 'user_notice')),  -- what kind of cause; from no_pretest on: failures of process
  PRIMARY KEY (cause_id, class)
) STRICT;
CREATE INDEX cause_classes_class ON cause_classes (class);

CREATE TABLE cause_incidents (
  cause_id            TEXT NOT NULL REFERENCES causes (id) DEFERRABLE INITIALLY DEFERRED,  -- the cause
  incident_mention_id TEXT NOT NULL REFERENCES incident_mentions (id) DEFERRABLE INITIALLY DEFERRED,  -- what it caused
  PRIMARY KEY (cause_id, incident_mention_id)
) STRICT;
CREATE INDEX cause_incidents_incident_mention_id ON cause_incidents (incident_mention_id);

CREATE TABLE statements (
  id           TEXT PRIMARY KEY,      -- hash
  document_id  TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,  -- where it stands
  char_start   INTEGER NOT NULL CHECK (char_start >= 0),  -- first code point of the content
  char_end     INTEGER NOT NULL CHECK (char_end >= char_start),  -- behind the last code point
  text         TEXT NOT NULL,         -- the content alone, without quotation marks
  speaker      TEXT,                  -- canonical name, or as the text gives it
  speaker_id   TEXT REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,  -- who speaks
  speaker_role TEXT NOT NULL CHECK (speaker_role IN ('company', 'regulator', 'other')),  -- the side on which the speaker stands
  mode         TEXT NOT NULL CHECK (mode IN ('direct', 'indirect', 'headline')),  -- headline: quoted in a title, not verbatim
  phase        TEXT CHECK (phase IN ('before', 'after')),  -- before or after the finding, as the document tells it
  rule         TEXT NOT NULL          -- the rule that found it
) STRICT;
CREATE INDEX statements_document_id ON statements (document_id);
CREATE INDEX statements_speaker_id ON statements (speaker_id);

CREATE TABLE statement_stances (
  statement_id TEXT NOT NULL REFERENCES statements (id) DEFERRABLE INITIALLY DEFERRED,  -- the statement
  stance       TEXT NOT NULL CHECK (stance IN ('deny_classification', 'deny_cause', 'minimise_scope', 'normalise', 'vague_cause', 'specific_cause', 'accept_finding', 'dispute_finding', 'apology', 'regret', 'commitment', 'bolster', 'no_comment', 'correction')),  -- what the speaker does with it
  PRIMARY KEY (statement_id, stance)
) STRICT;
CREATE INDEX statement_stances_stance ON statement_stances (stance);

CREATE TABLE statement_incidents (
  statement_id        TEXT NOT NULL REFERENCES statements (id) DEFERRABLE INITIALLY DEFERRED,  -- the statement
  incident_mention_id TEXT NOT NULL REFERENCES incident_mentions (id) DEFERRABLE INITIALLY DEFERRED,  -- what it speaks of
  PRIMARY KEY (statement_id, incident_mention_id)
) STRICT;
CREATE INDEX statement_incidents_incident_mention_id ON statement_incidents (incident_mention_id);

CREATE TABLE orders (
  id                  TEXT PRIMARY KEY,  -- hash
  document_id         TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,  -- where it stands
  char_start          INTEGER NOT NULL CHECK (char_start >= 0),  -- first code point
  char_end            INTEGER NOT NULL CHECK (char_end >= char_start),  -- behind the last code point
  text                TEXT NOT NULL,  -- what was ordered
  authority           TEXT,           -- who ordered: canonical name, or as the text gives it
  authority_id        TEXT REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,  -- who ordered
  addressee           TEXT,           -- who was ordered
  addressee_id        TEXT REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,  -- who was ordered
  category            TEXT NOT NULL CHECK (category IN ('corrective', 'recommendation', 'fine', 'suspension', 'referral', 'report', 'discipline')),  -- corrective: put right; report: hand in a report or plan; referral: to the prosecution or police
  deadline            TEXT,           -- ISO 8601 period: P1M
  due_on              TEXT,           -- day; NULL where the text does not give the day from which the period counts
  amount_krw          INTEGER CHECK (amount_krw >= 0),  -- won, for a fine
  incident_mention_id TEXT REFERENCES incident_mentions (id) DEFERRABLE INITIALLY DEFERRED,  -- the incident that it follows
  rule                TEXT NOT NULL   -- the rule that found it
) STRICT;
CREATE INDEX orders_document_id ON orders (document_id);
CREATE INDEX orders_authority_id ON orders (authority_id);
CREATE INDEX orders_addressee_id ON orders (addressee_id);
CREATE INDEX orders_incident_mention_id ON orders (incident_mention_id);

-- ------------------------------------------------------------------ what follows from all documents together; rebuilt, never merged

CREATE TABLE incidents (
  id               TEXT PRIMARY KEY,  -- operator and day, readable and stable; with -2 and so on where several fall on a day
  operator_id      TEXT REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,  -- who runs what failed
  service          TEXT,              -- what failed
  event            TEXT,              -- what happened; see incident_mentions.event
  start_at         TEXT,              -- when it began, with the precision known
  end_at           TEXT,              -- when it ended: the moment named
  duration_seconds INTEGER CHECK (duration_seconds >= 0),  -- how long it lasted
  background       INTEGER NOT NULL DEFAULT 0 CHECK (background IN (0, 1))  -- 1: every document tells it only as history
) STRICT;
CREATE INDEX incidents_operator_id ON incidents (operator_id);
CREATE INDEX incidents_start_at ON incidents (start_at);

CREATE TABLE incident_members (
  incident_id         TEXT NOT NULL REFERENCES incidents (id) DEFERRABLE INITIALLY DEFERRED,  -- the incident
  incident_mention_id TEXT NOT NULL REFERENCES incident_mentions (id) DEFERRABLE INITIALLY DEFERRED,  -- a document's telling of it
  PRIMARY KEY (incident_id, incident_mention_id)
) STRICT;
CREATE INDEX incident_members_incident_mention_id ON incident_members (incident_mention_id);

CREATE TABLE findings (
  id            TEXT PRIMARY KEY,     -- hash of the incident and the members
  incident_id   TEXT NOT NULL REFERENCES incidents (id) DEFERRABLE INITIALLY DEFERRED,  -- what was found out about
  authority     TEXT,                 -- who found it: canonical name
  authority_id  TEXT REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,  -- who found it
  role          TEXT NOT NULL CHECK (role IN ('trigger', 'contributing')),  -- see causes.role
  text          TEXT NOT NULL,        -- its best wording
  cause_id      TEXT NOT NULL REFERENCES causes (id) DEFERRABLE INITIALLY DEFERRED,  -- the telling that has this wording
  found_at      TEXT,                 -- publication of the first document that tells of it
  superseded_by TEXT REFERENCES findings (id) DEFERRABLE INITIALLY DEFERRED  -- the later finding of the same authority that corrects this one
) STRICT;
CREATE INDEX findings_incident_id ON findings (incident_id);
CREATE INDEX findings_authority_id ON findings (authority_id);
CREATE INDEX findings_cause_id ON findings (cause_id);
CREATE INDEX findings_superseded_by ON findings (superseded_by);

CREATE TABLE finding_members (
  finding_id TEXT NOT NULL REFERENCES findings (id) DEFERRABLE INITIALLY DEFERRED,  -- one determined cause, however many documents tell it
  cause_id   TEXT NOT NULL REFERENCES causes (id) DEFERRABLE INITIALLY DEFERRED,  -- a document's telling of it
  PRIMARY KEY (finding_id, cause_id)
) STRICT;
CREATE INDEX finding_members_cause_id ON finding_members (cause_id);

CREATE TABLE statement_repeats (
  statement_id TEXT NOT NULL PRIMARY KEY REFERENCES statements (id) DEFERRABLE INITIALLY DEFERRED,  -- a later telling of a statement
  repeats_id   TEXT NOT NULL REFERENCES statements (id) DEFERRABLE INITIALLY DEFERRED  -- the telling that stands for all of them
) STRICT;
CREATE INDEX statement_repeats_repeats_id ON statement_repeats (repeats_id);

CREATE TABLE links (
  id                  TEXT PRIMARY KEY,  -- hash
  incident_id         TEXT NOT NULL REFERENCES incidents (id) DEFERRABLE INITIALLY DEFERRED,  -- the incident that both speak of
  statement_id        TEXT NOT NULL REFERENCES statements (id) DEFERRABLE INITIALLY DEFERRED,  -- what the company said
  cause_id            TEXT REFERENCES causes (id) DEFERRABLE INITIALLY DEFERRED,  -- axis cause: the determined cause
  impact_id           TEXT REFERENCES impacts (id) DEFERRABLE INITIALLY DEFERRED,  -- axis scope: the official figure
  incident_mention_id TEXT REFERENCES incident_mentions (id) DEFERRABLE INITIALLY DEFERRED,  -- axis duration or classification: the official telling
  axis                TEXT NOT NULL CHECK (axis IN ('cause', 'scope', 'classification', 'duration')),  -- what is compared
  verdict             TEXT NOT NULL CHECK (verdict IN ('supports', 'partial', 'underspecified', 'contradicts', 'denies', 'accepts')),  -- how the statement stands to the finding
  score               REAL NOT NULL,  -- how sure the verdict is, 0 to 1
  covered             TEXT NOT NULL CHECK (json_valid(covered)),  -- JSON list: what of the finding the statement tells
  missing             TEXT NOT NULL CHECK (json_valid(missing)),  -- JSON list: what of the finding it leaves out
  explanation         TEXT NOT NULL,  -- one sentence: why this verdict
  phase               TEXT CHECK (phase IN ('before', 'after'))  -- whether the statement came before or after the finding
) STRICT;
CREATE INDEX links_incident_id ON links (incident_id);
CREATE INDEX links_statement_id ON links (statement_id);
CREATE INDEX links_cause_id ON links (cause_id);
CREATE INDEX links_impact_id ON links (impact_id);
CREATE INDEX links_incident_mention_id ON links (incident_mention_id);

-- ------------------------------------------------------------------ how the database came about

CREATE TABLE runs (
  id          TEXT PRIMARY KEY,       -- when it began and by which process
  started_at  TEXT NOT NULL,          -- UTC
  finished_at TEXT,                   -- UTC; NULL while it runs, or where it was broken off
  engine      TEXT NOT NULL,          -- see documents.engine
  version     TEXT NOT NULL,          -- version of the program
  inputs      TEXT NOT NULL CHECK (json_valid(inputs)),  -- JSON list of the paths given
  documents   INTEGER,                -- documents read
  added       INTEGER,                -- documents that were new
  errors      INTEGER                 -- inputs that could not be read
) STRICT;

CREATE TABLE errors (
  id          TEXT PRIMARY KEY,       -- hash of the other columns
  source_path TEXT NOT NULL,          -- the input
  member      TEXT,                   -- line of a JSONL file, place in a JSON array, or name inside an archive
  reason      TEXT NOT NULL           -- what was wrong, and what to do
) STRICT;
CREATE INDEX errors_source_path ON errors (source_path);

CREATE TABLE sources (
  path        TEXT PRIMARY KEY,       -- a file that was read to its end
  size        INTEGER NOT NULL,       -- bytes
  modified_at TEXT NOT NULL,          -- seconds since 1970 and nanoseconds, of the file and its sidecar
  settings    TEXT NOT NULL           -- hash of the options with which it was read
) STRICT;

CREATE TABLE derivation (
  engine TEXT PRIMARY KEY             -- the engine that made the derived tables; no row while they do not yet follow from all documents
) STRICT;

-- ------------------------------------------------------------------ views

-- Each company statement beside the determined cause that it was compared with, both quotes and their documents.
CREATE VIEW statement_vs_cause AS
SELECT l.incident_id, i.start_at AS incident_start_at, s.speaker, s.text AS statement,
       (SELECT group_concat(stance, ', ') FROM (SELECT stance FROM statement_stances WHERE statement_id = s.id ORDER BY stance)) AS stances,
       l.verdict, c.text AS cause, c.asserted_by AS authority, c.role AS cause_role,
       (SELECT group_concat(class, ', ') FROM (SELECT class FROM cause_classes WHERE cause_id = c.id ORDER BY class)) AS classes,
       l.covered, l.missing, l.score, l.explanation, l.phase,
       sd.published_at AS statement_published_at, sd.publisher AS statement_publisher, sd.url AS statement_url,
       cd.published_at AS cause_published_at, cd.publisher AS cause_publisher, cd.url AS cause_url,
       l.id AS link_id, s.id AS statement_id, c.id AS cause_id, s.document_id AS statement_document_id, c.document_id AS cause_document_id
FROM links l
JOIN incidents i ON i.id = l.incident_id
JOIN statements s ON s.id = l.statement_id
JOIN documents sd ON sd.id = s.document_id
JOIN causes c ON c.id = l.cause_id
JOIN documents cd ON cd.id = c.document_id
WHERE l.axis = 'cause';

-- Findings that no company statement about the incident touches: they have no link of any verdict. Corrected findings are left out.
CREATE VIEW omissions AS
SELECT f.incident_id, i.operator_id, o.name AS operator, f.authority, f.role AS cause_role, f.text AS finding,
       (SELECT group_concat(class, ', ') FROM (SELECT DISTINCT k.class FROM finding_members m JOIN cause_classes k ON k.cause_id = m.cause_id
                                               WHERE m.finding_id = f.id ORDER BY k.class)) AS classes,
       (SELECT count(DISTINCT si.statement_id) FROM incident_members im
          JOIN statement_incidents si ON si.incident_mention_id = im.incident_mention_id
          JOIN statements s ON s.id = si.statement_id AND s.speaker_role = 'company'
         WHERE im.incident_id = f.incident_id) AS company_statements,
       f.id AS finding_id
FROM findings f
JOIN incidents i ON i.id = f.incident_id
LEFT JOIN organizations o ON o.id = i.operator_id
WHERE f.superseded_by IS NULL
  AND NOT EXISTS (SELECT 1 FROM finding_members m JOIN links l ON l.cause_id = m.cause_id AND l.incident_id = f.incident_id
                  WHERE m.finding_id = f.id AND l.axis = 'cause');

-- What happened, was said, found and ordered, incident by incident; order by incident_id, at. `at` is the document's date for what documents tell.
CREATE VIEW timeline AS
SELECT i.id AS incident_id, i.start_at AS at, 'start' AS what, o.name AS who, i.service AS text, NULL AS document_id, i.id AS row_id
  FROM incidents i LEFT JOIN organizations o ON o.id = i.operator_id WHERE i.start_at IS NOT NULL
UNION ALL
SELECT i.id, i.end_at, 'end', o.name, i.service, NULL, i.id
  FROM incidents i LEFT JOIN organizations o ON o.id = i.operator_id WHERE i.end_at IS NOT NULL
UNION ALL
SELECT DISTINCT im.incident_id, d.published_at, 'statement', s.speaker, s.text, s.document_id, s.id
  FROM incident_members im
  JOIN statement_incidents si ON si.incident_mention_id = im.incident_mention_id
  JOIN statements s ON s.id = si.statement_id
  JOIN documents d ON d.id = s.document_id
 WHERE s.id NOT IN (SELECT statement_id FROM statement_repeats)
UNION ALL
SELECT DISTINCT im.incident_id, d.published_at, 'cause ' || c.status, c.asserted_by, c.text, c.document_id, c.id
  FROM incident_members im
  JOIN cause_incidents ci ON ci.incident_mention_id = im.incident_mention_id
  JOIN causes c ON c.id = ci.cause_id
  JOIN documents d ON d.id = c.document_id
UNION ALL
SELECT im.incident_id, d.published_at, 'order', r.authority, r.text, r.document_id, r.id
  FROM incident_members im
  JOIN orders r ON r.incident_mention_id = im.incident_mention_id
  JOIN documents d ON d.id = r.document_id
UNION ALL
SELECT im.incident_id, r.due_on, 'order due', r.addressee, r.text, r.document_id, r.id
  FROM incident_members im JOIN orders r ON r.incident_mention_id = im.incident_mention_id
 WHERE r.due_on IS NOT NULL;

-- What each source says of one incident: start, end, duration (seconds), shares and counts, side by side. Order by incident_id, claim.
CREATE VIEW claims_by_source AS
SELECT im.incident_id, 'start_at' AS claim, m.start_at AS value, NULL AS unit, NULL AS population, m.text AS quote,
       d.kind AS source_kind, d.publisher, d.published_at, d.id AS document_id
  FROM incident_members im JOIN incident_mentions m ON m.id = im.incident_mention_id JOIN documents d ON d.id = m.document_id
 WHERE m.start_at IS NOT NULL
UNION ALL
SELECT im.incident_id, 'end_at', m.end_at, NULL, NULL, m.text, d.kind, d.publisher, d.published_at, d.id
  FROM incident_members im JOIN incident_mentions m ON m.id = im.incident_mention_id JOIN documents d ON d.id = m.document_id
 WHERE m.end_at IS NOT NULL
UNION ALL
SELECT im.incident_id, 'duration', CAST(m.duration_seconds AS TEXT), 'seconds', NULL, m.text, d.kind, d.publisher, d.published_at, d.id
  FROM incident_members im JOIN incident_mentions m ON m.id = im.incident_mention_id JOIN documents d ON d.id = m.document_id
 WHERE m.duration_seconds IS NOT NULL
UNION ALL
SELECT im.incident_id, CASE p.unit WHEN '%' THEN 'share' ELSE 'count' END, CAST(p.value AS TEXT), p.unit, p.population, p.text, d.kind, d.publisher, d.published_at, d.id
  FROM incident_members im JOIN impacts p ON p.incident_mention_id = im.incident_mention_id JOIN documents d ON d.id = p.document_id
 WHERE p.value IS NOT NULL;

-- Orders with the day they are due, the days left from today (negative: overdue), or why there is no day.
CREATE VIEW orders_due AS
SELECT r.due_on, CAST(julianday(r.due_on) - julianday(date('now', '+9 hours')) AS INTEGER) AS days_left, r.deadline,
       CASE WHEN r.due_on IS NOT NULL THEN CASE WHEN r.due_on < date('now', '+9 hours') THEN 'overdue' ELSE 'due' END
            WHEN r.deadline IS NOT NULL THEN 'no computable date' ELSE 'no deadline' END AS state,
       r.category, r.authority, r.addressee, r.text AS order_text, r.amount_krw, im.incident_id,
       d.published_at, d.publisher, d.url, r.id AS order_id, r.document_id
FROM orders r
JOIN documents d ON d.id = r.document_id
LEFT JOIN incident_members im ON im.incident_mention_id = r.incident_mention_id;

-- Incidents with no determined cause, with what there is instead: the company's own, suspicions, and whether someone is looking into it.
CREATE VIEW unexplained_incidents AS
SELECT i.id AS incident_id, o.name AS operator, i.service, i.event, i.start_at,
       count(DISTINCT CASE WHEN c.status = 'stated' THEN c.id END) AS stated_causes,
       count(DISTINCT CASE WHEN c.status = 'suspected' THEN c.id END) AS suspected_causes,
       count(DISTINCT CASE WHEN c.status = 'denied' THEN c.id END) AS denied_causes,
       count(DISTINCT CASE WHEN c.status = 'open' THEN c.id END) AS open_causes,
       count(DISTINCT m.document_id) AS documents, max(d.published_at) AS last_published_at
FROM incidents i
LEFT JOIN organizations o ON o.id = i.operator_id
JOIN incident_members im ON im.incident_id = i.id
JOIN incident_mentions m ON m.id = im.incident_mention_id
JOIN documents d ON d.id = m.document_id
LEFT JOIN cause_incidents ci ON ci.incident_mention_id = m.id
LEFT JOIN causes c ON c.id = ci.cause_id
GROUP BY i.id
HAVING count(CASE WHEN c.status = 'determined' THEN 1 END) = 0;
