-- What administrators did and can still be taken back.
CREATE TABLE shardkeep_undo (
    seq INTEGER PRIMARY KEY,
    action TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    character_id INTEGER, -- whom it was about; may be gone
    writes TEXT NOT NULL, -- JSON of what it wrote and what was there before
    undone_by INTEGER
);
