/** What a user may say at the start, the same with a window and without. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import envPaths from 'env-paths';
import type { ProcessName } from '../processes/port.ts';
import type { HostOptions } from './host.ts';

export const { data: DEFAULT_DIRECTORY } = envPaths('Shardkeep', { suffix: '' });
/** A demo never lies in a real shard, so it has a directory beside it. */
const DEMO_DIRECTORY = `${DEFAULT_DIRECTORY}-demo`;

export const USAGE = `Usage: npm start -- [--headless] [--demo] [--data DIR] [--port N] [--host H]
  --headless   without a window
  --demo       a demo world with simulated players, in a directory of its own
  --data DIR   the data directory (default: ${DEFAULT_DIRECTORY})
  --port N     the port to listen on; 0 picks a free one
  --host H     the address to listen on`;

export type CommandLine = Pick<HostOptions, 'dataDir' | 'overrides'> & {
  readonly demo: boolean;
  readonly help: boolean;
};

/** Switches of Chromium and Node that an Electron is started with, by its launcher or by tests. */
const FOREIGN_SWITCH = /^--(no-sandbox|inspect|remote-debugging|disable-|enable-|force-|ozone-)/;

/** The app's own arguments among those that an Electron was started with. */
export function withoutSwitches(args: readonly string[]): string[] {
  return args.filter((argument) => !FOREIGN_SWITCH.test(argument));
}

/** Throws a sentence where an argument is wrong. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      headless: { type: 'boolean' },
      demo: { type: 'boolean' },
      data: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const { demo = false, help = false, data, host, port } = values;
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) <= 65_535)) {
    throw new Error(`--port ${port}: must be a number from 0 to 65535`);
  }
  return {
    demo,
    help,
    dataDir: resolve(data ?? (demo ? DEMO_DIRECTORY : DEFAULT_DIRECTORY)),
    overrides: {
      ...(port === undefined ? {} : { port: Number(port) }),
      ...(host === undefined ? {} : { host }),
    },
  };
}

/**
 * Where the modules of utility processes lie, seen from an entry point of ours: built ones beside it,
 * the sources (in tests) where they are.
 */
export function processEntry(entryUrl: string): (name: ProcessName) => URL {
  const isSource = entryUrl.endsWith('.ts');
  return (name) => {
    const source = name === 'simulate' ? '../simulate/index.ts' : `./processes/${name}/main.ts`;
    return new URL(isSource ? source : `./${name}.js`, entryUrl);
  };
}

/** What lies in the project's root, two folders above the entries, from `src/main` as from `out/main`. */
export function projectFile(entryUrl: string, name: string): string {
  return fileURLToPath(new URL(`../../${name}`, entryUrl));
}
