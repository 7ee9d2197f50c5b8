/**
 * `npm run bench`: Shardkeep beside its peers, measured in one run on one machine.
 *
 *   --short        3 runs and smaller windows: a few minutes, for a look
 *   --only NAME    one benchmark, by its name in BENCHMARKS; may be repeated
 *   --json FILE    writes the figures to a file as well
 *   --commit       writes them to docs/benchmarks/baseline.json, beside those of other benchmarks that are
 *                  there, and draws the curves of growth
 *   --check        only what takes seconds, and no table: fails where a ratio to a peer is worse than half
 *                  of the committed one, three times in a row
 *   --no-build     measures what `out` holds, built or not from these sources
 *
 * The table goes to standard output, progress to standard error. Compare figures only within one
 * table: another minute is another machine. docs/BENCHMARKS.md says how to read it.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchActivity } from './activity.ts';
import { benchBackup } from './backup.ts';
import { type Worse, worseThan } from './check.ts';
import { benchCreate, benchCreateSlow } from './create.ts';
import { benchCreateSustained } from './create-sustained.ts';
import { benchCrowd } from './crowd.ts';
import { curvesOf, type Scale } from './curves.ts';
import { benchDesk } from './desk.ts';
import { benchGrowthByCharacters, benchGrowthByClients } from './growth.ts';
import { benchLookups } from './lookups.ts';
import { benchLoop } from './loop.ts';
import { measureMachine } from './machine.ts';
import { CHECK_EFFORT, type Effort, FULL_EFFORT, SHORT_EFFORT } from './measure.ts';
import { benchMemory } from './memory.ts';
import { benchReads } from './reads.ts';
import { type Measured, markdownOf, type Report, type Section } from './report.ts';
import { benchRestore } from './restore.ts';
import { ROOT } from './servers.ts';
import { benchSnapshot } from './snapshot.ts';
import { benchStart } from './start.ts';
import { benchTransfer } from './transfer.ts';
import { benchWindow } from './window.ts';
import { benchWindowHour } from './window-hour.ts';

const BENCHMARKS: Readonly<Record<string, (effort: Effort) => Promise<Section>>> = {
  create: benchCreate,
  createSlow: benchCreateSlow,
  createSustained: benchCreateSustained,
  transfer: benchTransfer,
  reads: benchReads,
  lookups: benchLookups,
  start: benchStart,
  memory: benchMemory,
  snapshot: benchSnapshot,
  backup: benchBackup,
  restore: benchRestore,
  loop: benchLoop,
  crowd: benchCrowd,
  window: benchWindow,
  desk: benchDesk,
  windowHour: benchWindowHour,
  activity: benchActivity,
  growthCharacters: benchGrowthByCharacters,
  growthClients: benchGrowthByClients,
};

/** What `--check` measures, the steadiest first. */
const CHECKED = ['lookups', 'reads', 'create'];
/** A machine that is busy with something else shows it once, and what is lost is lost in each try. */
const TRIES = 3;
/** Milliseconds after which nothing is tried again: then the machine is too slow to tell. */
const TRY_UNTIL_MS = 40_000;

const DOCS = join(ROOT, 'docs/benchmarks');
const BASELINE = join(DOCS, 'baseline.json');
const CURVES: Readonly<Record<string, Scale>> = {
  growthCharacters: 'linear',
  growthClients: 'logarithmic',
};

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    json: { type: 'string' },
    commit: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
  },
});

const names = values.only ?? (values.check ? CHECKED : Object.keys(BENCHMARKS));
const unknown = names.find((name) => !(name in BENCHMARKS));
if (unknown !== undefined) {
  console.error(`bench: there is no ${unknown}, but ${Object.keys(BENCHMARKS).join(', ')}`);
  process.exit(2);
}

if (!values['no-build']) {
  const project = (await import(new URL('../../scripts/project.mjs', import.meta.url).href)) as {
    build(): Promise<void>;
  };
  await project.build();
}

const startedAt = performance.now();
const sinceStart = () => performance.now() - startedAt;
if (values.check) await check();
else await measure();

async function measure(): Promise<void> {
  const machine = measureMachine();
  const { short } = values;
  const sections: Measured[] = [];
  for (const name of names) {
    console.error(`bench: ${name}, ${Math.round(sinceStart() / 1000)} s`);
    const section = await BENCHMARKS[name]!(short ? SHORT_EFFORT : FULL_EFFORT);
    sections.push({ ...section, at: new Date().toISOString(), short });
  }
  const report: Report = {
    at: new Date().toISOString(),
    short,
    seconds: sinceStart() / 1000,
    machine,
    sections,
  };
  if (values.json !== undefined) write(values.json, report);
  if (values.commit) commit(report);
  process.stdout.write(markdownOf(report));
}

function commit(report: Report): void {
  mkdirSync(DOCS, { recursive: true });
  const measured = new Map(report.sections.map((section) => [section.id, section]));
  const sections = [...committedSections(), ...report.sections];
  const byId = new Map(
    sections.map((section) => [section.id, measured.get(section.id) ?? section]),
  );
  write(BASELINE, {
    ...report,
    sections: Object.keys(BENCHMARKS).flatMap((id) => byId.get(id) ?? []),
  });
  for (const section of report.sections) {
    const scale = CURVES[section.id];
    if (scale === undefined) continue;
    writeFileSync(join(DOCS, `${section.id}.svg`), curvesOf(section, scale));
  }
}

async function check(): Promise<void> {
  const committed = committedSections();
  let failed = false;
  for (const name of names) {
    let worse: Worse[] = [];
    let tries = 0;
    do {
      const section = await BENCHMARKS[name]!(CHECK_EFFORT);
      const again = new Set(worse.map(({ aim }) => aim.id));
      worse = worseThan(committed, section).filter(({ aim }) => tries === 0 || again.has(aim.id));
      tries++;
    } while (worse.length > 0 && tries < TRIES && sinceStart() < TRY_UNTIL_MS);
    const seconds = (sinceStart() / 1000).toFixed(1);
    console.log(
      `${name}: ${worse.length === 0 ? 'ok' : 'worse than half'}, ${tries}, ${seconds} s`,
    );
    for (const { aim, committed } of worse) {
      console.log(
        `  ${aim.label}: ${aim.value.toFixed(2)} ${aim.unit}, was ${committed.toFixed(2)}`,
      );
    }
    if (worse.length > 0 && tries < TRIES) console.log('  The machine is too slow to be sure.');
    failed ||= worse.length > 0 && tries === TRIES;
  }
  process.exitCode = failed ? 1 : 0;
}

function committedSections(): readonly Measured[] {
  if (!existsSync(BASELINE)) return [];
  return (JSON.parse(readFileSync(BASELINE, 'utf8')) as Report).sections;
}

function write(file: string, report: Report): void {
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}
