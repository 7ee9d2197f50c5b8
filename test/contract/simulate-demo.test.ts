/** The simulator as a demo: a world that is made once, and a play without end. Rule C21. */
import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { connect, type ShardClient } from '../../src/client/index.ts';
import { ROOT, startHost, type TestHost } from '../support/host.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** The simulator's first account; see src/simulate/demo-world.ts. */
const FIRST_ACCOUNT = 800_000_000;
const WORLD = 120;
const PLAYERS = 6;

let host: TestHost;

beforeAll(async () => {
  host = await startHost();
});

afterAll(async () => {
  await host?.stop();
});

interface Simulator {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** With the exit code. */
  readonly ended: Promise<number | null>;
}

function simulate({ url, tokens }: TestHost, ...args: readonly string[]): Simulator {
  const child = spawn(
    process.execPath,
    ['src/simulate/index.ts', '--players', `${PLAYERS}`, '--world', `${WORLD}`, ...args],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, SHARDKEEP_URL: url, SHARDKEEP_TOKEN: tokens.game },
    },
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  // Not `close`, which does not come where the channel was let go of.
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, said: () => said, ended };
}

async function makeWorld(): Promise<void> {
  const { said, ended } = simulate(host, '--seconds', '0');
  expect(await ended, said()).toBe(0);
}

async function admin({ url, tokens }: TestHost): Promise<ShardClient> {
  const shard = await connect({ url, token: tokens.admin });
  onTestFinished(() => shard.close({ abandon: true }));
  return shard;
}

/** All that the world's characters are and have, without the times. */
async function readWorld(shard: ShardClient) {
  const characters = await Promise.all(
    Array.from({ length: WORLD }, async (_, index) => {
      const account_id = FIRST_ACCOUNT + index;
      const found = await shard.characters.listByAccount({ account_id });
      const [character] = found.characters;
      if (character === undefined) throw new Error(`nobody has account ${account_id}`);
      const { character_id, character_name, gold, level } = character;
      const [bag, worn, { skills }, { quests }] = await Promise.all([
        shard.inventory.get({ character_id }),
        shard.equipment.get({ character_id }),
        shard.skills.list({ character_id }),
        shard.quests.list({ character_id }),
      ]);
      return {
        ...{ characters: found.characters.length, character_id, character_name, gold, level },
        ...{ bag: bag.items, worn: worn.items, skills, quests },
      };
    }),
  );
  const { guilds } = await shard.guilds.list();
  const members = await Promise.all(guilds.map(({ guild_id }) => shard.guilds.get({ guild_id })));
  return { characters, guilds: members };
}

it('[C21] makes its world once, whatever cuts it off', async () => {
  const shard = await admin(host);
  for (const cutAt of [1, 20, 60]) {
    const { child, ended } = simulate(host, '--seconds', '0');
    while ((await shard.server.status()).status.characters.count < cutAt) {}
    child.kill('SIGKILL');
    await ended;
  }
  await makeWorld();

  const world = await readWorld(shard);
  for (const { bag, worn, skills, quests, ...character } of world.characters) {
    expect(character.characters).toBe(1);
    expect(character.character_name).toMatch(/^\P{N}+$/u);
    expect(character.level).toBeGreaterThan(0);
    expect(character.gold).toBeGreaterThan(0);
    for (const [of, least, most] of [
      [bag, 8, 20],
      [worn, 4, 6],
      [skills, 6, 10],
      [quests, 2, 5],
    ] as const) {
      expect(of.length).toBeGreaterThanOrEqual(least);
      expect(of.length).toBeLessThanOrEqual(most);
    }
  }
  expect(new Set(world.characters.map(({ character_name }) => character_name)).size).toBe(WORLD);
  expect(world.guilds).toHaveLength(WORLD / 20);
  const members = world.guilds.flatMap((guild) => guild.members);
  expect(new Set(members.map(({ character_id }) => character_id)).size).toBe(members.length);
  expect(new Set(members.map(({ rank }) => rank)).size).toBeGreaterThan(2);
  const { status } = await shard.server.status();
  expect(status.characters.count).toBe(WORLD);

  await makeWorld();
  expect(await readWorld(shard)).toEqual(world);
  expect(await shard.admin.verifyInvariants()).toMatchObject({ ok: true, violations: [] });
});

it('[C21] fills a guild that was founded and no more, with those who are in no other', async () => {
  await makeWorld();
  const shard = await admin(host);
  const { guilds } = await readWorld(shard);
  const [{ guild, members } = { guild: null, members: [] }] = guilds;
  if (guild === null) throw new Error('there is no guild');
  const { guild_name, leader_id } = guild;
  await shard.guilds.disband({ guild_id: guild.guild_id });
  await shard.guilds.create({ guild_name, leader_id });
  await makeWorld();
  const filled = await shard.guilds.getByName({ guild_name });
  const idsOf = (of: typeof members) => of.map(({ character_id }) => character_id).sort();
  expect(idsOf(filled.members)).toEqual(idsOf(members));
});

it('[C21] makes the same world of the same seed', async () => {
  const other = await startHost();
  onTestFinished(async () => {
    await other.stop('SIGKILL');
  });
  await makeWorld();
  const { ended, said } = simulate(other, '--seconds', '0');
  expect(await ended, said()).toBe(0);
  const [one, two] = await Promise.all(
    [host, other].map(async (each) => {
      const world = await readWorld(await admin(each));
      return world.characters.map(({ character_name, gold, bag, worn, skills, quests }) => ({
        ...{ character_name, gold, bag: bag.map(({ item_type }) => item_type) },
        worn: worn.map(({ item_type, properties }) => ({ item_type, properties })),
        skills: skills.map(({ skill_name, experience }) => ({ skill_name, experience })),
        quests: quests.map(({ quest_name, progress }) => ({ quest_name, progress })),
      }));
    }),
  );
  expect(one).toEqual(two);
});

it('[C21] refuses a world that is smaller than its players are many', async () => {
  const { ended, said } = simulate(host, '--world', '5');
  expect(await ended).toBe(2);
  expect(said()).toContain('--world must not be less than --players');
});

it('[C21] ends a play without end on SIGTERM, and when its parent lets go of it', async () => {
  const ends = [
    (child: ChildProcess) => child.kill('SIGTERM'),
    (child: ChildProcess) => child.disconnect(),
  ];
  for (const end of ends) {
    const { child, ended, said } = simulate(host, '--forever', '--rate', '100');
    await expect.poll(said, { timeout: 20_000 }).toContain('Playing …');
    end(child);
    expect(await ended, said()).toBe(0);
  }
});

it('[C21] plays on without end when the host dies and comes back', async () => {
  const dataDir = temporaryDirectory();
  let mortal = await startHost({ dataDir });
  onTestFinished(async () => {
    await mortal.stop('SIGKILL');
  });
  const { child, ended, said } = simulate(mortal, '--forever', '--rate', '200');
  await expect.poll(said, { timeout: 20_000 }).toContain('Playing …');
  await mortal.stop('SIGKILL');
  mortal = await startHost({ dataDir, args: ['--port', new URL(mortal.url).port] });
  const shard = await admin(mortal);
  const seq = async () => (await shard.server.status()).status.seq;
  const online = async () => (await shard.sessions.list()).sessions.length;
  const before = await seq();
  await expect.poll(online, { timeout: 20_000 }).toBeGreaterThan(0);
  await expect.poll(seq, { timeout: 20_000 }).toBeGreaterThan(before + 50);

  expect(said()).not.toContain('simulate:');

  // Who was deleted plays no more; the others do.
  const leaders = new Set((await shard.guilds.list()).guilds.map(({ leader_id }) => leader_id));
  const { sessions } = await shard.sessions.list();
  const follower = sessions.find(({ character_id }) => !leaders.has(character_id));
  if (follower === undefined) throw new Error('all who are online lead a guild');
  await shard.characters.delete({ character_id: follower.character_id });
  const after = await seq();
  await expect.poll(seq, { timeout: 20_000 }).toBeGreaterThan(after + 100);
  child.kill('SIGTERM');
  expect(await ended, said()).toBe(0);
});
