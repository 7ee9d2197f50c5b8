/** What the log says of an item that was changed: each field, with what it was and is. */
import { beforeEach, expect, it } from 'vitest';
import { TestWorld } from '../support/world.ts';

let world: TestWorld;
let sword: string;

beforeEach(() => {
  world = new TestWorld();
  const character_id = world.createCharacter('Anna');
  const properties = { power: 3, gems: ['ruby'], note: 'x' };
  sword = world.do('items.create', { character_id, item_type: 'sword', properties }).item.item_id;
});

function eventsOf(params: object) {
  const { changeSet } = world.mutate('items.update', { item_id: sword, ...params }, { role: 'gm' });
  const events = changeSet?.events ?? [];
  return events.map(({ event_type, details }) => [Object.keys(event_type)[0], details]);
}

it('[W32] fields that came, went or differ are told, and no other', () => {
  expect(eventsOf({ properties: { power: 4, gems: ['ruby', 'opal'], owner: null } })).toEqual([
    [
      'ItemChanged',
      { changed: { power: [3, 4], gems: [['ruby'], ['ruby', 'opal']], note: ['x', null] } },
    ],
  ]);
});

it('[W32] the same in another order, or set again, is no change', () => {
  expect(eventsOf({ properties: { note: 'x', gems: ['ruby'], power: 3 } })).toEqual([]);
  expect(eventsOf({ item_type: 'sword' })).toEqual([]);
});

it('[W32] another type is told by what it was', () => {
  expect(eventsOf({ item_type: 'blade' })).toEqual([
    ['ItemChanged', { type_before: 'sword', changed: {} }],
  ]);
});

it('[W32] [W33] an undo tells of it as well', () => {
  const operations = [
    { method: 'items.update', params: { item_id: sword, properties: { power: 9 } } },
  ];
  const { seq } = world.mutate('admin.act', { reason: 'r', operations }, { role: 'gm' });
  const { changeSet } = world.mutate('admin.undo', { seq }, { role: 'gm' });
  expect(changeSet?.events[1]).toMatchObject({
    event_type: { ItemChanged: { item_id: sword } },
    details: {
      changed: { power: [9, 3], gems: [null, ['ruby']], note: [null, 'x'] },
      by: { action: 'admin.undo', role: 'gm' },
    },
  });
});
