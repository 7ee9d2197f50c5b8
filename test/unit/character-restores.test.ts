/** The host's part in bringing one character back: previews by their tokens, and a reply once durable. */
import { beforeEach, describe, expect, it } from 'vitest';
import { CharacterRestores, type Moment } from '../../src/main/host/character-restore.ts';
import { DurableSequence } from '../../src/main/journal/durability.ts';
import { Engine } from '../../src/main/journal/engine.ts';
import { Outbox } from '../../src/main/journal/outbox.ts';
import { type CharacterState, stateOf } from '../../src/main/world/character-restore/state.ts';
import { characterPreview, characterReceipt } from '../../src/shared/character-restore.ts';
import { ShardError } from '../../src/shared/errors.ts';
import { CHARACTER_PREVIEW_AGE_MS, CHARACTER_PREVIEWS_MAX } from '../../src/shared/limits.ts';
import { TARGET } from '../support/character-restore.ts';
import { digestOf, TestWorld } from '../support/world.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });
const seq = 1;
const reason = 'a test';

let world: TestWorld;
let durable: DurableSequence;
let engine: Engine;
let restores: CharacterRestores;
let state: CharacterState | null;
let asked: [Moment, number][];
let clock: number;
let anna: number;

beforeEach(() => {
  world = new TestWorld();
  durable = new DurableSequence();
  asked = [];
  clock = 0;
  const outbox = new Outbox({
    durable,
    encode: () => new Uint8Array(1),
    monotonic: () => clock,
    defer: () => {},
  });
  let tokens = 0;
  anna = world.createCharacter('Anna', { gold: 10 });
  state = stateOf(world.tables, anna);
  outbox.beginAt(world.seq);
  engine = new Engine(world, outbox, durable);
  engine.mutate('gold.spend', { character_id: anna, amount: 4, reason }, { role: 'game' });
  restores = new CharacterRestores({
    engine,
    uuid: () => `token ${++tokens}`,
    monotonic: () => clock,
    stateAt: async (...args) => {
      asked.push(args);
      return { point: TARGET, state };
    },
  });
});

const preview = () => restores.preview({ character_id: anna, seq });
const run = (token: string) =>
  restores.run({ token, reason, groups: ['gold'], accept_gold: 4 }, 'gm');

describe('a preview', () => {
  it('[G15] is of a moment or of a change, and changes nothing', async () => {
    const before = digestOf(world);
    const at = '2026-01-01T00:00:00Z';
    const shown = await preview();
    expect(characterPreview.parse(shown)).toEqual(shown);
    expect(shown).toMatchObject({ token: 'token 1', target: TARGET, gold: { made: 4 } });
    await restores.preview({ character_id: anna, at });
    expect(asked).toEqual([
      [{ seq }, anna],
      [{ at }, anna],
    ]);
    expect(digestOf(world)).toBe(before);
  });

  it('[G15] of both, of neither, or of nobody is refused', async () => {
    const at = '2026-01-01T00:00:00Z';
    await expect(restores.preview({ character_id: anna })).rejects.toThrow(code('InvalidData'));
    await expect(restores.preview({ character_id: anna, at, seq })).rejects.toThrow(
      code('InvalidData'),
    );
    state = null;
    await expect(preview()).rejects.toThrow(code('NotFound'));
  });

  it('[G15] fails as the reading of the moment fails', async () => {
    const failing = new CharacterRestores({
      engine: {} as Engine,
      uuid: () => '',
      stateAt: () => Promise.reject(new ShardError('StorageUnavailable', 'No disk.')),
    });
    await expect(failing.preview({ character_id: anna, seq })).rejects.toThrow('No disk.');
  });
});

describe('a run', () => {
  it('[G15] is answered once it is durable, and its preview cannot be run again', async () => {
    const { token } = await preview();
    let receipt: unknown;
    const running = run(token).then((answer) => {
      receipt = answer;
    });
    await Promise.resolve();
    expect(world.tables.characters.get(anna)?.gold).toBe(10);
    expect(receipt).toBeUndefined();
    durable.advance(world.seq);
    await running;
    expect(characterReceipt.parse(receipt)).toEqual(receipt);
    expect(receipt).toMatchObject({ seq: world.seq, gold_made: 4, target: TARGET });
    // All is again as it was shown.
    const spend = { character_id: anna, amount: 4, reason };
    engine.mutate('gold.spend', spend, { role: 'game' });
    await expect(run(token)).rejects.toThrow(code('PreviewOutdated'));
  });

  it('[G15] that is refused leaves its preview to be run with other choices', async () => {
    const { token } = await preview();
    await expect(restores.run({ token, reason, groups: ['gold'] }, 'gm')).rejects.toThrow(
      code('InvalidData'),
    );
    void run(token);
    expect(world.tables.characters.get(anna)?.gold).toBe(10);
  });

  it('[G15] of a preview that is unknown, too old or one of too many is refused', async () => {
    await expect(run('nothing')).rejects.toThrow(code('PreviewOutdated'));
    const { token } = await preview();
    clock = CHARACTER_PREVIEW_AGE_MS + 1;
    await expect(run(token)).rejects.toThrow(code('PreviewOutdated'));
    const { token: first } = await preview();
    const { token: second } = await preview();
    for (let i = 1; i < CHARACTER_PREVIEWS_MAX; i++) await preview();
    await expect(run(first)).rejects.toThrow(code('PreviewOutdated'));
    void run(second);
    expect(world.tables.characters.get(anna)?.gold).toBe(10);
  });
});
