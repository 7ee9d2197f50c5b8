/** The tables of `activity.db`. A file of another version is no index: it is made anew from the logs. */

export const INDEX_VERSION = 4;

/**
 * Entries stand in blocks (see `block.ts`), which are called by the `log_id` of their first entry. Beside
 * each block stand two parts of it: a sample, and the entries that have an amount, which are few.
 * `posting` says which blocks hold a term, `word` which terms hold a word, and `line` has the lines of
 * the log as they stand there, some of them compressed together.
 */
export const INDEX_SCHEMA = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
  CREATE TABLE block (
    first INTEGER PRIMARY KEY,
    entries INTEGER NOT NULL,
    last INTEGER NOT NULL,
    min_at INTEGER NOT NULL,
    max_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE block_columns (first INTEGER PRIMARY KEY, columns BLOB NOT NULL) STRICT;
  CREATE TABLE block_sample (first INTEGER PRIMARY KEY, columns BLOB NOT NULL) STRICT;
  CREATE TABLE block_amounts (first INTEGER PRIMARY KEY, columns BLOB NOT NULL) STRICT;
  CREATE TABLE line (first INTEGER PRIMARY KEY, lines BLOB NOT NULL) STRICT;
  CREATE TABLE term (
    term_id INTEGER PRIMARY KEY,
    field INTEGER NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (value, field)
  ) STRICT;
  CREATE TABLE posting (
    term_id INTEGER NOT NULL,
    first INTEGER NOT NULL,
    PRIMARY KEY (term_id, first)
  ) STRICT, WITHOUT ROWID;
  CREATE VIRTUAL TABLE word USING fts5 (
    value, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
  );
`;
