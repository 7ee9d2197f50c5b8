/** Node entry: the shard host without a window. Reads the command line and wires; nothing else. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import envPaths from 'env-paths';
import { ShardError } from '../shared/errors.ts';
import { Host } from './host/host.ts';
import { nodeFork } from './processes/fork-node.ts';
import type { ProcessName } from './processes/port.ts';

/** Milliseconds between two looks whether the launcher that started us is still there. */
const PARENT_LOOK_MS = 500;

const USAGE = `Usage: npm start -- [--headless] [--data DIR] [--port N] [--host H]
  --data DIR   the data directory (default: ${envPaths('Shardkeep', { suffix: '' }).data})
  --port N     the port to listen on; 0 picks a free one
  --host H     the address to listen on`;

function readArguments() {
  const { values } = parseArgs({
    options: {
      headless: { type: 'boolean' },
      data: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.error(USAGE);
    process.exit(0);
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new Error(`--port ${values.port}: must be a number from 0 to 65535`);
  }
  return {
    dataDir: resolve(values.data ?? envPaths('Shardkeep', { suffix: '' }).data),
    overrides: {
      ...(port === undefined ? {} : { port }),
      ...(values.host === undefined ? {} : { host: values.host }),
    },
  };
}

/** Beside the built entry lie the built processes; the sources run as they are (in tests). */
function entryOf(name: ProcessName): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? `./processes/${name}/main.ts` : `./${name}.js`, import.meta.url);
}

/** The project's root is two folders above, from `src/main` as from `out/main`. */
const root = new URL('../../', import.meta.url);

function fail(error: unknown, code: number): never {
  const { message, hint } = ShardError.from(error);
  console.error(hint === undefined ? message : `${message} ${hint}`);
  process.exit(code);
}

async function main(): Promise<void> {
  let options: ReturnType<typeof readArguments>;
  try {
    options = readArguments();
  } catch (error) {
    console.error(USAGE);
    fail(error, 2);
  }
  let host: Host | undefined;
  let stopping = false;
  const stop = (why: string) => {
    // Before it serves there is nothing to end in order; after the first word the others add nothing.
    if (host === undefined) process.exit(1);
    if (stopping) return;
    stopping = true;
    host.log.info({ why }, 'stopping');
    host.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error, 1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => stop(signal));
  }
  const parent = process.env.SHARDKEEP_PARENT_PID;
  if (parent !== undefined) {
    setInterval(() => {
      if (process.ppid !== Number(parent)) stop('the process that started the host is gone');
    }, PARENT_LOOK_MS).unref();
  }
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  host = await Host.start({
    ...options,
    fork: nodeFork(entryOf),
    migrations: fileURLToPath(new URL('migrations', root)),
    version,
    onStopRequested: (why) => setImmediate(() => stop(why)),
  });
  const ready = {
    event: 'ready',
    pid: process.pid,
    url: host.url,
    dataDir: host.dataDir,
    serverId: host.settings.serverId,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

main().catch((error: unknown) => fail(error, 1));
