-- Accounts that may not log in.
CREATE TABLE shardkeep_bans (
    account_id INTEGER PRIMARY KEY,
    reason TEXT NOT NULL,
    since TIMESTAMP NOT NULL,
    until TIMESTAMP -- NULL for good
);
