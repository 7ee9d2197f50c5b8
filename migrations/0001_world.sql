-- The tables of the user's document (persistence-architecture.md), column for column and in its
-- order. They get no column and no index of ours: what other tools expect of them stays true.

CREATE TABLE characters (
    character_id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL,
    character_name TEXT UNIQUE NOT NULL,
    level INTEGER NOT NULL DEFAULT 1,
    experience INTEGER NOT NULL DEFAULT 0,
    str INTEGER NOT NULL DEFAULT 10,
    dex INTEGER NOT NULL DEFAULT 10,
    int INTEGER NOT NULL DEFAULT 10,
    con INTEGER NOT NULL DEFAULT 10,
    lck INTEGER NOT NULL DEFAULT 10,
    cha INTEGER NOT NULL DEFAULT 10,
    gold INTEGER NOT NULL DEFAULT 0,
    position_x REAL NOT NULL,
    position_y REAL NOT NULL,
    position_z REAL NOT NULL,
    map_id TEXT NOT NULL,
    last_login TIMESTAMP,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX idx_characters_account ON characters(account_id);
CREATE INDEX idx_characters_name ON characters(character_name);
CREATE INDEX idx_characters_map ON characters(map_id);

CREATE TABLE inventory (
    inventory_id INTEGER PRIMARY KEY,
    character_id INTEGER NOT NULL,
    item_id TEXT NOT NULL,
    slot INTEGER NOT NULL,
    quantity INTEGER NOT NULL DEFAULT 1,
    properties TEXT, -- JSON serialized properties
    FOREIGN KEY (character_id) REFERENCES characters(character_id) ON DELETE CASCADE
);

CREATE INDEX idx_inventory_character ON inventory(character_id);
CREATE INDEX idx_inventory_slot ON inventory(character_id, slot);

CREATE TABLE equipment (
    equipment_id INTEGER PRIMARY KEY,
    character_id INTEGER NOT NULL,
    slot_type TEXT NOT NULL, -- head, chest, legs, etc.
    item_id TEXT NOT NULL,
    properties TEXT, -- JSON serialized properties
    FOREIGN KEY (character_id) REFERENCES characters(character_id) ON DELETE CASCADE
);

CREATE INDEX idx_equipment_character ON equipment(character_id);

CREATE TABLE skills (
    skill_id INTEGER PRIMARY KEY,
    character_id INTEGER NOT NULL,
    skill_name TEXT NOT NULL,
    skill_level INTEGER NOT NULL DEFAULT 0,
    experience INTEGER NOT NULL DEFAULT 0,
    FOREIGN KEY (character_id) REFERENCES characters(character_id) ON DELETE CASCADE,
    UNIQUE(character_id, skill_name)
);

CREATE INDEX idx_skills_character ON skills(character_id);

CREATE TABLE quests (
    quest_id INTEGER PRIMARY KEY,
    character_id INTEGER NOT NULL,
    quest_name TEXT NOT NULL,
    quest_status TEXT NOT NULL, -- active, completed, failed
    progress TEXT, -- JSON serialized progress
    FOREIGN KEY (character_id) REFERENCES characters(character_id) ON DELETE CASCADE,
    UNIQUE(character_id, quest_name)
);

CREATE INDEX idx_quests_character ON quests(character_id);

CREATE TABLE guilds (
    guild_id INTEGER PRIMARY KEY,
    guild_name TEXT UNIQUE NOT NULL,
    leader_id INTEGER NOT NULL,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (leader_id) REFERENCES characters(character_id)
);

CREATE INDEX idx_guilds_leader ON guilds(leader_id);

CREATE TABLE guild_members (
    member_id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    character_id INTEGER NOT NULL,
    rank TEXT NOT NULL DEFAULT 'member',
    joined_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (guild_id) REFERENCES guilds(guild_id) ON DELETE CASCADE,
    FOREIGN KEY (character_id) REFERENCES characters(character_id) ON DELETE CASCADE,
    UNIQUE(guild_id, character_id)
);

CREATE INDEX idx_guild_members_guild ON guild_members(guild_id);
CREATE INDEX idx_guild_members_character ON guild_members(character_id);

CREATE TABLE items (
    item_id TEXT PRIMARY KEY,
    character_id INTEGER NOT NULL,
    item_type TEXT NOT NULL,
    properties TEXT NOT NULL, -- JSON with all characteristics
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (character_id) REFERENCES characters(character_id) ON DELETE CASCADE
);

-- Example properties JSON:
-- {
--   "durability": 100,
--   "enchantments": [...],
--   "attributes": {...},
--   "custom_data": {...}
-- }
