-- Our own tables. They hold what the document's tables have no column for, under a prefix that
-- keeps them apart; src/main/world/schema.ts declares the same columns.

-- Where this file stands: applied_seq, next_log_id, next_id.<table>, timeline, server_id.
CREATE TABLE shardkeep_meta (
    name TEXT PRIMARY KEY,
    value NOT NULL -- an integer or a text, by name
) WITHOUT ROWID;

-- Items that lie on the ground.
CREATE TABLE shardkeep_ground (
    item_id TEXT PRIMARY KEY,
    map_id TEXT NOT NULL,
    position_x REAL NOT NULL,
    position_y REAL NOT NULL,
    position_z REAL NOT NULL,
    quantity INTEGER NOT NULL,
    dropped_at TIMESTAMP NOT NULL,
    FOREIGN KEY (item_id) REFERENCES items(item_id) ON DELETE CASCADE
);

-- Items that have a holder but no place to lie.
CREATE TABLE shardkeep_recovery (
    item_id TEXT PRIMARY KEY,
    quantity INTEGER NOT NULL,
    since TIMESTAMP NOT NULL,
    FOREIGN KEY (item_id) REFERENCES items(item_id) ON DELETE CASCADE
);

-- Sums that no single row holds; 'gold' is all the gold in existence.
CREATE TABLE shardkeep_ledger (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
);

-- Sessions of game servers' connections, for requests that run once and only once.
CREATE TABLE shardkeep_client_sessions (
    client_session_id INTEGER PRIMARY KEY,
    session_uuid TEXT NOT NULL,
    answered INTEGER NOT NULL,
    forgotten_request_id INTEGER NOT NULL,
    used_at TIMESTAMP NOT NULL
);

-- The last outcomes of each session.
CREATE TABLE shardkeep_outcomes (
    outcome_id INTEGER PRIMARY KEY,
    client_session_id INTEGER NOT NULL,
    request_id INTEGER NOT NULL,
    reply TEXT NOT NULL, -- JSON of the result or of the error
    failed INTEGER NOT NULL,
    FOREIGN KEY (client_session_id)
        REFERENCES shardkeep_client_sessions(client_session_id) ON DELETE CASCADE
);

CREATE INDEX idx_shardkeep_outcomes_session ON shardkeep_outcomes(client_session_id);
