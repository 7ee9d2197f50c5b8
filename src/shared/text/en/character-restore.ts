/** Bringing one character back, on the page of backups. */
import { type Part, said } from '../said.ts';
import { counted } from './counted.ts';

const items = { one: 'item', other: 'items' };

export const characterRestore = {
  title: 'Bring one character back',
  titleOf: (name: string) => `Bring ${name} back`,
  chooseStep: 'Step 1 of 3: choose the character and the moment. Nothing changes yet.',
  compareStep: 'Step 2 of 3: compare, and choose what comes back. Nothing changes yet.',
  decideStep: (whom: string) => `Step 2 of 3: choose what comes back. Nothing changes yet. ${whom}`,
  running: (name: string) => `Bringing ${name} back`,
  runningStep: 'Step 3 of 3: wait until it is on disk.',
  done: (name: string) => `${name} is brought back`,
  doneStep: 'This is the receipt. It can be undone from here.',
  undoing: 'Undoing it',
  undoingStep: 'Wait until it is on disk.',
  undone: 'It is undone',
  undoneStep: 'This is the receipt of the undo.',
  comparing: 'Looking up the character of then, and comparing it with today.',
  bringing: 'Bringing it back, and writing that to disk.',
  takingBack: 'Taking it back, and writing that to disk.',

  choose: {
    title: 'The character',
    how: 'How to find the character',
    byName: 'By name',
    byNumber: 'By number',
    name: 'Name of the character',
    nameText: 'The name of today, to the letter.',
    nameMissing: 'Enter the name.',
    number: 'Number of the character',
    numberText:
      'Finds those who were deleted, too. The game server and the log of activity name it as character_id.',
    numberMissing: 'Enter the number.',
    moment: 'The moment to go back to',
    meaning: 'The character is looked at as it was after the last change up to then.',
    compare: 'Compare with today',
  },

  groups: {
    stats: 'Stats',
    position: 'Position',
    gold: 'Gold',
    skills: 'Skills',
    quests: 'Quests',
  },
  /** The same within a sentence. */
  groupsWithin: {
    stats: 'stats',
    position: 'position',
    gold: 'gold',
    skills: 'skills',
    quests: 'quests',
  },
  stats: {
    level: 'Level',
    experience: 'Experience',
    str: 'Strength',
    dex: 'Dexterity',
    int: 'Intelligence',
    con: 'Constitution',
    lck: 'Luck',
    cha: 'Charisma',
  },
  place: 'Place',
  placeOf: (map: string, at: string) => `${map} (${at})`,
  gold: 'Gold',
  skill: (level: string, experience: string) => `level ${level}, ${experience} experience`,

  /** A moment of which only the number of its change is known. */
  change: (change: string) => `change ${change}`,
  gone: (name: string, id: number, change: string, moment: string) =>
    `${name}, character ${id}, after change ${change} of ${moment}. There is no such character today.`,
  beside: (name: string, id: number, change: string, moment: string) =>
    `${name}, character ${id}, after change ${change} of ${moment}, beside today.`,
  besideRenamed: (name: string, id: number, past: string, change: string, moment: string) =>
    `${name}, character ${id}, then called ${past}, after change ${change} of ${moment}, beside today.`,

  state: {
    title: 'The character',
    what: 'What',
    past: (moment: string) => `Then, ${moment}`,
    today: 'Today',
    choice: 'Choice',
    same: 'Is the same',
    inAnyCase: 'Comes back in any case',
    bringBack: 'Bring back',
    bringBackGroup: (group: string) => `Bring back the ${group} of then`,
    name: 'Name',
    bringBackName: 'Bring back the name of then',
    nameTaken: 'Somebody else has it',
    moreSame: (count: number) => `(${counted(count, { other: 'more the same' })})`,
  },

  items: {
    title: 'Items',
    label: 'List of the items',
    item: 'Item',
    past: 'Then',
    today: 'Today',
    choice: 'Choice',
    altered: 'Has other properties today',
    all: { suggested: 'As suggested', back: 'Bring all back', leave: 'Leave all' },
    unchanged: (count: number) =>
      counted(count, {
        one: 'item is where and as then.',
        other: 'items are where and as then.',
      }),
    none: 'There were none then, and there are none today.',
    text: 'What is taken back comes as it is today, and goes to where it was; if that is taken, to the bag, and if that is full, to the recovery box. Nothing is dropped.',
    choiceFor: (item: string) => `Choice for ${item}`,
    suggested: (choice: string) => `${choice} (suggested)`,

    shortId: (end: string) => `…${end}`,
    name: (type: string, shortId: string) => `${type} ${shortId}`,
    bag: (slot: number) => `Bag, slot ${slot}`,
    worn: (slot: string) => `Worn (${slot})`,
    ground: (map: string) => `On the ground in ${map}`,
    recovery: 'Recovery box',
    times: (place: string, quantity: string) => `${place} (× ${quantity})`,
    notThere: 'Not there',
    nowhere: 'Exists nowhere any more',
    droppedBy: (where: string, holder: Part) => said`${where}, dropped by ${holder}`,
    with: (holder: Part, where: string) => said`With ${holder}: ${where}`,
    makeAnew: 'Make anew',
    putBack: 'Put back where it was',
    takeBack: 'Take back',
    leaveGone: 'Leave it gone',
    leaveThere: 'Leave it there',
    inLargerStack:
      'Is in a larger stack today, so it stays. Give a new one on the character’s page.',
    isNew: 'New since then; stays',
    isWhereItWas: 'Is where it was; stays',
    isOtherThanItWas:
      'Is where it was, but changed; that is not brought back. Change it on the character’s page.',
  },

  problems: {
    title: 'To know before you choose',
    nameTaken: (past: string, by: number | null) =>
      `${past} is the name of somebody else now (character ${by}), who keeps it. Choose another one below.`,
    nameTakenStays: (past: string, by: number | null, now: string) =>
      `${past} is the name of somebody else now (character ${by}), who keeps it. This one stays ${now}.`,
    shardFull: (message: string) =>
      `${message} Delete a character first, or let the shard hold more in its settings; then compare again.`,
    goldMade: (amount: string) =>
      `With the gold of then, ${amount} gold is made that does not exist today: nobody has it taken away. You are asked to agree to it.`,
    goldRemoved: (amount: string) =>
      `With the gold of then, ${amount} gold of today goes out of the world.`,
    guildsLeft: (who: string) => `${who} comes back as a member of no guild.`,
    quantityDiffers: (stacks: number) =>
      `${counted(stacks, { one: 'stack holds', other: 'stacks hold' })} more or less today than then. What is taken back comes as it is today.`,
    online: (who: string) =>
      `${who} is online: the game server may go on with what it knows until the next login. Better let the player log out first.`,
  },

  lacks: {
    choice: 'Choose what is to come back first.',
    room: 'The shard is full: there is no room for one more character.',
    name: (taken: string) => `Enter a name that nobody has; ${taken} is taken.`,
    gold: 'Agree to it, or do not bring back the gold.',
    reason: 'Say why: it stands in the log of activity.',
  },

  decide: {
    lookAgain: 'Look again',
    showSame: 'Show what is the same, too',
    confirm: 'Confirm',
    anotherName: 'Another name',
    nameTaken: (name: string) => `Somebody else is called ${name} now.`,
    agreeGold: (amount: string) => `I agree that ${amount} gold comes into the world`,
    reasonExample: 'For the log and the receipt',
    chooseElse: 'Choose something else',
    compareAgain: 'Compare again',
    run: 'Bring back what is chosen',
    runOf: (name: string) => `Bring ${name} back`,
  },

  will: {
    nothing: 'Nothing is chosen yet, so nothing would change.',
    comesBack: (who: string, id: number, groups: string, moment: string) =>
      `${who} comes back, as character ${id}, with the ${groups} of ${moment}.`,
    comesBackAs: (who: string, name: string, id: number, groups: string, moment: string) =>
      `${who} comes back as ${name}, as character ${id}, with the ${groups} of ${moment}.`,
    gets: (who: string, groups: string, moment: string) =>
      `${who} gets the ${groups} of ${moment}.`,
    isCalled: (who: string, past: string) => `${who} is called ${past} again.`,
    /** `2 items are taken back from Bert`, then `and 1 from the ground`. */
    taken: (count: number, from: string) =>
      `${counted(count, { one: 'item is', other: 'items are' })} taken back from ${from}`,
    takenToo: (count: string, from: string) => `${count} from ${from}`,
    theGround: 'the ground',
    placed: (count: number) =>
      counted(count, { one: 'item is put back in place', other: 'items are put back in place' }),
    made: (count: number) =>
      counted(count, { one: 'item is made anew', other: 'items are made anew' }),
    items: (parts: readonly string[]) => `${parts.join('; ')}.`,
    goldMade: (amount: number) => counted(amount, { other: 'gold comes into the world.' }),
    goldRemoved: (amount: number) => counted(amount, { other: 'gold goes out of the world.' }),
    rest: 'Everything else stays as it is.',
  },

  receipt: {
    title: 'Receipt',
    undo: 'Undo',
    done: 'Done',
    asChange: (change: string) => `As change ${change}`,
    items: 'Items',
    recovery: 'Recovery box',
    gold: 'Gold',
    reason: 'Reason',
    noReason: 'none given',
    wayBack: 'Way back',
    wayBackText: (change: string) =>
      `All of it is change ${change} and can be undone at once, as long as nothing of it has changed in play.`,
    theReceipt: 'the receipt',
    back: 'Back to the backups',
    compareAgain: 'Compare again',
    undoReasonExample: 'For the log',
    undoAll: 'Undo all of it',
    undone: 'Undone',
    undoneChange: (change: string) => `Change ${change}, and nothing else`,

    groups: (groups: string, moment: string) => `the ${groups} of ${moment}`,
    itemCount: (count: number) => counted(count, items),
    isBack: (name: string, what: string) => `${name} is back with ${what}.`,
    hasNameAgain: (name: string, moment: string) => `${name} has the name of ${moment} again.`,
    hasBack: (name: string, what: string) => `${name} has ${what} back.`,
    noGold: 'No gold came into the world or went out of it.',
    goldMade: (amount: number) => counted(amount, { other: 'gold came into the world.' }),
    goldRemoved: (amount: number) => counted(amount, { other: 'gold went out of the world.' }),
    choices: { leave: 'left', take_back: 'taken back', make_anew: 'made anew' },
    item: (item: string, done: string, place: string) => `${item}: ${done}, now in: ${place}`,
    unknownItem: 'item',
    recoveryText: (count: number, name: string) =>
      `${counted(count, { one: 'item did not fit and waits', other: 'items did not fit and wait' })} in the recovery box of ${name}. Nothing was dropped.`,
    undoneText: (name: string) =>
      `Undone: ${name} is as before it, and the items are as before it.`,
    undoneGone: (name: string) => `Undone: ${name} is gone again, and the items are as before it.`,

    last: 'Last character brought back',
    openWithUndo: 'Receipt and undo…',
    open: 'Receipt…',
  },

  /** All of it, for a report to somebody else. */
  details: {
    title: (name: string, id: number) => `Character brought back: ${name} (${id})`,
    change: (seq: number) => `Change: ${seq}`,
    reason: (reason: string) => `Reason: ${reason}`,
    state: (seq: number, timeline: number) => `State of: change ${seq} on timeline ${timeline}`,
    stateOf: (seq: number, timeline: number, at: string) =>
      `State of: change ${seq} on timeline ${timeline} of ${at}`,
    groups: (groups: string) => `Brought back as a whole: ${groups}`,
    noGroups: 'Brought back as a whole: nothing',
    gold: (amount: number) => `Gold that came into the world: ${amount}`,
    item: (id: string, type: string, done: string) => `Item ${id} (${type}): ${done}`,
    unknownType: 'unknown',
  },

  refused: {
    noSuchCharacter: 'There is no such character',
    notCompared: 'The two could not be compared',
    nobodyToday: (name: string) => `Nobody on the shard is called “${name}” today.`,
    nobodyTodayHint:
      'Names are matched to the letter. Who was deleted or renamed since is found by number: search Activity for char:"the name" of who was deleted.',
    nobodyThen: (whom: string) => `There was no ${whom} at that moment.`,
    nobodyThenHint: 'Choose a moment between when the character was made and deleted.',
    byName: (name: string) => `“${name}”`,
    byNumber: (id: number) => `character ${id}`,

    nameTaken: 'Somebody else has that name now',
    shardFull: 'The shard is full',
    disk: 'The disk did not let it happen',
    connection: 'The connection was lost',
    notDone: 'It was not done',
    isUnknown: 'Whether it was done is not known from here. Compare again: today’s side tells.',
    nothingChanged: 'Nothing has been changed. What you chose is still below.',

    asked: 'This is how it is now.',
    restoredElsewhere: (shard: string) =>
      `${shard} was restored meanwhile, and this is compared with the world as it is now.`,
    itemMoved: (item: string) => `The ${item} is not any more where you saw it.`,
    outdated: 'Nothing has been changed, and this is how it is now.',
    kept: 'What you chose is kept where it still can be. Look through it, then confirm again.',

    tables: {
      inventory: 'what lies in a bag',
      equipment: 'what is worn',
      skills: 'the skills',
      quests: 'the quests',
      guilds: 'a guild',
      guild_members: 'a membership of a guild',
    },
    theItem: (item: string) => `the ${item}`,
    unknownItem: (id: string) => `the item ${id}`,
    nameOf: (who: string) => `${who}’s name`,
    columnOf: (who: string, column: string) => `${who}’s ${column}`,

    tooMuchChanged: 'It cannot be undone any more as a whole',
    tooLongAgo: 'It is too long ago, or another world was restored since',
    notUndone: 'It was not undone',
    undoUnknown: 'Whether it was undone is not known from here. Try again.',
    undoRefused: (message: string) => `${message} Nothing has been changed.`,
    playWentOn: (changed: string) =>
      `Play went on, and this is not any more as it was left: ${changed}. Nothing has been changed.`,
    compareInstead: (name: string) =>
      `Compare ${name} with a moment before it instead, and choose what is to be put right.`,
  },
};
