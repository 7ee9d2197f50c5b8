/**
 * Everything that a game master does, over the network: each with a reason, as one change that the log
 * names, with a receipt, and with a way back, or a word on what stands in it.
 */
import { describe, expect, it } from 'vitest';
import type { AdminReceipt, RememberedAction } from '../../src/shared/admin-actions.ts';
import type { RawConnection } from '../support/raw-client.ts';
import { HOME, sharedHost } from '../support/shared-host.ts';

const shared = sharedHost();
const reason = 'a complaint';

interface Operation {
  readonly method: string;
  readonly params: object;
}

/** Two characters with something of everything, of this test's own. */
interface Scene {
  readonly gm: RawConnection;
  readonly game: RawConnection;
  readonly account_id: number;
  readonly anna: number;
  readonly annas: string;
  readonly bert: number;
  readonly berts: string;
  readonly sword: string;
  readonly arrows: string;
  readonly helmet: string;
  readonly shield: string;
  readonly guild_id: number;
}

let scenes = 0;

async function scene(role: 'gm' | 'admin' = 'gm'): Promise<Scene> {
  const game = await shared.connect('game');
  const gm = await shared.connect(role);
  const account_id = 1_000 + ++scenes;
  const create = async (name: string, account: number) => {
    const character_name = `${name} ${scenes}`;
    const params = { account_id: account, character_name, ...HOME, gold: 100, level: 5 };
    const { character } = await game.call<{ character: { character_id: number } }>(
      'characters.create',
      params,
    );
    return character.character_id;
  };
  const [anna, bert] = [await create('Anna', account_id), await create('Bert', 999)];
  const give = async (item_type: string, quantity = 1) => {
    const params = { character_id: anna, item_type, quantity, properties: { worn: 1 } };
    const { item } = await game.call<{ item: { item_id: string } }>('items.create', params);
    return item.item_id;
  };
  const [sword, arrows] = [await give('sword'), await give('arrow', 10)];
  const [helmet, shield] = [await give('helmet'), await give('shield')];
  await game.call('items.equip', { item_id: helmet, slot_type: 'head' });
  await game.call('items.drop', { item_id: shield });
  await game.call('skills.set', { character_id: anna, skill_name: 'bow', skill_level: 3 });
  await game.call('quests.set', { character_id: anna, quest_name: 'wolves' });
  const { guild } = await game.call<{ guild: { guild_id: number } }>('guilds.create', {
    guild_name: `Order ${scenes}`,
    leader_id: anna,
  });
  const { guild_id } = guild;
  await game.call('guilds.addMember', { guild_id, character_id: bert });
  const names = { annas: `Anna ${scenes}`, berts: `Bert ${scenes}` };
  const things = { sword, arrows, helmet, shield, guild_id };
  return { gm, game, account_id, anna, bert, ...names, ...things };
}

/** All that can be seen of a scene, but for when rows were last touched, and who is online. */
async function stateOf({ gm, anna, bert, sword, arrows, helmet, shield, guild_id }: Scene) {
  const asked: [string, object][] = [
    ['characters.sheet', { character_id: anna }],
    ['characters.sheet', { character_id: bert }],
    ['guilds.get', { guild_id }],
    ...[sword, arrows, helmet, shield].map((item_id): [string, object] => [
      'items.get',
      { item_id },
    ]),
  ];
  const seen = await Promise.all(
    asked.map(async ([method, params]) => {
      const { result, error } = await gm.request(method, params);
      return result ?? error?.data.code;
    }),
  );
  const hidden = ['updated_at', 'last_login', 'session', 'online', 'dropped_at'];
  return JSON.parse(
    JSON.stringify(seen, (field, value) => (hidden.includes(field) ? undefined : value)),
  );
}

interface Action {
  /** Operations of `admin.act`, or one method that is an action by itself. */
  readonly act: (scene: Scene) => Operation | readonly Operation[];
  /** The rows that it changes, as its receipt names them. */
  readonly rows: readonly string[];
  /** What play does before the undo, which is refused with this sentence then. */
  readonly since: (scene: Scene) => Operation;
  readonly says: (scene: Scene) => string;
}

const update = (scene: Scene, columns: object): Operation => ({
  method: 'characters.update',
  params: { character_id: scene.anna, ...columns },
});
const spend = (character_id: number, amount: number): Operation => ({
  method: 'gold.spend',
  params: { character_id, amount, reason },
});
const item = (method: string, item_id: string, more: object = {}): Operation => ({
  method: `items.${method}`,
  params: { item_id, ...more },
});

const ACTIONS: Readonly<Record<string, Action>> = {
  'gives an item': {
    act: ({ anna }) => ({
      method: 'items.create',
      params: { character_id: anna, item_type: 'crown', slot: 20 },
    }),
    rows: ['items', 'inventory'],
    since: ({ anna }) => ({ method: 'crown', params: { character_id: anna, slot: 21 } }),
    says: ({ annas }) => `the crown is in the bag of ${annas}, slot 21, now`,
  },
  'takes an item': {
    act: ({ sword }) => item('destroy', sword),
    rows: ['items', 'inventory'],
    since: ({ anna }) => ({ method: 'characters.delete', params: { character_id: anna } }),
    says: ({ anna }) => `character ${anna} is gone`,
  },
  'takes a part of a stack': {
    act: ({ arrows }) => item('destroy', arrows, { quantity: 4 }),
    rows: ['inventory'],
    since: ({ arrows }) => item('destroy', arrows, { quantity: 1 }),
    says: () => 'there are 5 of the arrow now',
  },
  'hands an item to another': {
    act: ({ sword, bert }) => item('transfer', sword, { to_character_id: bert }),
    rows: ['items', 'inventory', 'inventory'],
    since: ({ sword }) => item('drop', sword),
    says: () => 'the sword is on the ground in town now',
  },
  'moves an item to another slot': {
    act: ({ sword }) => item('move', sword, { slot: 9 }),
    rows: ['inventory'],
    since: ({ sword }) => item('equip', sword, { slot_type: 'hand' }),
    says: ({ annas }) => `the sword is worn by ${annas} as hand now`,
  },
  'takes an item off': {
    act: ({ helmet }) => item('unequip', helmet),
    rows: ['inventory', 'equipment'],
    since: ({ helmet }) => item('destroy', helmet),
    says: ({ helmet }) => `the item ${helmet} is gone`,
  },
  'lays an item on the ground': {
    act: ({ sword }) => item('drop', sword),
    rows: ['inventory', 'shardkeep_ground'],
    since: ({ sword, bert }) => item('loot', sword, { character_id: bert, slot: 7 }),
    says: ({ berts }) => `the sword is in the bag of ${berts}, slot 7, now`,
  },
  'takes an item from the ground': {
    act: ({ shield, bert }) => item('loot', shield, { character_id: bert }),
    rows: ['items', 'inventory', 'shardkeep_ground'],
    since: ({ shield, anna }) => item('transfer', shield, { to_character_id: anna, slot: 8 }),
    says: ({ annas }) => `the shield is in the bag of ${annas}, slot 8, now`,
  },
  'changes an item': {
    act: ({ sword }) => item('update', sword, { item_type: 'blade', properties: { worn: 2 } }),
    rows: ['items'],
    since: ({ sword }) => item('update', sword, { properties: { worn: 3 } }),
    says: ({ annas }) => `the blade of ${annas} has been changed`,
  },
  'makes gold': {
    act: ({ anna }) => ({
      method: 'gold.grant',
      params: { character_id: anna, amount: 50, reason },
    }),
    rows: ['characters'],
    since: ({ anna }) => spend(anna, 30),
    says: ({ annas }) => `${annas} has 120 gold now`,
  },
  'takes gold': {
    act: ({ anna }) => spend(anna, 50),
    rows: ['characters'],
    since: ({ anna }) => spend(anna, 30),
    says: ({ annas }) => `${annas} has 20 gold now`,
  },
  'moves gold': {
    act: ({ anna, bert }) => ({
      method: 'gold.transfer',
      params: { from_id: anna, to_id: bert, amount: 40, reason },
    }),
    rows: ['characters', 'characters'],
    since: ({ bert }) => spend(bert, 140),
    says: ({ berts }) => `${berts} has 0 gold now`,
  },
  'gives a name': {
    act: (scene) => update(scene, { character_name: `Nobody ${scene.anna}` }),
    rows: ['characters'],
    since: (scene) => update(scene, { character_name: `Somebody ${scene.anna}` }),
    says: ({ anna }) => `character ${anna} is called Somebody ${anna} now`,
  },
  'moves a character': {
    act: ({ anna }) => ({
      method: 'characters.move',
      params: { character_id: anna, map_id: 'jail', position_x: 0, position_y: 0, position_z: 0 },
    }),
    rows: ['characters'],
    since: ({ anna }) => ({ method: 'characters.move', params: { character_id: anna, ...HOME } }),
    says: ({ annas }) => `${annas} has moved`,
  },
  'sets level and stats': {
    act: (scene) => update(scene, { level: 9, str: 30 }),
    rows: ['characters'],
    since: (scene) => update(scene, { level: 10 }),
    says: ({ annas }) => `the level of ${annas} is 10 now`,
  },
  'sets a skill': {
    act: ({ anna }) => ({
      method: 'skills.set',
      params: { character_id: anna, skill_name: 'bow', skill_level: 9 },
    }),
    rows: ['skills'],
    since: ({ anna }) => ({
      method: 'skills.set',
      params: { character_id: anna, skill_name: 'bow', skill_level: 10 },
    }),
    says: ({ annas }) => `the skill bow of ${annas} has changed`,
  },
  'gives a quest': {
    act: ({ anna }) => ({
      method: 'quests.set',
      params: { character_id: anna, quest_name: 'dragon' },
    }),
    rows: ['quests'],
    since: ({ anna }) => ({
      method: 'quests.set',
      params: { character_id: anna, quest_name: 'dragon', quest_status: 'completed' },
    }),
    says: ({ annas }) => `the quest dragon of ${annas} has changed`,
  },
  'hands a guild over': {
    act: ({ guild_id, bert }) => ({
      method: 'guilds.setLeader',
      params: { guild_id, character_id: bert },
    }),
    rows: ['guilds', 'guild_members', 'guild_members'],
    since: ({ guild_id, anna }) => ({
      method: 'guilds.setLeader',
      params: { guild_id, character_id: anna },
    }),
    says: ({ annas }) => `is led by ${annas} now`,
  },
  'sets a rank': {
    act: ({ guild_id, bert }) => ({
      method: 'guilds.setRank',
      params: { guild_id, character_id: bert, rank: 'officer' },
    }),
    rows: ['guild_members'],
    since: ({ guild_id, bert }) => ({
      method: 'guilds.setRank',
      params: { guild_id, character_id: bert, rank: 'scout' },
    }),
    says: ({ berts }) => `${berts} is scout in the guild Order`,
  },
  'takes out a member': {
    act: ({ guild_id, bert }) => ({
      method: 'guilds.removeMember',
      params: { guild_id, character_id: bert },
    }),
    rows: ['guild_members'],
    since: ({ guild_id, bert }) => ({
      method: 'guilds.addMember',
      params: { guild_id, character_id: bert },
    }),
    says: ({ berts }) => `${berts} is member in the guild Order`,
  },
  'disbands a guild': {
    act: ({ guild_id }) => ({ method: 'guilds.disband', params: { guild_id } }),
    rows: ['guilds', 'guild_members', 'guild_members'],
    since: ({ guild_id, bert }) => ({
      method: 'guilds.create',
      params: { guild_name: `Order ${guild_id}`, leader_id: bert },
    }),
    says: () => 'there is the guild Order',
  },
  'does several things at once': {
    act: (scene) => [
      item('transfer', scene.sword, { to_character_id: scene.bert }),
      spend(scene.anna, 10),
      update(scene, { level: 1 }),
    ],
    rows: ['items', 'inventory', 'inventory', 'characters'],
    since: ({ anna }) => spend(anna, 90),
    says: ({ annas }) => `${annas} has 0 gold now`,
  },
  'bans an account': {
    act: ({ account_id }) => ({ method: 'accounts.ban', params: { account_id, reason } }),
    rows: ['shardkeep_bans'],
    since: ({ account_id }) => ({
      method: 'accounts.ban',
      params: { account_id, reason: 'worse', until: inAnHour() },
    }),
    says: ({ account_id }) => `account ${account_id} has been banned anew`,
  },
};

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

interface Answer {
  readonly seq: number;
  readonly receipt: AdminReceipt;
}

async function act(scene: Scene, { act }: Action): Promise<Answer> {
  const wanted = act(scene);
  if (!Array.isArray(wanted)) {
    const { method, params } = wanted as Operation;
    if (method.startsWith('accounts.')) return scene.gm.call<Answer>(method, params);
  }
  const operations = [wanted].flat();
  return scene.gm.call<Answer>('admin.act', { reason, character_id: scene.anna, operations });
}

const nameOf = ({ act }: Action, scene: Scene): string => {
  const [first, ...others] = [act(scene)].flat();
  return others.length === 0 ? (first as Operation).method : 'admin.act';
};

const undo = ({ gm }: Scene, seq: number) => gm.call<Answer>('admin.undo', { seq, reason });

const all = Object.entries(ACTIONS);

describe.each(all)('a game master %s', (_what, action) => {
  it('[E9] with a receipt, and takes it back, and takes that back', async () => {
    const here = await scene();
    const before = await stateOf(here);
    const done = await act(here, action);
    const after = await stateOf(here);
    expect(after).not.toEqual(before);

    const { receipt, seq } = done;
    const name = nameOf(action, here);
    expect(receipt).toMatchObject({ seq, action: name, role: 'gm', reason });
    expect(receipt.changes.map(({ table }) => table).sort()).toEqual(action.rows.toSorted());
    expect(receipt.changed_rows).toBe(action.rows.length);
    expect(receipt.entries.map(({ event_type }) => event_type.AdminAction ?? null)).toEqual([
      { action: name, role: 'gm', reason },
      ...receipt.entries.slice(1).map(() => null),
    ]);

    const undone = await undo(here, seq);
    expect(await stateOf(here)).toEqual(before);
    expect(undone.receipt).toMatchObject({ seq: undone.seq, action: 'admin.undo', reason });
    expect(undone.receipt.entries[0]).toMatchObject({ details: { seq, action: name } });
    // What it changed is what the action had, the other way round.
    const turned = new Map(
      undone.receipt.changes.map((one) => [`${one.table} ${one.key}`, one] as const),
    );
    for (const { table, key, before, after } of receipt.changes) {
      expect(turned.get(`${table} ${key}`)).toMatchObject({ before: after, after: before });
    }

    const again = await here.gm.request('admin.undo', { seq });
    expect(again.error?.data.code).toBe('Conflict');
    expect(again.error?.message).toContain(`undone already, by change ${undone.seq}`);
    await undo(here, undone.seq);
    expect(await stateOf(here)).toEqual(after);
  });

  it('[E10] and hears what stands in the way of an undo, by the names of things', async () => {
    const here = await scene('admin');
    const done = await act(here, action);
    expect(done.receipt.role).toBe('admin');
    const { method, params } = action.since(here);
    const made = done.receipt.changes.find(({ table }) => table === 'items');
    if (method === 'crown') await here.game.call('items.move', { item_id: made?.key, slot: 21 });
    else if (method === 'guilds.create') {
      await here.game.call(method, { ...params, guild_name: `Order ${scenes}` });
    } else {
      if (method === 'characters.delete') await leaveGuild(here);
      await here.gm.call(method, params);
    }
    const now = await stateOf(here);
    const { error } = await here.gm.request('admin.undo', { seq: done.seq });
    expect(error?.data).toMatchObject({ code: 'Conflict' });
    expect(error?.message).toContain(action.says(here));
    expect(await stateOf(here)).toEqual(now);
  });

  it('[E9] only with a reason, and with the token of one', async () => {
    const here = await scene();
    const wanted = action.act(here);
    const [{ method, params }] = [wanted].flat() as [Operation];
    const isAlone = method.startsWith('accounts.');
    const asked = isAlone ? { ...params, reason: undefined } : { operations: [wanted].flat() };
    const name = isAlone ? method : 'admin.act';
    const { error } = await here.gm.request(name, asked);
    expect(error?.data).toMatchObject({ code: 'InvalidData', path: 'reason' });
    expect(await here.game.refusal(name, { ...asked, reason })).toBe('Forbidden');
  });
});

/** Who leads a guild cannot be deleted. */
async function leaveGuild({ game, guild_id }: Scene): Promise<void> {
  await game.call('guilds.disband', { guild_id });
}

describe('a receipt', () => {
  it('[E9] has the entries of the activity log, by their numbers', async () => {
    const here = await scene();
    const { sword: item_id, bert } = here;
    const hand = item('transfer', item_id, { to_character_id: bert });
    const asked = { reason, character_id: bert, operations: [hand, spend(bert, 1)] };
    const { receipt } = await here.gm.call<Answer>('admin.act', asked);
    expect(receipt.entries.map(({ event_type }) => Object.keys(event_type)[0])).toEqual([
      'AdminAction',
      'ItemTransferred',
      'GoldTransaction',
    ]);
    const logged = () =>
      here.gm.call('activity.query', { character_id: bert, limit: 3, order: 'newest' });
    await expect.poll(async () => (await logged()).entries).toEqual(receipt.entries.toReversed());
  });
});

describe('a kick', () => {
  it('[E11] is one action with its reason, of which there is nothing to take back', async () => {
    const here = await scene();
    const { anna: character_id, gm, game } = here;
    await game.call('sessions.login', { character_id });
    const { seq, receipt } = await gm.call<Answer>('sessions.kick', { character_id, reason });
    expect(receipt).toMatchObject({ seq, action: 'sessions.kick', character_id, reason });
    expect(receipt.changes).toMatchObject([{ table: 'sessions', before: { character_id } }]);
    const { error } = await gm.request('admin.undo', { seq });
    expect(error?.data.code).toBe('Conflict');
    expect(error?.message).toContain('nothing of sessions.kick');
    const { actions } = await gm.call<{ actions: RememberedAction[] }>('admin.actions.list', {
      character_id,
    });
    expect(actions).toMatchObject([{ seq, undone_by: null, can_be_undone: false }]);
    const again = { method: 'sessions.kick', params: { character_id, reason } };
    const within = await gm.request('admin.act', { reason, operations: [again] });
    expect(within.error?.data).toMatchObject({ path: 'operations.0.method' });
  });
});

describe('a ban', () => {
  const online = async ({ gm, anna }: Scene) => {
    const { characters } = await gm.call<{ characters: { online: boolean }[] }>(
      'characters.search',
      { text: String(anna), online: true },
    );
    return characters.length > 0;
  };

  it('[E11] that holds again by an undo takes the account offline like a new one', async () => {
    const here = await scene();
    const { gm, game, account_id, anna: character_id } = here;
    const login = () => game.call('sessions.login', { character_id });
    await login();
    const banned = await gm.call<Answer>('accounts.ban', { account_id, reason });
    expect(banned.receipt.changes.map(({ table }) => table)).toEqual([
      'shardkeep_bans',
      'sessions',
    ]);
    expect(await online(here)).toBe(false);
    const lifted = await undo(here, banned.seq);
    await login();
    await undo(here, lifted.seq);
    expect(await online(here)).toBe(false);

    const unbanned = await gm.call<Answer>('accounts.unban', { account_id, reason });
    await login();
    await undo(here, unbanned.seq);
    expect(await online(here)).toBe(false);
    expect(await game.refusal('sessions.login', { character_id })).toBe('Forbidden');
  });
});

describe('the actions there were', () => {
  it('[E12] are told newest first, with what took them back, and by whom they were about', async () => {
    const here = await scene();
    const { gm, anna: character_id } = here;
    const gift = { method: 'items.create', params: { character_id, item_type: 'crown' } };
    const asked = { reason, character_id, operations: [gift] };
    const first = await gm.call<Answer>('admin.act', asked);
    const second = await gm.call<Answer>('admin.act', asked);
    const undone = await undo(here, first.seq);
    const list = (params: object) =>
      gm.call<{ actions: RememberedAction[]; total: number }>('admin.actions.list', params);
    const { actions, total } = await list({ character_id });
    expect(total).toBe(3);
    expect(actions).toEqual([
      expect.objectContaining({
        seq: undone.seq,
        action: 'admin.undo',
        undone_by: null,
        can_be_undone: true,
      }),
      expect.objectContaining({ seq: second.seq, action: 'items.create', reason }),
      expect.objectContaining({
        seq: first.seq,
        character_id,
        undone_by: undone.seq,
        can_be_undone: false,
      }),
    ]);
    expect((await list({ character_id, offset: 1, limit: 1 })).actions).toEqual([actions[1]]);
    expect((await list({})).total).toBeGreaterThanOrEqual(3);
  });
});
