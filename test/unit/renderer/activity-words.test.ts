/** Events as sentences, and what stands around them. */
import { describe, expect, test } from 'vitest';
import { keyOf, withOpened } from '../../../src/renderer/features/activity/drawers.ts';
import { knownValues } from '../../../src/renderer/features/activity/known-values.ts';
import { idsOf, type KnownNames } from '../../../src/renderer/features/activity/names.ts';
import {
  buildingText,
  itemLabel,
  sentenceOf,
  sentenceText,
  totalText,
  waitingText,
  whereText,
} from '../../../src/renderer/features/activity/words.ts';
import type { FoundEntry } from '../../../src/shared/activity.ts';
import { EVENT_KINDS } from '../../../src/shared/activity-query/names.ts';
import { answer, entry, SWORD } from './activity-samples.ts';

const NAMES: KnownNames = {
  characters: new Map([
    [1001, 'Aria'],
    [1002, 'Borin'],
    [1003, null],
  ]),
  items: new Map([[SWORD, 'Flaming Sword']]),
  guilds: new Map([[5, 'Keepers']]),
};

function said(event_type: FoundEntry['event_type'], details: FoundEntry['details'] = {}): string {
  return sentenceText(entry(7, event_type, { details }), NAMES);
}

describe('an event in a sentence [A39]', () => {
  test.each<[string, FoundEntry['event_type'], FoundEntry['details']?]>([
    ['Aria killed Wolf', { PlayerKill: { killer_id: 1001, victim_id: 'Wolf' } }],
    [
      'Aria killed Borin in Highlands',
      { PlayerKill: { killer_id: 1001, victim_id: 1002 } },
      { map_id: 'Highlands' },
    ],
    [
      'Aria dropped Flaming Sword …3f2a9c01 × 3',
      { ItemDropped: { character_id: 1001, item_id: SWORD } },
      { quantity: 3 },
    ],
    [
      'Aria looted Flaming Sword …3f2a9c01 from chest',
      { ItemLooted: { character_id: 1001, item_id: SWORD, source: 'chest' } },
      { quantity: 1 },
    ],
    [
      'Aria got a new Axe …00000009',
      { ItemCreated: { character_id: 1001, item_id: 'x-00000009', item_type: 'Axe' } },
    ],
    [
      'Flaming Sword …3f2a9c01 of Aria was destroyed (used up)',
      { ItemDestroyed: { character_id: 1001, item_id: SWORD, item_type: 'Old' } },
      { reason: 'used up' },
    ],
    [
      'Aria gave Flaming Sword …3f2a9c01 to Borin',
      { ItemTransferred: { from_character_id: 1001, to_character_id: 1002, item_id: SWORD } },
    ],
    [
      'Flaming Sword …3f2a9c01 of Aria was changed: was Sword, power 3 → 5, gem nothing → ruby',
      { ItemChanged: { character_id: 1001, item_id: SWORD, item_type: 'Flaming Sword' } },
      { type_before: 'Sword', changed: { power: [3, 5], gem: [null, 'ruby'] } },
    ],
    [
      'character 1003 rose from level 4 to 5',
      { LevelUp: { character_id: 1003, old_level: 4, new_level: 5 } },
    ],
    [
      'Aria paid Borin 1,200 gold (trade)',
      { GoldTransaction: { from_id: 1001, to_id: 1002, amount: 1_200, reason: 'trade' } },
    ],
    [
      'Borin got 5 gold (quest)',
      { GoldTransaction: { from_id: null, to_id: 1002, amount: 5, reason: 'quest' } },
    ],
    [
      'Aria spent 5 gold (bread)',
      { GoldTransaction: { from_id: 1001, to_id: null, amount: 5, reason: 'bread' } },
    ],
    [
      'Aria founded the guild Keepers',
      { GuildCreated: { guild_id: 5, guild_name: 'Keepers', leader_id: 1001 } },
    ],
    [
      'Aria joined guild 6 as member',
      { GuildMemberAdded: { guild_id: 6, character_id: 1001, rank: 'member' } },
    ],
    [
      'Aria left Keepers (guild disbanded)',
      { GuildMemberRemoved: { guild_id: 5, character_id: 1001 } },
      { reason: 'guild disbanded' },
    ],
    [
      'Aria is officer of Keepers now, and was member',
      {
        GuildRankChanged: {
          guild_id: 5,
          character_id: 1001,
          old_rank: 'member',
          new_rank: 'officer',
        },
      },
    ],
    [
      'Borin leads Keepers now, in the place of Aria',
      { GuildLeaderChanged: { guild_id: 5, old_leader_id: 1001, new_leader_id: 1002 } },
    ],
    ['The guild Keepers was disbanded', { GuildDisbanded: { guild_id: 5, guild_name: 'Keepers' } }],
    ['Dora was deleted', { CharacterDeleted: { character_id: 1009, character_name: 'Dora' } }],
    [
      'Aria gave Flaming Sword …3f2a9c01 to Borin, by a game master (refund)',
      { ItemTransferred: { from_character_id: 1001, to_character_id: 1002, item_id: SWORD } },
      { by: { role: 'gm', action: 'items.transfer', reason: 'refund' } },
    ],
    [
      'Aria spent 5 gold (stolen), by an administrator',
      { GoldTransaction: { from_id: 1001, to_id: null, amount: 5, reason: 'stolen' } },
      { by: { role: 'admin', action: 'gold.spend', reason: 'stolen' } },
    ],
    [
      'A game master: Grant gold (lost in a crash)',
      { AdminAction: { action: 'gold.grant', role: 'gm', reason: 'lost in a crash' } },
    ],
    [
      'An administrator took back change 12: Grant gold (a mistake)',
      { AdminAction: { action: 'admin.undo', role: 'admin', reason: 'a mistake' } },
      { seq: 12, action: 'gold.grant' },
    ],
    [
      'A game master: Rename (rude)',
      { AdminAction: { action: 'characters.update', role: 'gm', reason: 'rude' } },
      { operations: [{ method: 'characters.update', params: { character_name: 'Bo' } }] },
    ],
    [
      'A game master: Move it to another slot, Give it to somebody else (refund)',
      { AdminAction: { action: 'admin.act', role: 'gm', reason: 'refund' } },
      {
        operations: ['items.move', 'items.transfer', 'items.transfer'].map((method) => ({
          method,
          params: {},
        })),
      },
    ],
    [
      'An administrator: Ban the account – account 900 (rude)',
      { AdminAction: { action: 'accounts.ban', role: 'admin', reason: 'rude' } },
      { account_id: 900, until: null },
    ],
    [
      'The host: host.restart (too much memory)',
      { AdminAction: { action: 'host.restart', role: 'host', reason: 'too much memory' } },
    ],
  ])('%s', (sentence, event_type, details) => {
    expect(said(event_type, details)).toBe(sentence);
  });

  test('tells of a stack that was split or merged', () => {
    const made = { ItemCreated: { character_id: 1001, item_id: 'x-00000009', item_type: 'Ore' } };
    expect(said(made, { quantity: 4, split_from: SWORD })).toBe(
      'Aria got a new Ore …00000009 × 4, split from Flaming Sword …3f2a9c01',
    );
    const gone = { ItemDestroyed: { character_id: 1001, item_id: 'x-00000009', item_type: 'Ore' } };
    expect(said(gone, { quantity: 4, merged_into: SWORD })).toBe(
      'Ore …00000009 × 4 of Aria was merged into Flaming Sword …3f2a9c01',
    );
  });

  test('names whom and what can be pressed', () => {
    const looted = { ItemLooted: { character_id: 1001, item_id: SWORD, source: 'chest' } };
    expect(sentenceOf(entry(1, looted), NAMES)).toEqual([
      { text: 'Aria', character_id: 1001 },
      { text: ' looted ' },
      { text: 'Flaming Sword …3f2a9c01', item_id: SWORD },
      { text: ' from chest' },
    ]);
    expect(idsOf(entry(1, looted))).toEqual({ characters: [1001], items: [SWORD], guilds: [] });
    const joined = { GuildMemberAdded: { guild_id: 5, character_id: 1001, rank: 'member' } };
    expect(idsOf(entry(1, joined)).guilds).toEqual([5]);
    const killed = { PlayerKill: { killer_id: 'Wolf', victim_id: 1002 } };
    expect(idsOf(entry(1, killed, { character_id: 1002 })).characters).toEqual([1002]);
  });

  test('names whom an administrator did something to, for a look at the character', () => {
    const took = { AdminAction: { action: 'items.destroy', role: 'admin', reason: 'refund' } };
    expect(sentenceOf(entry(1, took, { target_id: 1001 }), NAMES)).toEqual([
      { text: 'An administrator: Destroy it – ' },
      { text: 'Aria', character_id: 1001 },
      { text: ' (refund)' },
    ]);
    const sword = { method: 'items.destroy', params: { item_id: SWORD } };
    const ofItem = entry(1, took, { target_id: 1001, details: { operations: [sword] } });
    expect(sentenceText(ofItem, NAMES)).toBe(
      'An administrator: Destroy it – Flaming Sword …3f2a9c01 of Aria (refund)',
    );
    expect(idsOf(ofItem)).toEqual({ characters: [1001], items: [SWORD], guilds: [] });
    const byHand = entry(1, took, { details: { operations: [null, { params: 7 }] } });
    expect(() => sentenceOf(byHand, NAMES)).not.toThrow();
  });

  test('says every kind there is, and one that is not known by its name', () => {
    for (const kind of EVENT_KINDS) {
      expect(
        () => said({ [kind]: { sentences: [], days: [], target: {}, before: {} } }),
        kind,
      ).not.toThrow();
    }
    expect(said({ MadeLater: { a: 1 } })).toBe('MadeLater');
    expect(said({ HostStarted: { version: '1.2' } })).toBe('The host started (version 1.2)');
    expect(said({ BackupMade: { name: 'backup_1', size_bytes: 2_048 } })).toBe(
      'The backup backup_1 was made, 2 KiB',
    );
    const target = { timeline: 1, seq: 9, at: null };
    expect(said({ WorldRestored: { kind: 'restore', target } })).toBe(
      'The world was restored to change 9',
    );
    expect(said({ EventsLost: { last_log_id: 9 } })).toContain('3 entries');
  });
});

describe('what stands around the entries [A39]', () => {
  test('counts, and says of an estimate that it is one', () => {
    expect(totalText({ total: 1, isEstimate: false })).toBe('1 entry');
    expect(totalText({ total: 1_234_000, isEstimate: true })).toBe('about 1,234,000 entries');
    expect(waitingText(3, false)).toBe('3 new');
    expect(waitingText(1_000, true)).toBe('More than 1,000 new');
    expect(buildingText({ state: 'building', entries: 340, of: 1_000 })).toMatch(
      /^34% of 1,000 entries are/,
    );
  });

  test('an item is called by what tells it from others, and is somewhere', () => {
    expect(itemLabel(SWORD, NAMES)).toBe('…3f2a9c01 Flaming Sword');
    expect(whereText({ kind: 'bag', slot: 4, quantity: 1 }, 'Aria')).toBe('Bag, slot 4 of Aria');
    expect(
      whereText({ kind: 'ground', map_id: 'Town', x: 1, y: 2, z: 3, quantity: 1 }, 'Aria'),
    ).toBe('On the ground in Town');
  });

  test('what is opened leads back to where it was opened from', () => {
    const first = { kind: 'character', character_id: 1001 } as const;
    const second = { kind: 'item', item_id: SWORD } as const;
    const stack = withOpened(withOpened([], first), second);
    expect(stack.map(keyOf)).toEqual(['character 1001', `item ${SWORD}`]);
    expect(withOpened(stack, second)).toBe(stack);
  });

  test('the facets are what can be written for a field', () => {
    const { facets } = answer([], {
      facets: {
        event_type: [],
        character_id: [
          { value: 1001, name: 'Aria', count: 3 },
          { value: 1003, name: null, count: 1 },
        ],
        item_id: [],
        map_id: [{ value: 'Highlands', count: 2 }],
        reason: [],
      },
    });
    expect(knownValues(null)).toEqual({});
    expect(knownValues(facets)).toMatchObject({
      char: [
        { value: 'Aria', what: '1001, 3 entries' },
        { value: 1003, what: '1003, 1 entry' },
      ],
      map: [{ value: 'Highlands', what: '2 entries' }],
    });
  });
});
