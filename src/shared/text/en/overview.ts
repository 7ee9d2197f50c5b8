/** The page Overview. */
import { counted } from './counted.ts';

export const overview = {
  facts: {
    up: (span: string) => `Up ${span}`,
    version: (version: string) => `version ${version}`,
    restarts: (process: string, count: number) =>
      `${process} process restarted ${counted(count, { one: 'time', other: 'times' })}`,
    restartsBecause: (process: string, count: number, end: string) =>
      `${process} process restarted ${counted(count, { one: 'time', other: 'times' })} (${end})`,
  },

  safety: {
    connecting: 'Connecting.',
    connectingText: 'The shard has not reported yet.',
    silent: (span: string) => `No word from the shard for ${span}.`,
    silentAnnounced: 'No word from the shard.',
    silentText: 'It may be busy. What it said last is not certain any more.',
    starting: 'Starting.',
    startingText: 'What was acknowledged before is on disk; nothing new is taken yet.',
    restoring: 'Restoring.',
    restoringText:
      'The world is being put back to an earlier state. Changes are refused until that is done; the state before it is kept on disk.',
    stopping: 'Stopping.',
    stoppingText:
      'Everything acknowledged is on disk; what remains is the last snapshot and the end.',
    stoppingTextButMoves:
      'Everything acknowledged is on disk, except at most the last steps of moving players; what remains is the last snapshot and the end.',
    damaged: 'Running, but the journal is damaged.',
    damagedTextStart:
      'Everything is in memory and being written anew. Until that is done, a power cut would lose what was acknowledged since the start. Changes are refused meanwhile.',
    damagedTextSnapshot: (ago: string) =>
      `Everything is in memory and being written anew. Until that is done, a power cut would lose what was acknowledged since the last snapshot (${ago}). Changes are refused meanwhile.`,
    refused: 'Running, but changes are refused.',
    running: 'Running.',
    reading: 'Reading goes on.',
    onDisk: (snapshot: string, backup: string) =>
      `Everything acknowledged is on disk; ${snapshot}; ${backup}.`,
    onDiskSaved: (snapshot: string, backup: string) =>
      `Everything acknowledged is on disk; ${snapshot}, ${backup}.`,
    onTheirWay: (changes: number) =>
      counted(changes, {
        one: 'change of the last moments is on its way to disk and not acknowledged yet.',
        other: 'changes of the last moments are on their way to disk and not acknowledged yet.',
      }),
    journalDown: 'Changes wait for the journal process, which is being started again.',
    processDown: (process: string) => `The ${process} process is being started again.`,
    lost: 'If it died now, nothing acknowledged would be lost.',
    lostButMoves:
      'If it died now, nothing acknowledged would be lost, except at most the last steps of moving players.',

    noSnapshot: 'no snapshot yet, the journal holds everything',
    lastSnapshot: (ago: string) => `last snapshot ${ago}`,
    snapshotFailed: (ago: string) =>
      `the last snapshot (${ago}) failed, and the journal holds what it did not save`,

    noBackup: 'no backup yet',
    lastBackup: (ago: string) => `last backup ${ago}, none proven yet`,
    lastBackupProven: (ago: string, proven: string) => `last backup ${ago}, proven ${proven}`,
    uncheckedBackup: (ago: string) => `the last backup (${ago}) is not known to be whole`,
    attemptFailed: (backup: string) => `${backup}, and the latest attempt at one failed`,
  },

  empty: {
    title: 'This shard is empty',
    text: 'Connect your game server, or open a demo world: simulated players in a data directory of their own, beside this shard and never inside it.',
    openDemo: 'Open a demo world',
    howToConnect: 'How to connect',
    failed: 'The demo world did not open',
  },

  tiles: {
    label: 'Key figures',
    notMeasured: 'Not measured yet',
    of: (limit: string) => `of ${limit}`,
    characters: 'Characters',
    online: (players: number) => counted(players, { other: 'online' }),
    memory: 'Memory',
    noLimit: 'No limit is set',
    ofLimit: (share: string) => `${share} of the limit`,
    operations: 'Operations',
    perSecond: 'per second',
    noChanges: 'No changes just now',
    durable: (p50: string, p99: string) => `Durable ${p50}, p99 ${p99}`,
    delay: 'Event-loop delay',
    p99: 'p99',
    delayText: 'Waiting time of the main loop',
  },

  chart: {
    title: 'History',
    metric: 'Metric',
    range: 'Range',
    ranges: { '5m': '5 min', '2h': '2 h', '24h': '24 h' },
    metrics: {
      operations: 'Operations',
      latency: 'Latency',
      memory: 'Memory',
      delay: 'Event loop',
      players: 'Players',
    },
    series: {
      operations: 'Operations per second',
      p50: 'Durable latency, p50',
      p99: 'Durable latency, p99',
      memory: 'Memory of the host',
      delay: 'Event-loop delay, p99',
      players: 'Players online',
    },
    noSamples: (range: string) => `No samples in the last ${range}.`,
    figures: (latest: string, lowest: string, highest: string) =>
      `now ${latest}, lowest ${lowest}, highest ${highest}`,
    inWords: (range: string, lines: string) => `Line chart over the last ${range}. ${lines}`,
    line: (name: string, latest: string, lowest: string, highest: string) =>
      `${name}: latest ${latest}, lowest ${lowest}, highest ${highest}.`,
    lineEmpty: (name: string) => `${name}: no figures.`,
  },

  connect: {
    title: 'Connect',
    address: 'Address',
    tokens: 'Tokens',
    tokensText: 'A token is a password: give game servers the game token alone.',
    fromServer: 'From your game server',
    languages: { typescript: 'TypeScript', python: 'Python' },
    theAddress: 'the address',
    theSnippet: (language: string) => `the ${language} snippet`,
    connected: 'Connected',
    connectedCount: (count: string) => `Connected (${count})`,
  },

  connections: {
    label: 'Connections',
    unknown: 'Not known yet.',
    none: 'Nobody is connected. A game server appears here as soon as it is.',
    role: 'Role',
    address: 'Address',
    since: 'Since',
    requests: 'Requests',
    errors: 'Errors',
    expand: (role: string, address: string) => `${role} from ${address}: last requests`,
    session: (session: string) => `Session ${session}`,
    lastErrors: 'Last errors',
    noErrors: 'No errors.',
    lastRequests: (count: number) =>
      `Last ${counted(count, { one: 'request', other: 'requests' })}`,
    noRequests: 'No requests yet.',
  },
};
