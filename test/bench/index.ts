/**
 * `npm run bench`: Shardkeep beside its peers, measured in one run on one machine.
 *
 *   --short        3 runs and smaller windows: a minute or two, for a look
 *   --only NAME    one benchmark: create, lookups, start, memory, snapshot, backup, restore, loop,
 *                  window, desk, windowHour or activity; may be repeated
 *   --json FILE    writes the figures to a file as well
 *   --no-build     measures what `out` holds, built or not from these sources
 *
 * The table goes to standard output, progress to standard error. Compare figures only within one
 * table: another minute is another machine.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchActivity } from './activity.ts';
import { benchBackup } from './backup.ts';
import { benchCreate } from './create.ts';
import { benchDesk } from './desk.ts';
import { benchLookups } from './lookups.ts';
import { benchLoop } from './loop.ts';
import { measureMachine } from './machine.ts';
import { type Effort, FULL_EFFORT, SHORT_EFFORT } from './measure.ts';
import { benchMemory } from './memory.ts';
import { markdownOf, type Report, type Section } from './report.ts';
import { benchRestore } from './restore.ts';
import { benchSnapshot } from './snapshot.ts';
import { benchStart } from './start.ts';
import { benchWindow } from './window.ts';
import { benchWindowHour } from './window-hour.ts';

const BENCHMARKS: Readonly<Record<string, (effort: Effort) => Promise<Section>>> = {
  create: benchCreate,
  lookups: benchLookups,
  start: benchStart,
  memory: benchMemory,
  snapshot: benchSnapshot,
  backup: benchBackup,
  restore: benchRestore,
  loop: benchLoop,
  window: benchWindow,
  desk: benchDesk,
  windowHour: benchWindowHour,
  activity: benchActivity,
};

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    json: { type: 'string' },
    'no-build': { type: 'boolean', default: false },
  },
});

const names = values.only ?? Object.keys(BENCHMARKS);
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
const seconds = () => (performance.now() - startedAt) / 1000;
const machine = measureMachine();
const sections: Section[] = [];
for (const name of names) {
  console.error(`bench: ${name}, ${Math.round(seconds())} s`);
  sections.push(await BENCHMARKS[name]!(values.short ? SHORT_EFFORT : FULL_EFFORT));
}
const report: Report = {
  at: new Date().toISOString(),
  short: values.short,
  seconds: seconds(),
  machine,
  sections,
};
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
process.stdout.write(markdownOf(report));
