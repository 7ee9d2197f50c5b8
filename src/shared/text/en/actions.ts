/** What a game master does: dialogs with their reason, receipts, undo. */
import { counted } from './counted.ts';

export const actions = {
  act: 'Act',
  actOn: (whom: string) => `Act on ${whom}`,
  /** What opens a dialog. */
  opens: (action: string) => `${action}…`,
  /** The title of a dialog: what is done, and to whom. */
  dialogTitle: (action: string, whom: string) => `${action}: ${whom}`,
  itemOf: (item: string, holder: string) => `${item} of ${holder}`,
  reason: 'Reason',
  reasonHint: 'For the log and the receipt',
  /** The sentence above the button. */
  onShard: (shard: string, sentence: string) => `On ${shard}: ${sentence}`,
  incomplete: (shard: string) => `Nothing happens on ${shard} yet: something is still missing.`,
  nothing: (shard: string) => `Nothing would change on ${shard}: this is how it is already.`,
  running: 'Writing it to disk…',

  giveItem: {
    title: 'Give an item',
    will: (who: string, what: string) => `${who} gets ${what}, made anew, into the bag.`,
    done: (who: string, what: string) => `${who} got ${what}.`,
  },
  handItem: {
    title: 'Give it to somebody else',
    will: (what: string, from: string, to: string) => `${what} goes from ${from} to ${to}.`,
    done: (what: string, from: string, to: string) => `${what} went from ${from} to ${to}.`,
    willGround: (what: string, to: string) => `${what} goes from the ground to ${to}.`,
    doneGround: (what: string, to: string) => `${what} went from the ground to ${to}.`,
  },
  moveItem: {
    title: 'Move it to another slot',
    will: (what: string, who: string, slot: number) =>
      `${what} goes to slot ${slot} of the bag of ${who}.`,
    done: (what: string, who: string, slot: number) =>
      `${what} went to slot ${slot} of the bag of ${who}.`,
  },
  wearItem: {
    title: 'Put it on',
    will: (what: string, who: string, slot: string) => `${who} wears ${what} (${slot}).`,
    done: (what: string, who: string, slot: string) => `${who} put ${what} on (${slot}).`,
  },
  takeOffItem: {
    title: 'Take it off',
    will: (what: string, who: string) => `${what} is taken off ${who}, into the bag.`,
    done: (what: string, who: string) => `${what} was taken off ${who}, into the bag.`,
  },
  fetchItem: {
    title: 'Fetch it from the recovery box',
    will: (what: string, who: string) => `${what} goes from the recovery box to the bag of ${who}.`,
    done: (what: string, who: string) => `${what} went from the recovery box to the bag of ${who}.`,
  },
  changeItem: {
    title: 'Change it',
    changes: (type: string | null, properties: boolean) =>
      [
        ...(type === null ? [] : [`the type ${type}`]),
        ...(properties ? ['other properties'] : []),
      ].join(' and '),
    will: (what: string, who: string, changes: string) => `${what} of ${who} gets ${changes}.`,
    done: (what: string, who: string, changes: string) => `${what} of ${who} got ${changes}.`,
  },
  destroyItem: {
    title: 'Destroy it',
    will: (who: string, what: string) => `${what} is taken from ${who} and destroyed.`,
    done: (who: string, what: string) => `${what} was taken from ${who} and destroyed.`,
    willGround: (what: string) => `${what} is taken from the ground and destroyed.`,
    doneGround: (what: string) => `${what} was taken from the ground and destroyed.`,
  },

  grantGold: {
    title: 'Grant gold',
    will: (who: string, amount: string, then: string) =>
      `${who} gets ${amount} gold, made anew, and has ${then} then.`,
    done: (who: string, amount: string) => `${who} got ${amount} gold.`,
  },
  takeGold: {
    title: 'Take gold',
    will: (who: string, amount: string, then: string) =>
      `${amount} gold of ${who} goes out of the world, and ${then} is left.`,
    done: (who: string, amount: string) => `${amount} gold was taken from ${who}.`,
  },
  transferGold: {
    title: 'Transfer gold',
    will: (from: string, to: string, amount: string) =>
      `${amount} gold goes from ${from} to ${to}.`,
    done: (from: string, to: string, amount: string) =>
      `${amount} gold went from ${from} to ${to}.`,
  },

  rename: {
    title: 'Rename',
    will: (who: string, name: string) => `${who} is called ${name} from now on.`,
    done: (who: string, name: string) => `${who} is called ${name} now.`,
  },
  move: {
    title: 'Move to another place',
    will: (who: string, where: string, online: boolean) =>
      online
        ? `${who} is put to ${where}; who is online may be moved on by the game server at once.`
        : `${who} is put to ${where}.`,
    done: (who: string, where: string) => `${who} was put to ${where}.`,
  },
  setStats: {
    title: 'Set level and stats',
    will: (who: string, changes: string) => `${who} gets ${changes}.`,
    done: (who: string, changes: string) => `${who} got ${changes}.`,
  },
  setSkill: {
    title: 'Set a skill',
    will: (who: string, skill: string, is: string, was: string | null) =>
      was === null
        ? `${who} learns ${skill}: ${is}.`
        : `${who} has ${skill} at ${is}, and not ${was}.`,
    done: (who: string, skill: string, is: string) => `${who} has ${skill} at ${is} now.`,
  },
  setQuest: {
    title: 'Set a quest',
    will: (who: string, quest: string, is: string, was: string | null, progress: boolean) => {
      const begun =
        was === null
          ? `The quest ${quest} of ${who} is new and ${is}`
          : `The quest ${quest} of ${who} is ${is}, and was ${was}`;
      return progress ? `${begun}; its progress is what stands above.` : `${begun}.`;
    },
    done: (who: string, quest: string, is: string) => `The quest ${quest} of ${who} is ${is} now.`,
  },

  kick: {
    title: 'Kick',
    will: (who: string) => `${who} is taken offline, and may log in again at once.`,
    done: (who: string) => `${who} was taken offline.`,
  },
  ban: {
    title: 'Ban the account',
    will: (account: number, who: string, term: string, wasBanned: boolean) =>
      wasBanned
        ? `Account ${account} of ${who} stays banned, now ${term}.`
        : `Account ${account} of ${who} is banned ${term}, and all its characters are taken offline.`,
    done: (account: number, who: string, term: string) =>
      `Account ${account} of ${who} is banned ${term}.`,
  },
  unban: {
    title: 'Lift the ban',
    will: (account: number, who: string) => `Account ${account} of ${who} may log in again.`,
    done: (account: number, who: string) => `The ban of account ${account} of ${who} is lifted.`,
  },

  addMember: {
    title: 'Add a member',
    will: (who: string, guild: string, rank: string) => `${who} joins ${guild} as ${rank}.`,
    done: (who: string, guild: string, rank: string) => `${who} joined ${guild} as ${rank}.`,
  },
  setRank: {
    title: 'Set a rank',
    will: (who: string, guild: string, rank: string, was: string) =>
      `${who} is ${rank} of ${guild} from now on, and not ${was}.`,
    done: (who: string, guild: string, rank: string) => `${who} is ${rank} of ${guild} now.`,
  },
  setLeader: {
    title: 'Hand over the lead',
    will: (who: string, guild: string, leader: string | null) =>
      leader === null
        ? `${who} leads ${guild} from now on.`
        : `${who} leads ${guild} from now on, in the place of ${leader}, who stays a member.`,
    done: (who: string, guild: string) => `${who} leads ${guild} now.`,
  },
  removeMember: {
    title: 'Remove a member',
    will: (who: string, guild: string) => `${who} is taken out of ${guild}.`,
    done: (who: string, guild: string) => `${who} was taken out of ${guild}.`,
  },
  disband: {
    title: 'Disband the guild',
    members: (count: number) => counted(count, { one: 'member', other: 'members' }),
    will: (guild: string, members: string) =>
      `${guild} ends, and its ${members} belong to it no more.`,
    done: (guild: string, members: string) => `${guild} with its ${members} was disbanded.`,
  },
  whichMember: 'Which member?',
  memberWith: (name: string, rank: string) => `${name}, ${rank}`,

  fields: {
    amount: 'Amount of gold',
    experience: 'Experience',
    itemType: 'Type of the item',
    level: 'Level',
    map: 'Map',
    member: 'Member',
    newMember: 'Who joins',
    newName: 'New name',
    progress: 'Progress (JSON)',
    properties: 'Properties (JSON)',
    quantity: 'Quantity',
    quest: 'Quest',
    rank: 'Rank',
    skill: 'Skill',
    slot: 'Slot of the bag',
    slotType: 'Where it is worn',
    status: 'Status',
    to: 'To whom',
    until: 'Until',
  },
  /** Within a sentence. */
  stats: {
    level: 'level',
    experience: 'experience',
    str: 'strength',
    dex: 'dexterity',
    int: 'intelligence',
    con: 'constitution',
    lck: 'luck',
    cha: 'charisma',
  },
  questStatus: { active: 'active', completed: 'completed', failed: 'failed' },
  skillText: (level: string, experience: string) => `level ${level}, ${experience} experience`,
  /** One value of several that change. */
  fromTo: (what: string, from: string, to: string) => `${what} ${to} (was ${from})`,
  times: (quantity: string, what: string) => `${quantity} × ${what}`,
  hasGold: (gold: string) => `There is ${gold} to take from.`,
  ofStack: (quantity: string) => `There are ${quantity} in the stack.`,
  nowInSlot: (slot: number) => `Now it is in slot ${slot}.`,
  slotHint: 'The first free one where nothing is entered.',
  propertiesHint: 'What the game makes of the item, as a JSON object.',
  propertiesWhole: 'All of them: what does not stand here any more is gone.',
  progressHint: 'A JSON object. Stays as it is where nothing is entered.',
  newSkillHint: 'One that is new is learnt.',
  newQuestHint: 'One that is new is taken on.',
  characterHint: 'Type a part of the name.',
  characterNone: 'Nobody is called that.',
  characterWith: (name: string, id: number, level: string) => `${name} (${id}), level ${level}`,
  termHint: 'Date and time, local. For good where nothing is entered.',
  forGood: 'for good',
  until: (moment: string) => `until ${moment}`,
  termForGood: 'For good',

  /** What stands at a field that cannot be used as it is. */
  lacks: {
    text: 'Enter something.',
    whole: 'Enter a whole number.',
    number: 'Enter a number.',
    least: (min: string) => `At least ${min}.`,
    most: (max: string) => `At most ${max}.`,
    json: (why: string) => `This is not JSON: ${why}.`,
    object: 'Enter a JSON object: {"name": "value"}.',
    long: (max: string) => `At most ${max} characters of JSON.`,
    character: 'Choose a character from the list.',
    choice: 'Choose one from the list.',
    moment: 'Enter a date and a time.',
    past: 'Enter a moment that is still to come.',
    reason: 'Say why: it stands in the log of activity.',
  },

  receipts: {
    title: 'What you did',
    dismissAll: 'Dismiss all',
    dismiss: (done: string) => `Dismiss: ${done}`,
    change: (seq: string) => `Change ${seq}`,
    reason: (reason: string) => `“${reason}”`,
    undo: 'Undo this',
    undoing: 'Undoing…',
    undone: (seq: string) => `Undone, as change ${seq}`,
    noUndo: 'A kick needs no undo: the player may log in again.',
  },

  /** What game masters did, here or elsewhere. */
  remembered: {
    title: 'What game masters did',
    ofAll: 'What game masters did on this shard',
    total: (count: number) => counted(count, { one: 'action', other: 'actions' }),
    hint: 'Whoever did it, “Undo this” takes back the whole of it.',
    kept: (span: string, count: string) =>
      `It is remembered for ${span}, the last ${count} at most.`,
    none: 'Nothing.',
    failed: 'What game masters did could not be had',
    showAll: (total: string) => `Show all ${total}`,
    receipt: 'What happened',
    notLogged: 'What the log has of it could not be had',
    nothingLogged: 'The log has nothing of it any more, or not yet.',
    by: {
      gm: (what: string) => `A game master ${what}`,
      admin: (what: string) => `An administrator ${what}`,
      somebody: (what: string) => `Somebody ${what}`,
    },
    /** By the method. */
    what: {
      'accounts.ban': 'banned an account',
      'accounts.unban': 'lifted a ban',
      'activity.log': 'wrote into the log',
      'admin.act': 'did several things at once',
      'admin.restore.runCharacter': 'brought a character back',
      'admin.undo': 'undid an action',
      'characters.create': 'made a character',
      'characters.delete': 'deleted a character',
      'characters.move': 'moved a character',
      'characters.update': 'changed a character',
      'gold.grant': 'granted gold',
      'gold.spend': 'took gold',
      'gold.transfer': 'transferred gold',
      'guilds.addMember': 'added a member to a guild',
      'guilds.create': 'founded a guild',
      'guilds.disband': 'disbanded a guild',
      'guilds.removeMember': 'took a member out of a guild',
      'guilds.setLeader': 'handed over the lead of a guild',
      'guilds.setRank': 'set a rank in a guild',
      'items.create': 'gave an item',
      'items.destroy': 'destroyed an item',
      'items.drop': 'dropped an item',
      'items.equip': 'put an item on',
      'items.loot': 'gave an item from the ground',
      'items.merge': 'merged two stacks',
      'items.move': 'moved an item to another slot',
      'items.split': 'split a stack',
      'items.transfer': 'gave an item to somebody else',
      'items.unequip': 'took an item off',
      'items.update': 'changed an item',
      'quests.set': 'set a quest',
      'sessions.kick': 'kicked a player',
      'sessions.login': 'logged a character in',
      'sessions.logout': 'logged a character out',
      'skills.set': 'set a skill',
    },
    other: (action: string) => `did ${action}`,
  },

  /** The title over a refusal, by its code. */
  refused: {
    BagFull: 'The bag is full',
    CharacterNameTaken: 'Somebody else has that name',
    Closed: 'The connection was lost',
    Conflict: 'It is not any more as you saw it',
    InsufficientGold: 'There is not so much gold any more',
    InvalidData: 'The shard does not take that',
    NotFound: 'It is not there any more',
    NotOwner: 'Somebody else has it by now',
    SlotOccupied: 'Something is in that slot already',
    StorageUnavailable: 'The disk did not let it happen',
    other: 'It was not done',
  },
  unchanged: 'Nothing has been changed.',
  unknown: 'Whether it was done is not known from here: look at the activity before you try again.',

  notUndone: {
    Conflict: 'It cannot be undone any more as a whole',
    NotFound: 'It is too long ago, or another world was restored since',
    other: 'It was not undone',
    /** What became of it since, in the host's words. */
    because: (reasons: string) =>
      `The world has gone on since then: ${reasons}. Nothing has been undone. Undo what came after it first, or put it right by another action.`,
    unknown: 'Whether it was undone is not known from here. Try again.',
  },
};
