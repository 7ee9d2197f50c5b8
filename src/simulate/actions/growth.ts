/** What a player becomes: skills, levels, quests; and coming and going. */
import { ShardError } from '../../client/index.ts';
import { expectFields } from '../check.ts';
import type { Player } from '../model.ts';
import type { Shard } from '../shard.ts';
import { verifyPlayer } from '../verify.ts';
import type { Progress } from '../whereabouts.ts';
import type { Action } from './action.ts';

const SKILLS = ['Sword', 'Bow', 'Mining', 'Fishing', 'Fire', 'Stealth'] as const;
const QUESTS = ['The lost ring', 'Wolves at the gate', 'A debt of honour'] as const;

/** Far below the highest level of the shard, so that it is never reached. */
const LEVEL_TOP = 200;

const practise: Action = {
  name: 'practise',
  weight: 5,
  plan(player, { random, shard }) {
    const skill_name = random.pick(SKILLS) as string;
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
    if (player.level >= LEVEL_TOP) return undefined;
    const gained = random.int(50, 150);
    return async () => {
      const level = player.level + 1;
      const experience = player.experience + gained;
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
    const quest_name = random.pick(QUESTS) as string;
    const steps = random.int(1, 10);
    const quest_status = steps === 10 ? 'completed' : 'active';
    return async () => {
      const quest = { quest_status, progress: { steps } } as const;
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
