/** Skills and quests: one row for each that a character knows or has taken on. */
import { beforeEach, describe, expect, it } from 'vitest';
import { digestOf, TestWorld } from '../support/world.ts';

let world: TestWorld;
let anna: number;
let bert: number;
beforeEach(() => {
  world = new TestWorld();
  [anna, bert] = ['Anna', 'Bert'].map((character_name) =>
    world.createCharacter(character_name),
  ) as [number, number];
});

const setSkill = (character_id: number, skill_name: string, more: object = {}) =>
  world.do('skills.set', { character_id, skill_name, ...more }).skill;
const setQuest = (character_id: number, quest_name: string, more: object = {}) =>
  world.do('quests.set', { character_id, quest_name, ...more }).quest;

describe('skills', () => {
  it('[W2] are one row for each name that a character knows', () => {
    const first = { ...setSkill(anna, 'mining', { skill_level: 2 }) };
    expect(first).toMatchObject({ skill_level: 2, experience: 0 });
    expect(setSkill(anna, 'mining', { experience: 50 })).toEqual({ ...first, experience: 50 });
    setSkill(anna, 'magic');
    setSkill(bert, 'mining', { skill_level: 9 });
    const { skills } = world.read('skills.list', { character_id: anna });
    expect(skills).toMatchObject([
      { skill_name: 'magic', skill_level: 0, experience: 0 },
      { skill_name: 'mining', skill_level: 2, experience: 50 },
    ]);
  });

  it('[W9] refuse what does not fit and stay as they were', () => {
    setSkill(anna, 'mining');
    const before = digestOf(world);
    for (const [field, value] of [
      ['skill_level', -1],
      ['experience', 0.5],
      ['skill_name', ''],
      ['skill_rank', 1],
    ] as const) {
      expect(() => setSkill(anna, 'mining', { [field]: value })).toThrow(
        expect.objectContaining({ code: 'InvalidData', details: { path: field } }),
      );
    }
    expect(digestOf(world)).toBe(before);
  });
});

describe('quests', () => {
  it('[W2] are one row for each name that a character has taken on', () => {
    const first = setQuest(anna, 'dragon');
    expect(first).toMatchObject({ quest_status: 'active', progress: null });
    const progress = { kills: 3, found: ['key'] };
    expect(setQuest(anna, 'dragon', { progress })).toEqual({ ...first, progress });
    setQuest(bert, 'dragon', { quest_status: 'failed' });
    setQuest(anna, 'cave');
    const { quests } = world.read('quests.list', { character_id: anna });
    expect(quests).toMatchObject([{ quest_name: 'cave' }, { quest_name: 'dragon', progress }]);
  });

  it('[W12] keep what a call leaves out, and clear progress by null', () => {
    setQuest(anna, 'dragon', { quest_status: 'completed', progress: { kills: 3 } });
    expect(setQuest(anna, 'dragon')).toMatchObject({
      quest_status: 'completed',
      progress: { kills: 3 },
    });
    expect(setQuest(anna, 'dragon', { progress: null })).toMatchObject({
      quest_status: 'completed',
      progress: null,
    });
    expect(world.tables.quests.get(1)?.progress).toBeNull();
  });

  it.each([
    ['quest_status', { quest_status: 'paused' }],
    ['progress', { progress: [1] }],
    ['progress.kills', { progress: { kills: Number.NaN } }],
  ])('[W15] refuse what does not fit at %s', (path, more) => {
    expect(() => setQuest(anna, 'dragon', more)).toThrow(
      expect.objectContaining({ code: 'InvalidData', details: { path } }),
    );
    expect(world.tables.quests.size).toBe(0);
  });
});
