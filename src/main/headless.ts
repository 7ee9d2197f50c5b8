/** Node entry: the shard host without a window. Wires; nothing else. */
import { readFileSync } from 'node:fs';
import { ShardError } from '../shared/errors.ts';
import {
  type CommandLine,
  processEntry,
  projectFile,
  readCommandLine,
  USAGE,
} from './host/command-line.ts';
import { RESTART } from './host/exit-codes.ts';
import { tuneGarbageCollection } from './host/garbage.ts';
import { Host } from './host/host.ts';
import { watchParent } from './host/parent.ts';
import { nodeFork } from './processes/fork-node.ts';

function fail(error: unknown, code: number): never {
  const { message, hint } = ShardError.from(error);
  console.error(hint === undefined ? message : `${message} ${hint}`);
  process.exit(code);
}

async function main(): Promise<void> {
  tuneGarbageCollection();
  let options: CommandLine;
  try {
    options = readCommandLine(process.argv.slice(2));
  } catch (error) {
    console.error(USAGE);
    fail(error, 2);
  }
  if (options.help) {
    console.error(USAGE);
    return;
  }
  let host: Host | undefined;
  let stopping = false;
  let exitCode = 0;
  const stop = (why: string, code = 0) => {
    // Whoever ends it while it is about to start again means it.
    exitCode = code;
    // Before it serves there is nothing to end in order; after the first word the others add nothing.
    if (host === undefined) process.exit(1);
    if (stopping) return;
    stopping = true;
    host.log.info({ why }, 'stopping');
    host.stop().then(
      () => process.exit(exitCode),
      // What was to be started again is, whatever did not go well.
      (error: unknown) => fail(error, exitCode || 1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => stop(signal));
  }
  watchParent((why) => stop(why));
  const { version } = JSON.parse(
    readFileSync(projectFile(import.meta.url, 'package.json'), 'utf8'),
  );
  const { dataDir, overrides, demo } = options;
  host = await Host.start({
    dataDir,
    overrides,
    demo,
    fork: nodeFork(processEntry(import.meta.url)),
    migrations: projectFile(import.meta.url, 'migrations'),
    version,
    onStopRequested: (why) => setImmediate(() => stop(why)),
    onRestartRequested: (why) => setImmediate(() => stop(why, RESTART)),
  });
  process.stdout.write(`${JSON.stringify(host.ready())}\n`);
}

main().catch((error: unknown) => fail(error, 1));
