/** What a run amounts to: as one object for programs, and as a page for people. */
import { Histogram, type Messages, type Statistics } from './statistics.ts';

export interface Run {
  readonly url: string;
  readonly seed: number;
  readonly players: number;
  readonly connections: number;
  /** Seconds of play, without setting up and verifying. */
  readonly seconds: number;
  readonly statistics: Statistics;
}

interface MethodReport {
  readonly count: number;
  readonly per_second: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

export interface Report {
  readonly url: string;
  readonly seed: number;
  readonly players: number;
  readonly connections: number;
  readonly seconds: number;
  readonly total: MethodReport;
  readonly methods: Readonly<Record<string, MethodReport>>;
  readonly expected_errors: Readonly<Record<string, number>>;
  readonly unexpected_errors: { readonly count: number; readonly first: readonly string[] };
  readonly mismatches: { readonly count: number; readonly first: readonly string[] };
  readonly disconnects: number;
  readonly ok: boolean;
}

export function reportOf({ url, seed, players, connections, seconds, statistics }: Run): Report {
  const total = new Histogram();
  const methods: Record<string, MethodReport> = {};
  for (const [method, histogram] of [...statistics.methods].sort(byCount)) {
    total.merge(histogram);
    methods[method] = methodReport(histogram, seconds);
  }
  const messages = ({ count, first }: Messages) => ({ count, first });
  return {
    url,
    seed,
    players,
    connections,
    seconds: round(seconds),
    total: methodReport(total, seconds),
    methods,
    expected_errors: Object.fromEntries([...statistics.expectedErrors].sort()),
    unexpected_errors: messages(statistics.unexpectedErrors),
    mismatches: messages(statistics.mismatches),
    disconnects: statistics.disconnects,
    ok: statistics.isClean,
  };
}

function byCount([, a]: [string, Histogram], [, b]: [string, Histogram]): number {
  return b.count - a.count;
}

function methodReport(histogram: Histogram, seconds: number): MethodReport {
  return {
    count: histogram.count,
    per_second: round(histogram.count / Math.max(seconds, 0.001)),
    p50_ms: round(histogram.quantile(0.5)),
    p99_ms: round(histogram.quantile(0.99)),
    max_ms: round(histogram.max),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

export function formatReport(report: Report): string {
  const lines = [
    `${report.players} players on ${report.connections} connections to ${report.url}, seed ${report.seed}, ${report.seconds} s`,
    '',
    row('operation', 'count', 'per second', 'p50 ms', 'p99 ms', 'max ms'),
    ...Object.entries(report.methods).map(([method, figures]) => methodRow(method, figures)),
    methodRow('all', report.total),
    '',
    `Expected errors: ${listOf(report.expected_errors)}`,
    `Connections lost: ${report.disconnects}`,
    ...section('Unexpected errors', report.unexpected_errors),
    ...section('Mismatches', report.mismatches),
    '',
    report.ok
      ? 'All players hold exactly what they should.'
      : 'FAILED: there were unexpected errors or mismatches.',
  ];
  return lines.join('\n');
}

function methodRow(method: string, figures: MethodReport): string {
  const { count, per_second, p50_ms, p99_ms, max_ms } = figures;
  return row(method, ...[count, per_second, p50_ms, p99_ms, max_ms].map(String));
}

function row(first: string, ...cells: readonly string[]): string {
  return first.padEnd(24) + cells.map((cell) => cell.padStart(12)).join('');
}

function listOf(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).map(([code, count]) => `${count} ${code}`);
  return entries.length === 0 ? 'none' : entries.join(', ');
}

function section(title: string, messages: Report['mismatches']): string[] {
  const { count, first } = messages;
  const lines = [`${title}: ${count}`, ...first.map((message) => `  ${message}`)];
  if (count > first.length) lines.push(`  … and ${count - first.length} more`);
  return lines;
}
