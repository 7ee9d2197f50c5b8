/**
 * `npm test`: installs and builds what is missing and runs every check there is. The last line says
 * how many passed and failed: each test counts, and so does each check that is not a test.
 *
 * Any failure ends it non-zero; in CI a skipped test does so as well.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, exitCodeOf, install, node, run, signalAll, tool } from './project.mjs';

/**
 * Programs of others that the contract is tested with, each by its Debian package and the command
 * that succeeds where it is there: our API is for every language, our files for every SQLite tool.
 */
const FOREIGN = [
  ['python3-websockets', '/usr/bin/python3', '-c', 'import websockets'],
  ['sqlite3', 'sqlite3', '--version'],
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
async function installForeign() {
  const apt = (...args) => succeeds('apt-get', '-qq', ...args);
  const mayInstall = process.platform === 'linux' && process.getuid() === 0;
  for (const [name, ...command] of FOREIGN) {
    if (await succeeds(...command)) continue;
    if (mayInstall) {
      console.log(`installing ${name}`);
      // The package lists of a new machine are empty or old.
      if (!(await apt('install', '-y', name)) && (await apt('update'))) {
        await apt('install', '-y', name);
      }
      if (await succeeds(...command)) continue;
    }
    console.log(`some tests are skipped: ${name} is not installed`);
  }
}

async function runTests(project, scratch) {
  console.log(`\n       ${project} …`);
  const started = performance.now();
  const file = join(scratch, `${project}.json`);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json'];
  const [command, toolArgs] = tool('vitest/vitest.mjs', ...args, `--outputFile.json=${file}`);
  const { code } = await run(command, toolArgs, { sink: 1 });

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
await Promise.all([checkBuild(), checkSources(), installForeign()]);
// The types of the client library are what the build has made.
await check('types', tool('typescript/bin/tsc'));
await check('pure types', tool('typescript/bin/tsc', '-p', 'tsconfig.pure.json'));

const scratch = mkdtempSync(join(tmpdir(), 'shardkeep-test-'));
try {
  for (const project of ['unit', 'contract', 'sim', 'crash']) await runTests(project, scratch);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

const mayNotSkip = Boolean(process.env.CI) && count.skipped > 0;
if (mayNotSkip) console.log('\nIn CI no test may be skipped.');
const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
console.log(`\n${count.passed} passed, ${count.failed} failed${skipped}`);
process.exitCode = count.failed > 0 || mayNotSkip ? 1 : 0;
