/** Every method once, by a real host: what it answers is what its schema says, and the API's description. */
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { DEFAULT_ALERTS } from '../../src/shared/alerts.ts';
import { METHODS, type Method } from '../../src/shared/host-methods.ts';
import type { Encoding, RawConnection } from '../support/raw-client.ts';
import { HOME, sharedHost } from '../support/shared-host.ts';
import { webhookServer } from '../support/webhook-server.ts';

const shared = sharedHost();

/** Calls methods, notes which, and holds each result against its schema. */
class Walk {
  readonly called = new Set<Method>();
  readonly #connection: RawConnection;

  constructor(connection: RawConnection) {
    this.#connection = connection;
  }

  async call<M extends Method>(method: M, params: z.input<(typeof METHODS)[M]['params']>) {
    const result = await this.#connection.call(method, params);
    this.called.add(method);
    const schema: z.ZodType = METHODS[method].result;
    const parsed = schema.safeParse(result);
    expect(parsed.error, `${method} answered ${JSON.stringify(result)}`).toBeUndefined();
    // Nothing is answered that the description does not name.
    expect(parsed.data, method).toEqual(result);
    return result as z.output<(typeof METHODS)[M]['result']>;
  }
}

describe.each(['json', 'msgpack'] as Encoding[])('every method, asked in %s', (encoding) => {
  it('[N14] answers what its schema says', async () => {
    const connection = await shared.connect('admin', { encoding });
    const walk = new Walk(connection);
    const create = async (name: string) => {
      const { character } = await walk.call('characters.create', {
        account_id: 77,
        character_name: `${name} in ${encoding}`,
        ...HOME,
        gold: 100,
        level: 3,
      });
      return character.character_id;
    };
    const [one, two] = [await create('One'), await create('Two')];

    await walk.call('characters.get', { character_id: one });
    await walk.call('characters.getByName', { character_name: `One in ${encoding}` });
    expect(
      (await walk.call('characters.listByAccount', { account_id: 77 })).characters,
    ).not.toEqual([]);
    await walk.call('characters.listByMap', { map_id: HOME.map_id });
    await walk.call('characters.update', { character_id: one, level: 4, str: 12 });
    await walk.call('characters.move', { character_id: one, ...HOME, position_x: 9.5 });

    const { session } = await walk.call('sessions.login', { character_id: one });
    await walk.call('sessions.list', {});
    await walk.call('sessions.logout', { session_id: session.session_id });
    await walk.call('sessions.login', { character_id: one });
    await walk.call('sessions.kick', { character_id: one, reason: 'a test' });

    const sword = (await walk.call('items.create', { character_id: one, item_type: 'sword' })).item;
    const coins = (
      await walk.call('items.create', {
        character_id: one,
        item_type: 'coin',
        quantity: 10,
        slot: 5,
        properties: { minted: 1201, marks: ['a', null] },
      })
    ).item;
    const { item_id } = sword;
    await walk.call('items.get', { item_id });
    await walk.call('items.update', { item_id, properties: { durability: 99.5 } });
    await walk.call('items.equip', { item_id, slot_type: 'hand' });
    await walk.call('equipment.get', { character_id: one });
    await walk.call('items.unequip', { item_id });
    await walk.call('items.move', { item_id, slot: 3 });
    await walk.call('items.drop', { item_id });
    await walk.call('items.get', { item_id });
    await walk.call('items.loot', { item_id, character_id: two });
    await walk.call('items.transfer', { item_id, to_character_id: one, from_character_id: two });
    const split = await walk.call('items.split', { item_id: coins.item_id, quantity: 4 });
    await walk.call('inventory.get', { character_id: one });
    await walk.call('items.merge', { item_id: split.item.item_id, into_item_id: coins.item_id });
    await walk.call('items.destroy', { item_id: coins.item_id, quantity: 1 });
    await walk.call('items.destroy', { item_id: coins.item_id });

    const owed = { from_id: one, to_id: two, amount: 10, reason: 'a debt' };
    const { seq: paid } = await walk.call('gold.transfer', owed);
    await walk.call('gold.grant', { character_id: one, amount: 10, reason: 'a reward' });
    await walk.call('gold.spend', { character_id: one, amount: 10, reason: 'a fee' });

    await walk.call('skills.set', { character_id: one, skill_name: 'bow', skill_level: 2 });
    await walk.call('skills.list', { character_id: one });
    await walk.call('quests.set', { character_id: one, quest_name: 'a', progress: { wolves: 3 } });
    await walk.call('quests.set', { character_id: one, quest_name: 'b', quest_status: 'failed' });
    await walk.call('quests.list', { character_id: one });

    const { guild } = await walk.call('guilds.create', {
      guild_name: `Guild in ${encoding}`,
      leader_id: one,
    });
    const { guild_id } = guild;
    await walk.call('guilds.addMember', { guild_id, character_id: two });
    await walk.call('guilds.setRank', { guild_id, character_id: two, rank: 'officer' });
    await walk.call('guilds.setLeader', { guild_id, character_id: two });
    await walk.call('guilds.get', { guild_id });
    await walk.call('guilds.getByName', { guild_name: guild.guild_name });
    await walk.call('guilds.list', {});
    await walk.call('guilds.search', { text: 'guild', sort: 'members', descending: true });
    await walk.call('guilds.removeMember', { guild_id, character_id: one });
    await walk.call('guilds.disband', { guild_id });

    const location = { x: 0, y: 0, z: 0 };
    await walk.call('activity.log', {
      event_type: { PlayerKill: { killer_id: one, victim_id: 'wolf', location } },
      details: { weapon: 'bow' },
    });
    await walk.call('tx.run', {
      operations: [
        { method: 'gold.transfer', params: { from_id: one, to_id: two, amount: 1, reason: 'r' } },
        { method: 'characters.get', params: { character_id: one } },
        { method: 'guilds.list' },
      ],
    });
    await walk.call('characters.delete', { character_id: one });

    const { preview } = await walk.call('admin.restore.previewCharacter', {
      character_id: two,
      seq: paid,
    });
    const { restored } = await walk.call('admin.restore.runCharacter', {
      token: preview.token,
      groups: ['gold'],
      reason: 'a complaint',
    });
    await walk.call('admin.undo', { seq: restored.seq });
    const give = { method: 'items.create', params: { character_id: two, item_type: 'sword' } };
    await walk.call('admin.act', { reason: 'lost to a bug', operations: [give] });
    await walk.call('admin.actions.list', { limit: 5 });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await walk.call('accounts.ban', { account_id: 77, reason: 'a test', until });
    await walk.call('accounts.listBans', {});
    await walk.call('accounts.unban', { account_id: 77, reason: 'a test' });

    await walk.call('activity.query', {
      query: 'type:ItemLooted',
      character_id: two,
      counts: true,
    });
    await walk.call('items.history', { item_id });
    await walk.call('characters.search', { account_id: 77, sort: 'gold', limit: 5 });
    await walk.call('characters.sheet', { character_id: two });
    await walk.call('items.search', { property: { name: 'durability', value: 99.5 } });
    await walk.call('items.contradictions', {});

    await walk.call('server.status', {});
    await walk.call('subscribe', { topics: ['status', 'activity'] });
    await walk.call('subscribe', { topics: [] });
    await walk.call('admin.snapshot', {});
    await walk.call('admin.snapshot', { full: true });
    await walk.call('admin.snapshots.list', { limit: 5 });
    await walk.call('admin.connections.list', {});
    const { backup } = await walk.call('admin.backups.create', { label: 'a test' });
    const { name } = backup;
    const other = (await walk.call('admin.backups.create', {})).backup;
    await walk.call('admin.backups.list', {});
    await walk.call('admin.backups.verify', { name });
    await walk.call('admin.backups.protect', { name, protected: true });
    const world = (await walk.call('admin.restore.preview', { backup: name })).preview;
    await walk.call('admin.restore.run', { token: world.token, accept_ms: 60_000, reason: 'r' });
    await walk.call('admin.restore.undo', {});
    await walk.call('admin.restore.list', {});
    await walk.call('admin.restore.window', {});
    await walk.call('admin.backups.delete', { name: other.name });
    await walk.call('admin.integrityCheck', {});
    await walk.call('admin.vacuum', {});
    await walk.call('admin.maintenance.get', {});
    expect(await walk.call('admin.verifyInvariants', {})).toMatchObject({
      ok: true,
      violations: [],
    });
    await walk.call('admin.journal.status', {});
    for (const range of ['5m', '2h', '24h'] as const) {
      await walk.call('admin.metrics.history', { range });
    }
    await walk.call('admin.settings.get', {});
    await walk.call('admin.settings.set', { settings: { location: `asked in ${encoding}` } });

    await walk.call('admin.tokens.get', {});
    await walk.call('admin.tokens.rotate', { role: 'gm' });
    await walk.call('admin.alerts.list', {});
    const webhook = await webhookServer();
    await walk.call('admin.settings.set', {
      settings: { alerts: { ...DEFAULT_ALERTS, webhookUrl: webhook.url } },
    });
    await walk.call('admin.alerts.test', {});

    // It ends the host, which has a test of its own in host-stop.test.ts.
    const left = Object.keys(METHODS).filter((method) => !walk.called.has(method as Method));
    expect(left).toEqual(['admin.shutdown']);
  });
});

describe('a change', () => {
  it('[N15] tells the sequence number that made it durable, and they only grow', async () => {
    const game = await shared.connect('game');
    const character_id = await shared.newCharacter(game);
    const grant = { character_id, amount: 1, reason: 'r' };
    const seqs = [];
    for (let i = 0; i < 5; i++) seqs.push((await game.call('gold.grant', grant)).seq as number);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(new Set(seqs).size).toBe(seqs.length);
  });

  it('[N16] that cannot be done whole leaves nothing behind', async () => {
    const game = await shared.connect('game');
    const [rich, poor] = [await shared.newCharacter(game, 10), await shared.newCharacter(game)];
    const { error } = await game.request('tx.run', {
      operations: [
        { method: 'gold.transfer', params: { from_id: rich, to_id: poor, amount: 9, reason: 'r' } },
        { method: 'items.create', params: { character_id: poor, item_type: 'x' } },
        { method: 'gold.spend', params: { character_id: rich, amount: 2, reason: 'r' } },
      ],
    });
    expect(error?.data).toMatchObject({ code: 'InsufficientGold', operation: 2 });
    expect(await game.call('characters.get', { character_id: rich })).toMatchObject({
      character: { gold: 10 },
    });
    expect(await game.call('inventory.get', { character_id: poor })).toEqual({ items: [] });
  });

  it('[N17] that finds no room says so, and where there is some', async () => {
    const admin = await shared.connect();
    const alternatives = [
      { server_id: '002', server_name: 'Next', ip_address: '192.0.2.1', port: 7780 },
    ];
    const { status } = await admin.call<{ status: { characters: { count: number; max: number } } }>(
      'server.status',
    );
    const { count, max } = status.characters;
    await admin.call('admin.settings.set', { settings: { maxCharacters: count, alternatives } });
    const full = await admin.request('characters.create', {
      account_id: 1,
      character_name: 'One too many',
      ...HOME,
    });
    expect(full.error?.data).toMatchObject({ code: 'ServerFull', alternatives });
    await admin.call('admin.settings.set', { settings: { maxCharacters: max } });
  });
});
