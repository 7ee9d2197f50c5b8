/** What a game server may log by itself: kills, and nothing that the host makes. */
import { beforeEach, describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '../../src/shared/events.ts';
import { digestOf, TestWorld } from '../support/world.ts';

const location = { x: 1000, y: 2000.5, z: -500 };

let world: TestWorld;
let anna: number;
let bert: number;
beforeEach(() => {
  world = new TestWorld();
  [anna, bert] = ['Anna', 'Bert'].map((character_name) =>
    world.createCharacter(character_name),
  ) as [number, number];
});

const log = (entry: object) => world.mutate('activity.log', entry, { role: 'game' });
const kill = (killer_id: unknown, victim_id: unknown) => ({
  PlayerKill: { killer_id, victim_id, location },
});

describe('activity.log', () => {
  it('[W4] logs a kill in the shape of the document', () => {
    const details = { weapon_used: 'Sword_Steel', damage_dealt: 150, zone: 'Red_Zone_01' };
    const entry = {
      event_type: kill(anna, bert),
      character_id: anna,
      target_id: bert,
      details,
    };
    const { changeSet, result } = log(entry);
    expect(changeSet).toMatchObject({ changes: [], firstLogId: 1, events: [entry] });
    expect(result).toEqual({ log_id: 1, seq: world.seq });
  });

  it('[W4] fills in who and whom from the kill', () => {
    const about = (event_type: object, more: object = {}) => {
      const [event] = log({ event_type, ...more }).changeSet?.events ?? [];
      return [event?.character_id, event?.target_id, event?.details];
    };
    expect(about(kill(anna, bert))).toEqual([anna, bert, { map_id: 'town' }]);
    expect(about(kill('wolf', bert))).toEqual([null, bert, { map_id: 'town' }]);
    expect(about(kill(anna, 'wolf'))).toEqual([anna, 'wolf', { map_id: 'town' }]);
    expect(about(kill('wolf', 'bear'))).toEqual([null, 'bear', {}]);
    const details = { map_id: 'the moon' };
    expect(about(kill(anna, bert), { details })).toEqual([anna, bert, details]);
    world.do('characters.move', {
      character_id: bert,
      map_id: 'a',
      position_x: 0,
      position_y: 0,
      position_z: 0,
    });
    expect(about(kill(anna, bert))).toEqual([anna, bert, { map_id: 'a' }]);
    const nobody = { character_id: null, target_id: null };
    expect(about(kill(anna, bert), nobody)).toEqual([null, null, { map_id: 'a' }]);
  });

  it('[W33] tells of nobody as a game master', () => {
    const details = { by: { role: 'gm', action: 'items.transfer', reason: 'refund' } };
    const before = digestOf(world);
    expect(() => log({ event_type: kill(anna, bert), details })).toThrow(
      expect.objectContaining({ code: 'InvalidData', details: { path: 'details.by' } }),
    );
    expect(digestOf(world)).toBe(before);
  });

  it('[W4] numbers the entries without a gap, refused ones not counted', () => {
    const ids = [1, 2, 3].map(() => {
      expect(() => log({ event_type: kill(anna, 99) })).toThrow();
      return log({ event_type: kill(anna, bert) }).result?.log_id;
    });
    expect(ids).toEqual([1, 2, 3]);
  });

  it.each([
    ['killer', { event_type: kill(99, 'wolf') }],
    ['victim', { event_type: kill('wolf', 99) }],
    ['character_id', { event_type: kill('wolf', 'bear'), character_id: 99 }],
    ['target_id', { event_type: kill('wolf', 'bear'), target_id: 99 }],
  ])('[W3] needs a character where the %s is a number', (_, entry) => {
    const before = digestOf(world);
    expect(() => log(entry)).toThrow(expect.objectContaining({ code: 'NotFound' }));
    expect(digestOf(world)).toBe(before);
  });

  it.each(Object.keys(EVENT_TYPES).filter((kind) => kind !== 'PlayerKill'))(
    '[W4] does not let anybody forge %s',
    (kind) => {
      const before = digestOf(world);
      const invalid = expect.objectContaining({ code: 'InvalidData' });
      expect(() => log({ event_type: { [kind]: {} } })).toThrow(invalid);
      expect(() => log({ event_type: { ...kill(anna, bert), [kind]: {} } })).toThrow(invalid);
      expect(digestOf(world)).toBe(before);
    },
  );

  it.each([
    ['event_type', {}],
    ['event_type.PlayerKill', { event_type: {} }],
    ['event_type.PlayerKill.location.x', { event_type: killAt({ y: 0, z: 0 }) }],
    ['event_type.PlayerKill.weapon', { event_type: killAt(location, { weapon: 'axe' }) }],
    ['log_id', { event_type: killAt(location), log_id: 7 }],
    ['timestamp', { event_type: killAt(location), timestamp: '2020-01-01T00:00:00Z' }],
    ['details.at', { event_type: killAt(location), details: { at: new Date(0) } }],
  ])('[W15] names %s where it is wrong', (path, entry) => {
    expect(() => log(entry)).toThrow(
      expect.objectContaining({ code: 'InvalidData', details: { path } }),
    );
  });
});

function killAt(where: object, more: object = {}) {
  return { PlayerKill: { killer_id: 'wolf', victim_id: 'bear', location: where, ...more } };
}
