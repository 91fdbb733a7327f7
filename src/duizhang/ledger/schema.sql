-- The ledger's snapshot, version 3 (docs/schema.md explains every column for analysts).
-- Places in a text (start_at, end_at, …) count code points of the source text, end exclusive.
-- Rows come from ledger/rows.py, whose field names are these column names, in this order.

CREATE TABLE meta (
  key   VARCHAR NOT NULL,
  value VARCHAR NOT NULL
);

CREATE TABLE documents (
  id             VARCHAR NOT NULL,  -- d: + 16 hex digits of the source's SHA-256
  sha256         VARCHAR NOT NULL,
  name           VARCHAR NOT NULL,
  media_type     VARCHAR NOT NULL,
  encoding       VARCHAR NOT NULL,
  place          VARCHAR NOT NULL,
  place_code     VARCHAR NOT NULL,
  level          VARCHAR NOT NULL,
  year           INTEGER,           -- of its outlook; NULL where the text does not tell
  title          VARCHAR NOT NULL,
  date           VARCHAR NOT NULL,
  meeting        VARCHAR NOT NULL,
  speaker        VARCHAR NOT NULL,
  publisher      VARCHAR NOT NULL,
  published      VARCHAR NOT NULL,
  url            VARCHAR NOT NULL,
  coverage       VARCHAR NOT NULL,  -- full, partial, digest, infographic
  genre          VARCHAR NOT NULL,
  places         VARCHAR[] NOT NULL,
  continued_from VARCHAR NOT NULL,
  continued_to   VARCHAR NOT NULL,
  characters     INTEGER NOT NULL,
  figures        INTEGER NOT NULL,
  claims         INTEGER NOT NULL,
  relations      INTEGER NOT NULL,
  pledges        INTEGER NOT NULL,
  warnings       INTEGER NOT NULL,
  read_key       VARCHAR NOT NULL,  -- names what was read: source, lexicon, code; the cache's key
  text           VARCHAR NOT NULL   -- the source text, to which all offsets point
);

-- Every file that holds a document: the same bytes under two names are one document.
CREATE TABLE names (
  document VARCHAR NOT NULL,
  name     VARCHAR NOT NULL,
  path     VARCHAR NOT NULL,        -- relative to the folder that holds the ledger; a.zip/b.docx
  url       VARCHAR NOT NULL,       -- what a list of urls says of the file, else empty
  publisher VARCHAR NOT NULL,
  published VARCHAR NOT NULL
);

-- Where the rows of each document stand in the tables that have many: those of one stand together,
-- and asked by their numbers (DuckDB's rowid) they are found without looking through all.
CREATE TABLE spans (
  document        VARCHAR NOT NULL,
  number          BIGINT NOT NULL,  -- of its row in documents
  first_section   BIGINT,           -- of its first row in sections, and of its last; NULL: none
  last_section    BIGINT,
  first_claim     BIGINT,
  last_claim      BIGINT,
  first_relation  BIGINT,
  last_relation   BIGINT,
  first_pledge    BIGINT,
  last_pledge     BIGINT
);

-- The pages of a PDF or an image; no rows for other formats.
CREATE TABLE pages (
  document VARCHAR NOT NULL,
  number   INTEGER NOT NULL,        -- from 1
  width    DOUBLE NOT NULL,
  height   DOUBLE NOT NULL,
  unit     VARCHAR NOT NULL,        -- pt, px: that of all boxes on this page
  part     VARCHAR                  -- the file, where a report was joined from several
);

CREATE TABLE sections (
  document      VARCHAR NOT NULL,
  number        INTEGER NOT NULL,   -- counts from 0 in the order of the report
  parent        INTEGER,            -- number of the section above
  level         INTEGER NOT NULL,
  heading       VARCHAR NOT NULL,
  stance        VARCHAR NOT NULL,
  period        VARCHAR NOT NULL,
  place         VARCHAR NOT NULL,
  start_at      INTEGER NOT NULL,
  end_at        INTEGER NOT NULL,
  heading_start INTEGER NOT NULL,
  heading_end   INTEGER NOT NULL
);

-- Every numeral of every page.
CREATE TABLE figures (
  document VARCHAR NOT NULL,
  start_at INTEGER NOT NULL,
  end_at   INTEGER NOT NULL,
  unit_end INTEGER NOT NULL,
  kind     VARCHAR NOT NULL,
  text     VARCHAR NOT NULL,
  value    DOUBLE,
  value2   DOUBLE,
  unit     VARCHAR NOT NULL,
  hedge    VARCHAR NOT NULL,
  range_of INTEGER,                 -- start_at of the numeral that carries the whole value
  hanzi    BOOLEAN NOT NULL,
  rule     VARCHAR NOT NULL,
  -- where it lies in the file; all NULL for plain text, each where the format has no such thing
  page       INTEGER,               -- from 1, in a PDF or an image
  box        DOUBLE[],              -- left, top, right, bottom from the page's upper left
  part       VARCHAR,               -- word/document.xml, a sheet's name, a file of several
  paragraph  INTEGER,               -- from 1, within the part
  cell       VARCHAR,               -- B7
  part_start INTEGER,               -- offsets within the decoded markup or the paragraph
  part_end   INTEGER,
  sure       DOUBLE,                -- of what was recognised in a picture: the least sure character
  located    VARCHAR                -- for people: 第3页 (72, 340)–(120, 352)
);

CREATE TABLE claims (
  id             VARCHAR NOT NULL,
  document       VARCHAR NOT NULL,
  place          VARCHAR NOT NULL,  -- a name: self is resolved to the report's own place
  own_place      BOOLEAN NOT NULL,  -- whether that is (one of) the report's own place(s)
  year           INTEGER,           -- of the report
  period         VARCHAR NOT NULL,  -- what the figure is about: 2024, 2021-2025, or empty
  role           VARCHAR NOT NULL,  -- target, result, context
  indicator      VARCHAR NOT NULL,
  indicator_name VARCHAR NOT NULL,
  subject        VARCHAR NOT NULL,
  aspect         VARCHAR NOT NULL,
  value          DOUBLE,
  value2         DOUBLE,
  unit           VARCHAR NOT NULL,
  hedge          VARCHAR NOT NULL,
  strive         BOOLEAN NOT NULL,
  printed        VARCHAR NOT NULL,  -- for people: 力争6.5%左右, 4.5万人, −3.8%
  sentence       VARCHAR NOT NULL,  -- the evidence as it stands in the source
  section        INTEGER,
  heading        VARCHAR NOT NULL,
  confidence     DOUBLE NOT NULL,
  doubt          VARCHAR NOT NULL,  -- why it is to be reviewed; empty when it is not
  hanzi          BOOLEAN NOT NULL,
  start_at       INTEGER NOT NULL,
  end_at         INTEGER NOT NULL,
  unit_end       INTEGER NOT NULL,
  evidence_start INTEGER NOT NULL,
  evidence_end   INTEGER NOT NULL,
  reasons        JSON NOT NULL,     -- [[field, rule, value, start, end], …]
  -- where it lies in the file, as in figures
  page       INTEGER,
  box        DOUBLE[],
  part       VARCHAR,
  paragraph  INTEGER,
  cell       VARCHAR,
  part_start INTEGER,
  part_end   INTEGER,
  sure       DOUBLE,
  located    VARCHAR
);

CREATE TABLE relations (
  id             VARCHAR NOT NULL,
  document       VARCHAR NOT NULL,
  place          VARCHAR NOT NULL,
  own_place      BOOLEAN NOT NULL,
  year           INTEGER,
  period         VARCHAR NOT NULL,
  role           VARCHAR NOT NULL,
  left_term      VARCHAR NOT NULL,  -- an indicator's id, or words
  op             VARCHAR NOT NULL,  -- gt, ge, eq, le, lt
  right_term     VARCHAR NOT NULL,
  sentence       VARCHAR NOT NULL,
  section        INTEGER,
  confidence     DOUBLE NOT NULL,
  start_at       INTEGER NOT NULL,
  end_at         INTEGER NOT NULL,
  evidence_start INTEGER NOT NULL,
  evidence_end   INTEGER NOT NULL,
  reasons        JSON NOT NULL,
  -- where it lies in the file, as in figures
  page       INTEGER,
  box        DOUBLE[],
  part       VARCHAR,
  paragraph  INTEGER,
  cell       VARCHAR,
  part_start INTEGER,
  part_end   INTEGER,
  sure       DOUBLE,
  located    VARCHAR
);

CREATE TABLE pledges (
  id               VARCHAR NOT NULL,
  document         VARCHAR NOT NULL,
  place            VARCHAR NOT NULL,
  own_place        BOOLEAN NOT NULL,
  year             INTEGER,
  period           VARCHAR NOT NULL,
  role             VARCHAR NOT NULL,
  kind             VARCHAR NOT NULL, -- list, item, task
  list_name        VARCHAR NOT NULL,
  list_id          VARCHAR NOT NULL, -- id of the list's own row
  number           INTEGER,
  verb             VARCHAR NOT NULL,
  text             VARCHAR NOT NULL,
  claims           VARCHAR[] NOT NULL,
  completion       VARCHAR NOT NULL,
  completion_start INTEGER NOT NULL,
  completion_end   INTEGER NOT NULL,
  section          INTEGER,
  start_at         INTEGER NOT NULL,
  end_at           INTEGER NOT NULL
);

CREATE TABLE warnings (
  document VARCHAR NOT NULL,
  code     VARCHAR NOT NULL,
  message  VARCHAR NOT NULL,
  start_at INTEGER NOT NULL,
  end_at   INTEGER NOT NULL
);

-- Files that were found and not read.
CREATE TABLE skipped (
  path   VARCHAR NOT NULL,          -- relative to the folder that holds the ledger
  reason VARCHAR NOT NULL
);

CREATE TABLE indicators (
  id   VARCHAR NOT NULL,
  name VARCHAR NOT NULL
);

-- The account, closed by every build: one row for each promise.
CREATE TABLE entries (
  id              VARCHAR NOT NULL,
  place           VARCHAR NOT NULL,
  period          VARCHAR NOT NULL,
  year            INTEGER NOT NULL,  -- the last year of the period
  part            VARCHAR NOT NULL,  -- headline, list, other: where the promise stands
  list_name       VARCHAR NOT NULL,
  indicator       VARCHAR NOT NULL,
  indicator_name  VARCHAR NOT NULL,
  subject         VARCHAR NOT NULL,
  aspect          VARCHAR NOT NULL,
  unit            VARCHAR NOT NULL,
  promised        VARCHAR NOT NULL,  -- for people: 6.5%左右; of a comparison, its words
  reported        VARCHAR NOT NULL,
  target_value    DOUBLE,
  result_value    DOUBLE,            -- in the unit it was reported in
  verdict         VARCHAR NOT NULL,
  gap             DOUBLE,
  why             VARCHAR NOT NULL,
  trend           VARCHAR NOT NULL,
  repeated        BOOLEAN NOT NULL,
  omitted         BOOLEAN NOT NULL,
  confidence      DOUBLE NOT NULL,
  reviewed        VARCHAR NOT NULL,  -- what people said of it, in words
  target_id       VARCHAR NOT NULL,  -- id of the claim or relation
  target_document VARCHAR NOT NULL,
  target_start    INTEGER NOT NULL,
  target_end      INTEGER NOT NULL,
  result_id       VARCHAR,
  result_document VARCHAR,
  result_start    INTEGER,
  result_end      INTEGER,
  spots           JSON NOT NULL      -- {also, results, near, declared_by: [[document, start, end]]}
);

CREATE TABLE conflicts (
  id             VARCHAR NOT NULL,
  place          VARCHAR NOT NULL,
  period         VARCHAR NOT NULL,
  year           INTEGER NOT NULL,
  role           VARCHAR NOT NULL,   -- target, result
  indicator      VARCHAR NOT NULL,
  subject        VARCHAR NOT NULL,
  kind           VARCHAR NOT NULL,   -- misprint, rounded, preliminary, revised, scope
  reason         VARCHAR NOT NULL,
  confidence     DOUBLE NOT NULL,
  unit           VARCHAR NOT NULL,
  left_value     DOUBLE,
  right_value    DOUBLE,
  left_document  VARCHAR NOT NULL,
  left_start     INTEGER NOT NULL,
  left_end       INTEGER NOT NULL,
  right_document VARCHAR NOT NULL,
  right_start    INTEGER NOT NULL,
  right_end      INTEGER NOT NULL,
  claims         VARCHAR[] NOT NULL
);

-- What a reader of a place's account should know: years missing, told twice, dated wrong.
CREATE TABLE notices (
  place     VARCHAR NOT NULL,
  year      INTEGER NOT NULL,
  code      VARCHAR NOT NULL,
  message   VARCHAR NOT NULL,
  documents VARCHAR[] NOT NULL
);

-- What each place's account was closed from; unchanged books are not closed again.
CREATE TABLE books (
  place       VARCHAR NOT NULL,
  fingerprint VARCHAR NOT NULL,
  documents   INTEGER NOT NULL,
  entries     INTEGER NOT NULL,
  conflicts   INTEGER NOT NULL
);

CREATE VIEW targets AS
SELECT * FROM claims WHERE role = 'target' AND own_place AND aspect <> 'qualifier';

CREATE VIEW results AS
SELECT * FROM claims WHERE role = 'result' AND own_place AND aspect <> 'qualifier';
