/**
 * `npm test`: installs and builds what is missing and runs every check there is. The last line says
 * how many passed and failed: each test counts, and so does each check that is not a test.
 *
 * Any failure ends it non-zero; in CI a skipped test does so as well.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findElectron } from './electron.mjs';
import { build, exitCodeOf, install, node, run, signalAll, tool } from './project.mjs';

/**
 * What the tests need of the system, each by its Debian packages and a command that succeeds where it
 * is there. Our API is for every language and our files for every SQLite tool, so they are tested with
 * programs of others; a window needs a display and Electron's libraries.
 */
const FOREIGN = [
  { packages: ['python3-websockets'], there: ['/usr/bin/python3', '-c', 'import websockets'] },
  { packages: ['sqlite3'], there: ['sqlite3', '--version'] },
];
const FOR_A_WINDOW = [
  { packages: ['xvfb'], there: ['xvfb-run', '--help'] },
  { packages: ['g++', 'make', 'python3'], there: ['g++', '--version'] },
  ...[
    ['libgtk-3-0', 'libgtk-3.so.0'],
    ['libnss3', 'libnss3.so'],
    ['libgbm1', 'libgbm.so.1'],
    ['libasound2', 'libasound.so.2'],
  ].map(([name, library]) => ({
    packages: [name],
    there: ['sh', '-c', `/sbin/ldconfig -p | grep -q ${library}`],
  })),
];

const count = { passed: 0, failed: 0, skipped: 0 };

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    signalAll(signal);
    process.exit(exitCodeOf(null, signal));
  });
}

function report(name, started, ok, detail = '') {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name}  ${seconds} s${detail}`);
}

/** A check that is no test: it counts as one, and what it said is shown when it failed. */
async function check(name, [command, args]) {
  const started = performance.now();
  const { code, output } = await run(command, args, { sink: 'pipe' });
  report(name, started, code === 0);
  if (code !== 0) console.log(output);
  count[code === 0 ? 'passed' : 'failed'] += 1;
}

async function checkBuild() {
  const started = performance.now();
  try {
    await build();
    report('build', started, true);
    count.passed += 1;
  } catch (error) {
    report('build', started, false, `  ${error.message}`);
    count.failed += 1;
  }
}

/** The checks that only read the sources. They go on while the build runs on the other core. */
async function checkSources() {
  const flags = ['--error-on-warnings', '--max-diagnostics=none'];
  await check('biome', tool('@biomejs/biome/bin/biome', 'check', ...flags));
  await check('layers', tool('dependency-cruiser/bin/dependency-cruiser.mjs', 'src'));
  await check('layer rules', [node, ['test/lint/layers.ts']]);
  await check('knip', tool('knip/bin/knip.js', '--no-progress'));
}

async function succeeds(command, ...args) {
  try {
    return (await run(command, args, { sink: 'pipe' })).code === 0;
  } catch {
    return false;
  }
}

/** Where it may, this installs the Debian packages that are missing; it says what it could not. */
async function installPackages(wanted) {
  const apt = (...args) => succeeds('apt-get', '-qq', ...args);
  const isRootOnDebian =
    process.platform === 'linux' &&
    process.getuid() === 0 &&
    (await succeeds('apt-get', '--version'));
  for (const { packages, there } of wanted) {
    if (await succeeds(...there)) continue;
    if (isRootOnDebian) {
      console.log(`installing ${packages.join(' ')}`);
      // The package lists of a new machine are empty or old.
      const install = () => apt('install', '-y', '--no-install-recommends', ...packages);
      if (!(await install()) && (await apt('update'))) await install();
      if (await succeeds(...there)) continue;
    }
    console.log(`some tests are skipped: install ${packages.join(' ')} to run them`);
  }
}

/** Makes ready what a window runs on; resolves with why there is none, or null. */
async function prepareWindow() {
  if (process.platform === 'linux') await installPackages(FOR_A_WINDOW);
  try {
    await findElectron();
    return null;
  } catch (error) {
    return error.message;
  }
}

/** The tests of the window, in a display of their own where the machine has none. */
async function runWindowTests(preparing, scratch) {
  const failure = await preparing;
  if (failure !== null) {
    console.log(`\n       the tests of the window are skipped: ${failure}`);
    count.skipped += 1;
    return;
  }
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const needsDisplay = process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY;
  const hasXvfb = needsDisplay && (await succeeds('xvfb-run', '--help'));
  await runTests('e2e', scratch, hasXvfb ? ['xvfb-run', '-a', '-s', '-screen 0 1400x900x24'] : []);
}

async function runTests(project, scratch, within = []) {
  console.log(`\n       ${project} …`);
  const started = performance.now();
  const file = join(scratch, `${project}.json`);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json'];
  const [vitest, vitestArgs] = tool('vitest/vitest.mjs', ...args, `--outputFile.json=${file}`);
  const [command, ...rest] = [...within, vitest, ...vitestArgs];
  const { code } = await run(command, rest, { sink: 1 });

  let result = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
  try {
    result = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // The runner ended before it could say anything: its exit code counts below.
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = result;
  const skipped = numPendingTests + numTodoTests;
  const failed = code !== 0 && numFailedTests === 0 ? 1 : numFailedTests;
  count.passed += numPassedTests;
  count.failed += failed;
  count.skipped += skipped;
  report(
    project,
    started,
    failed === 0,
    `  ${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  );
}

await install();
await Promise.all([checkBuild(), checkSources(), installPackages(FOREIGN)]);
// Fetching and building it takes a while, on a machine where nothing of it is there yet.
const preparing = prepareWindow();
// The types of the client library are what the build has made.
await check('types', tool('typescript/bin/tsc'));
for (const part of ['pure', 'renderer', 'e2e']) {
  await check(`types of ${part}`, tool('typescript/bin/tsc', '-p', `tsconfig.${part}.json`));
}

const scratch = mkdtempSync(join(tmpdir(), 'shardkeep-test-'));
try {
  for (const project of ['unit', 'contract', 'sim', 'crash', 'soak'])
    await runTests(project, scratch);
  await runWindowTests(preparing, scratch);
  // Last, when nothing else runs: only what is far worse than the committed figures fails.
  await check('benchmarks', [node, ['test/bench/index.ts', '--check', '--no-build']]);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

const mayNotSkip = Boolean(process.env.CI) && count.skipped > 0;
if (mayNotSkip) console.log('\nIn CI no test may be skipped.');
const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
console.log(`\n${count.passed} passed, ${count.failed} failed${skipped}`);
process.exitCode = count.failed > 0 || mayNotSkip ? 1 : 0;
