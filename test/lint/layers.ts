/**
 * Proves that the layer rules of .dependency-cruiser.mjs see what they are meant to see. The tool
 * finds nothing, and reports no error, when its parser cannot read the sources; so
 *
 * - each file in fixtures/ breaks exactly the rules that its first line names, and together they
 *   break every rule there is;
 * - a cruise of src finds every source file and every import that a plain search for text finds.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';

/** Fewer than these, and the cruise looked in the wrong place. */
const LEAST_SOURCES = 40;
const FIXTURES = 'test/lint/fixtures';
const IMPORT = /^(?:(?:import|export|\}).* from |import )'([^']+)';$/gm;

const options = await extractDepcruiseOptions('./.dependency-cruiser.mjs');
const faults: string[] = [];

async function cruiseSources(baseDir: string): Promise<ICruiseResult> {
  const { output } = await cruise(['src'], { ...options, baseDir: resolve(baseDir) });
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text');
  return output;
}

function sourcesIn(baseDir: string): Map<string, string> {
  const paths = readdirSync(join(baseDir, 'src'), { encoding: 'utf8', recursive: true })
    .filter((path) => /(?<!\.d)\.tsx?$/.test(path))
    .map((path) => join('src', path).replaceAll('\\', '/'));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(baseDir, path), 'utf8')]));
}

function checkSight(baseDir: string, result: ICruiseResult): number {
  const seen = new Map(
    result.modules.map((module) => [module.source, module.dependencies.map((to) => to.module)]),
  );
  const sources = sourcesIn(baseDir);
  for (const [path, text] of sources) {
    const dependencies = seen.get(path);
    if (dependencies === undefined) {
      faults.push(`${join(baseDir, path)} was not seen`);
      continue;
    }
    for (const [, specifier = ''] of text.matchAll(IMPORT)) {
      if (!dependencies.includes(specifier.replace(/^node:/, ''))) {
        faults.push(`${join(baseDir, path)}: the import of '${specifier}' was not seen`);
      }
    }
  }
  return sources.size;
}

function checkFixtures(result: ICruiseResult): void {
  const broken = new Map<string, Set<string>>();
  for (const { from, rule } of result.summary.violations) {
    broken.set(from, (broken.get(from) ?? new Set()).add(rule.name));
  }
  const named = new Set<string>();
  for (const [path, text] of sourcesIn(FIXTURES)) {
    const expected = (/^\/\/ Breaks: (.+)$/m.exec(text)?.[1] ?? '').split(', ').filter(Boolean);
    const actual = [...(broken.get(path) ?? [])];
    for (const rule of expected) named.add(rule);
    if (expected.sort().join() !== actual.sort().join()) {
      const told = (rules: string[]) => rules.join(', ') || 'nothing';
      faults.push(`${join(FIXTURES, path)}: breaks ${told(actual)}, not ${told(expected)}`);
    }
  }
  for (const { name = '' } of options.ruleSet?.forbidden ?? []) {
    if (!named.has(name)) faults.push(`no fixture breaks the rule ${name}`);
  }
}

const fixtures = await cruiseSources(FIXTURES);
checkFixtures(fixtures);
checkSight(FIXTURES, fixtures);
const seen = checkSight('.', await cruiseSources('.'));
if (seen < LEAST_SOURCES) faults.push(`only ${seen} source files were found`);

for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log(`every layer rule is broken by its fixture; ${seen} source files were read`);
