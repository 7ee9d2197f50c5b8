/**
 * What a benchmark hands back, and how it is shown: a Markdown table for people, the same numbers as
 * JSON for programs. Cells hold raw numbers; a section's columns say which are shown, and in what.
 */

export interface Column {
  readonly key: string;
  readonly label: string;
}

export interface Row {
  /** Stable, so that a later run can be compared with this one. */
  readonly id: string;
  readonly label: string;
  readonly cells: Readonly<Record<string, number | string | null>>;
}

/** A figure that the project promises: a ratio to a peer, or a limit of the user's document. */
export interface Aim {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly unit: string;
  /** One of the two. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  /** How to read the table; each a paragraph. */
  readonly notes: readonly string[];
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly aims: readonly Aim[];
}

/** A section says for itself when it was measured: the baseline keeps those of several runs. */
export interface Measured extends Section {
  readonly at: string;
  readonly short: boolean;
}

export interface Report {
  readonly at: string;
  readonly short: boolean;
  readonly seconds: number;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly sections: readonly Measured[];
}

/** Three digits that mean something, and commas between thousands. */
function format(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return value.toLocaleString('en-US', { maximumSignificantDigits: value >= 1000 ? 4 : 3 });
}

function isMet({ value, atLeast, atMost }: Aim): boolean {
  return value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Infinity);
}

export function markdownOf(report: Report): string {
  const { sections, machine, short, seconds } = report;
  const blocks = [
    `# Shardkeep's benchmarks, ${report.at}${short ? ' (short form)' : ''}`,
    table(['machine', ''], Object.entries(machine)),
    ...sections.flatMap((section) => [
      `## ${section.title}`,
      ...section.notes,
      table(
        ['', ...section.columns.map(({ label }) => label)],
        section.rows.map(({ label, cells }) => [
          label,
          ...section.columns.map(({ key }) => cells[key]),
        ]),
      ),
    ]),
    '## What is promised',
    table(
      ['', 'measured', 'wanted', ''],
      sections
        .flatMap(({ aims }) => aims)
        .map((aim) => [
          aim.label,
          withUnit(aim.value, aim.unit),
          aim.atLeast === undefined
            ? `at most ${withUnit(aim.atMost, aim.unit)}`
            : `at least ${withUnit(aim.atLeast, aim.unit)}`,
          isMet(aim) ? 'met' : '**missed**',
        ]),
    ),
    `Took ${Math.round(seconds)} s.`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function withUnit(value: number | undefined, unit: string): string {
  return `${format(value)} ${unit}`;
}

function table(
  head: readonly string[],
  rows: readonly (readonly (number | string | null | undefined)[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [line(head), line(rule), ...rows.map((row) => line(row.map(format)))].join('\n');
}
