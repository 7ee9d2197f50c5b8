/** The page Activity, and what opens beside its list. */
import { type Part, type Said, said } from '../said.ts';
import { counted } from './counted.ts';

const entries = { one: 'entry', other: 'entries' };

/** Every kind of event as a sentence. What is marked in it can be pressed. */
const events = {
  killed: (killer: Part, victim: Part) => said`${killer} killed ${victim}`,
  dropped: (who: Part, item: Said) => said`${who} dropped ${item}`,
  looted: (who: Part, item: Said, source: string) => said`${who} looted ${item} from ${source}`,
  created: (who: Part, item: Said) => said`${who} got a new ${item}`,
  createdFrom: (who: Part, item: Said, stack: Part) =>
    said`${who} got a new ${item}, split from ${stack}`,
  destroyed: (item: Said, who: Part) => said`${item} of ${who} was destroyed`,
  mergedInto: (item: Said, who: Part, stack: Part) =>
    said`${item} of ${who} was merged into ${stack}`,
  transferred: (from: Part, item: Said, to: Part) => said`${from} gave ${item} to ${to}`,
  changed: (item: Part, who: Part) => said`${item} of ${who} was changed`,
  changedTo: (item: Part, who: Part, changes: string) =>
    said`${item} of ${who} was changed: ${changes}`,
  characterDeleted: (who: Part) => said`${who} was deleted`,
  levelUp: (who: Part, from: string, to: string) => said`${who} rose from level ${from} to ${to}`,
  paid: (from: Part, to: Part, gold: string) => said`${from} paid ${to} ${gold} gold`,
  got: (who: Part, gold: string) => said`${who} got ${gold} gold`,
  spent: (who: Part, gold: string) => said`${who} spent ${gold} gold`,
  changedHands: (gold: string) => said`${gold} gold changed hands`,
  guildCreated: (leader: Part, guild: Part) => said`${leader} founded the guild ${guild}`,
  guildJoined: (who: Part, guild: Part, rank: string) => said`${who} joined ${guild} as ${rank}`,
  guildLeft: (who: Part, guild: Part) => said`${who} left ${guild}`,
  guildRank: (who: Part, guild: Part, rank: string, before: string) =>
    said`${who} is ${rank} of ${guild} now, and was ${before}`,
  guildLeader: (leader: Part, guild: Part, before: Part) =>
    said`${leader} leads ${guild} now, in the place of ${before}`,
  guildDisbanded: (guild: Part) => said`The guild ${guild} was disbanded`,
  timelineRestored: said`A restore went back: what lies between is undone`,
  timelineDamaged: said`The journal was damaged: what is lost with it is undone`,
  roles: { gm: 'A game master', admin: 'An administrator', host: 'The host' },
  /** An action by the title of its dialog. */
  did: (by: string, action: string) => said`${by}: ${action}`,
  tookBack: (by: string, action: string, seq: number) =>
    said`${by} took back change ${String(seq)}: ${action}`,
  /** With what it was done to. */
  about: (action: Said, what: Said) => said`${action} – ${what}`,
  itemOf: (item: Part, who: Part) => said`${item} of ${who}`,
  account: (account: number) => said`account ${String(account)}`,
  hostStarted: (version: string) => said`The host started (version ${version})`,
  hostStopping: said`The host is ending, in order`,
  snapshot: (rows: number) =>
    said`A snapshot was written: ${counted(rows, { one: 'row', other: 'rows' })}`,
  snapshotFull: (rows: number) =>
    said`A full snapshot was written: ${counted(rows, { one: 'row', other: 'rows' })}`,
  snapshotFailed: said`A snapshot failed`,
  backup: (name: string, size: string) => said`The backup ${name} was made, ${size}`,
  backupFailed: said`A backup failed`,
  restored: (moment: string) => said`The world was restored to ${moment}`,
  restoreUndone: (moment: string) => said`A restore was undone: the world is as it was ${moment}`,
  vacuumed: (before: string, after: string) =>
    said`The database was vacuumed: ${before} became ${after}`,
  vacuumFailed: said`A vacuum failed`,
  recovered: said`Something broken was put right`,
  daysDeleted: (days: string) => said`Old days of this log were deleted: ${days}`,
  lost: (count: number) => said`${counted(count, entries)} lost here with a damaged journal`,

  /** What may stand behind a thing or a sentence. */
  times: (item: Part, quantity: string) => said`${item} × ${quantity}`,
  onMap: (sentence: Said, map: string) => said`${sentence} in ${map}`,
  because: (sentence: Said, reason: string) => said`${sentence} (${reason})`,
  /** What was no deed of play. */
  by: {
    gm: (sentence: Said) => said`${sentence}, by a game master`,
    admin: (sentence: Said) => said`${sentence}, by an administrator`,
  },

  fieldChanged: (field: string, before: string, after: string) => `${field} ${before} → ${after}`,
  typeWas: (type: string) => `was ${type}`,
  moreChanged: (count: string) => `${count} more`,
  nothing: 'nothing',
  /** A moment of which only the number of its change is known. */
  change: (seq: number) => `change ${seq}`,
  anItem: 'an item',
};

export const activity = {
  failed: 'The activity could not be searched',
  events,
  character: (id: number) => `character ${id}`,
  guild: (id: number) => `guild ${id}`,
  item: (type: string, shortId: string) => `${type} ${shortId}`,
  unknownItem: (shortId: string) => `item ${shortId}`,
  /** Where there is little room: what tells it from others of its kind first. */
  itemLabel: (shortId: string, type: string) => `${shortId} ${type}`,
  placeOf: (place: string, holder: string) => `${place} of ${holder}`,
  undone: 'undone',

  query: {
    label: 'Search the activity',
    example: 'type:ItemLooted char:Aria since:2h “red zone”',
    search: 'Search',
    candidates: 'What can be written here',
    valueCount: (count: number) => counted(count, entries),
    characterCount: (id: string, count: number) => `${id}, ${counted(count, entries)}`,
  },

  index: {
    building: 'The index of the log is being built',
    text: (share: string, of: number) =>
      `${share} of ${counted(of, { one: 'entry is', other: 'entries are' })} in it so far. What is missing is not found yet, and comes by itself.`,
  },

  time: {
    label: 'When',
    last: { '1h': 'Last hour', '1d': 'Last day', '7d': 'Last week' },
    all: 'All time',
    from: (since: string) => `from ${since}`,
    to: (until: string) => `to ${until}`,
    fromTo: (since: string, until: string) => `from ${since} to ${until}`,
    range: (since: string, until: string) => `${since} – ${until}`,
    open: '…',
    slider: 'When: arrow keys move, with Shift they choose a range, Enter looks at it',
    drag: 'Drag over the bars to choose a time.',
    bar: (from: string, to: string, count: number) =>
      `${from} to ${to}: ${counted(count, entries)}`,
  },

  facets: {
    label: 'Narrow down',
    groups: {
      event_type: 'What',
      character_id: 'Who',
      item_id: 'Item',
      map_id: 'Map',
      reason: 'Reason',
    },
    title: (value: string) => `${value}. Click to see only this; with Alt, or minus, all but this.`,
    allBut: (value: string) => `All but ${value}`,
  },

  toolbar: {
    total: (count: number) => counted(count, entries),
    about: (count: number) => `about ${counted(count, entries)}`,
    searching: 'Searching',
    live: 'Live',
    paused: 'Paused',
    pausedByScrolling: 'Paused by scrolling',
    liveText: 'New entries come by themselves. Press to stop.',
    pausedText: 'New entries wait until they are asked for.',
    order: 'Order',
    newest: 'Newest first',
    oldest: 'Oldest first',
  },

  export: {
    open: 'Export…',
    csv: 'As CSV, for spreadsheets',
    jsonl: 'As JSON lines, as the log has it',
    label: 'Export',
    running: (written: string, of: number) => `Exporting: ${written} of ${counted(of, entries)}`,
    progress: 'Entries that are written',
    done: 'Exported',
    doneText: (written: number, path: string) => `${counted(written, entries)} in ${path}`,
    thePath: 'the path',
    failed: 'The file could not be written',
    notWhole: 'The index of the log is being built, so the file would not be whole.',
    notWholeHint: 'Export again once it is built.',
  },

  list: {
    label: 'Entries',
    waiting: (count: number) => counted(count, { other: 'new' }),
    waitingMore: (count: number) => `More than ${counted(count, { other: 'new' })}`,
    loadingMore: 'Loading more',
    tooMany: (count: number) =>
      `${counted(count, { one: 'line is shown', other: 'lines are shown' })}. What lies behind them is found by narrowing the search or the time.`,
    moreFailed: 'The lines behind these could not be had',
    searching: 'Searching…',
    nothingYet: 'Nothing has happened yet',
    nothingYetText:
      'Kills, loot, trades, gold, levels and guilds come here as they happen, and stay for good.',
    nothingFound: 'Nothing matches this search',
    nothingFoundText: 'Every term of the line must hold. Take one out, or look further back.',
    allTime: 'Look at all time',
    clear: 'Clear the search',
  },

  beside: {
    back: 'Back',
    nothing: 'Nothing is on record.',
    openEntry: (id: number, moment: string) => `Open entry ${id} of ${moment}`,
  },

  entry: {
    undone: 'A restore went back behind this: it happened, and does not hold any more.',
    when: 'When',
    number: 'Number',
    asJson: 'The entry as JSON',
    theJson: 'the entry as JSON',
    allOf: (kind: string) => `All ${kind}`,
    beforeThis: (name: string) => `${name} before this…`,
    around: 'Around it',
    ofWhom: 'Of whom',
    everybody: 'Everybody',
    howMany: 'How many before and after',
    span: (count: string) => `± ${count}`,
    aroundLabel: 'What happened around it',
    aroundFailed: 'What happened around it could not be had',
  },

  characterDetails: {
    failed: 'The character could not be had',
    gone: (id: number) => `There is no character ${id} today. What it did stays on record.`,
    name: 'Name',
    number: 'Number',
    level: 'Level',
    gold: 'Gold',
    map: 'Map',
    lastSeen: 'Last login',
    made: 'Made',
    search: 'Search for this character',
    recently: 'Recently',
    recentlyLabel: 'What happened recently',
    recentlyFailed: 'What happened recently could not be had',
  },

  itemDetails: {
    failed: 'The item could not be had',
    gone: 'There is no such item today. Its life is below.',
    search: 'Search for this item',
    life: 'Its life',
    lifeLabel: 'The life of the item',
    lifeFailed: 'The life of the item could not be had',
    building: 'The index is being built',
  },
};
