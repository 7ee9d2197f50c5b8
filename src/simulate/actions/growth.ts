/** What a player becomes: skills, levels, quests; and coming and going. */
import { ShardError } from '../../client/index.ts';
import { expectFields } from '../check.ts';
import { QUEST_STEPS, QUESTS, SKILLS } from '../lore.ts';
import type { Player } from '../model.ts';
import type { Shard } from '../shard.ts';
import { verifyPlayer } from '../verify.ts';
import type { Progress } from '../whereabouts.ts';
import type { Action, Round, Run } from './action.ts';

/** What a player has at most; then it goes on with what it has. */
const SKILLS_MAX = 10;
const QUESTS_MAX = 5;

/** Below the highest level of the shard. Who is there begins anew, so that levels never stand still. */
const LEVEL_TOP = 200;

/** Shares of the rounds in which a player who may rest logs out, and one who rests comes back. */
const LEAVES = 0.01;
const RETURNS = 0.1;

const practise: Action = {
  name: 'practise',
  weight: 5,
  plan(player, { random, shard }) {
    const known = [...player.skills.keys()];
    const skill_name = random.pick(known.length < SKILLS_MAX ? SKILLS : known) as string;
    const gained = random.int(1, 30);
    return async () => {
      const before = player.skills.get(skill_name) ?? { skill_level: 0, experience: 0 };
      const experience = before.experience + gained;
      const skill = { skill_level: Math.floor(experience / 100), experience };
      const answer = await shard.ask(player, 'skills.set', {
        character_id: player.id,
        skill_name,
        ...skill,
      });
      player.skills.set(skill_name, skill);
      expectFields('skill', answer.skill, { character_id: player.id, skill_name, ...skill });
    };
  },
};

const levelUp: Action = {
  name: 'level up',
  weight: 2,
  plan(player, { random, shard }) {
    const gained = random.int(50, 150);
    return async () => {
      const isAtTop = player.level >= LEVEL_TOP;
      const level = isAtTop ? 1 : player.level + 1;
      const experience = isAtTop ? 0 : player.experience + gained;
      const { character } = await shard.ask(player, 'characters.update', {
        character_id: player.id,
        level,
        experience,
      });
      player.level = level;
      player.experience = experience;
      player.expect(character);
    };
  },
};

const pursueQuest: Action = {
  name: 'pursue quest',
  weight: 2,
  plan(player, { random, shard }) {
    const known = [...player.quests.keys()];
    const quest_name = random.pick(known.length < QUESTS_MAX ? QUESTS : known) as string;
    const steps = random.int(1, QUEST_STEPS);
    const quest_status = steps === QUEST_STEPS ? 'completed' : 'active';
    return async () => {
      const quest = { quest_status, progress: { steps, of: QUEST_STEPS } } as const;
      const answer = await shard.ask(player, 'quests.set', {
        character_id: player.id,
        quest_name,
        ...quest,
      });
      player.quests.set(quest_name, quest);
      expectFields('quest', answer.quest, { character_id: player.id, quest_name, ...quest });
    };
  },
};

const relog: Action = {
  name: 'relog',
  weight: 1,
  plan(player, { model, shard }) {
    return async () => {
      await logOut(shard, player, model.progress);
      await logIn(shard, player, model.progress);
    };
  },
};

/**
 * In a play without end players rest, and come back. Answers what a player does about that in this
 * round, null where it stays away, undefined where it is free to do something else.
 */
export function comeOrGo(
  player: Player,
  { model, random, shard }: Pick<Round, 'model' | 'random' | 'shard'>,
): Run | null | undefined {
  const { progress } = model;
  if (player.sessionId === null) {
    return random.chance(RETURNS) ? () => logIn(shard, player, progress) : null;
  }
  // After a crash of the host nobody is online.
  if (player.loginEpoch < progress.epoch) return () => logIn(shard, player, progress);
  return random.chance(LEAVES) ? () => logOut(shard, player, progress) : undefined;
}

/** Reads all about itself, as a client does when its player opens the bag. */
const look: Action = {
  name: 'look',
  weight: 3,
  plan(player, { shard }) {
    return () => verifyPlayer(shard, player);
  },
};

export const growth: readonly Action[] = [practise, levelUp, pursueQuest, relog, look];

export async function logIn(shard: Shard, player: Player, progress: Progress): Promise<void> {
  const { epoch } = progress;
  const answer = await shard.ask(player, 'sessions.login', { character_id: player.id });
  player.sessionId = answer.session.session_id;
  player.loginEpoch = epoch;
  expectFields('session', answer.session, { character_id: player.id });
  player.expect(answer.character);
}

export async function logOut(shard: Shard, player: Player, progress: Progress): Promise<void> {
  const { sessionId } = player;
  if (sessionId === null) return;
  player.sessionId = null;
  try {
    const { session } = await shard.ask(player, 'sessions.logout', { session_id: sessionId });
    expectFields('session', session, { session_id: sessionId, character_id: player.id });
  } catch (error) {
    // After a crash of the host nobody is online.
    const mayBeGone = player.loginEpoch < progress.epoch;
    if (!mayBeGone || !(error instanceof ShardError) || error.code !== 'NotFound') throw error;
  }
}
