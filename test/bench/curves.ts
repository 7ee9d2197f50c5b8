/**
 * The rows of a section of growth as curves, in one SVG of small panels: each figure over the numbers that
 * head the columns, from zero upwards. Readable on a light page and on a dark one.
 */
import type { Row, Section } from './report.ts';

const PANELS_WIDE = 3;
const WIDTH = 300;
const HEIGHT = 190;
/** Around the plot of a panel: room for its title above and for numbers at its left and below. */
const TOP = 34;
const LEFT = 52;
const RIGHT = 16;
const BOTTOM = 26;

const STYLE = `
  text { font: 11px system-ui, sans-serif; fill: #4a5260; }
  .title { font-size: 12px; font-weight: 600; fill: #1b1f27; }
  .grid { stroke: #d5dae2; }
  .curve { fill: none; stroke: #1864ab; stroke-width: 2; }
  .point { fill: #1864ab; }
  @media (prefers-color-scheme: dark) {
    text { fill: #a6aebb; }
    .title { fill: #e6e9ef; }
    .grid { stroke: #3a414d; }
    .curve { stroke: #74c0fc; }
    .point { fill: #74c0fc; }
  }`;

/** Sizes stand where they are, or their logarithms where they grow by factors. */
export type Scale = 'linear' | 'logarithmic';

export function curvesOf({ title, columns, rows }: Section, scale: Scale): string {
  const sizes = columns.map(({ key }) => Number(key));
  const width = PANELS_WIDE * WIDTH;
  const height = Math.ceil(rows.length / PANELS_WIDE) * HEIGHT;
  const panels = rows.map((row, i) => {
    const x = (i % PANELS_WIDE) * WIDTH;
    const y = Math.floor(i / PANELS_WIDE) * HEIGHT;
    return `<g transform="translate(${x} ${y})">\n${panelOf(row, sizes, scale)}\n</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}\n</style>`,
    ...panels,
    '</svg>\n',
  ].join('\n');
}

function panelOf({ label, cells }: Row, sizes: readonly number[], scale: Scale): string {
  const values = sizes.map((size) => Number(cells[size]));
  const top = roundUp(Math.max(...values));
  const at = scale === 'linear' ? (size: number) => size : Math.log;
  const [first = 0, last = 1] = [sizes[0], sizes.at(-1)].map((size) => at(size!));
  const zero = scale === 'linear' ? 0 : first;
  const x = (size: number) =>
    round(LEFT + ((at(size) - zero) / (last - zero)) * (WIDTH - LEFT - RIGHT));
  const y = (value: number) => round(HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM));
  const lines = [0, top / 2, top].map(
    (value) =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"/>` +
      `<text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${short(value)}</text>`,
  );
  const points = sizes.map((size, i) => ({ size, px: x(size), py: y(values[i]!) }));
  return [
    `<text class="title" x="8" y="18">${escaped(label)}</text>`,
    ...lines,
    `<polyline class="curve" points="${points.map(({ px, py }) => `${px},${py}`).join(' ')}"/>`,
    ...points.map(
      ({ size, px, py }, i) =>
        `<circle class="point" cx="${px}" cy="${py}" r="3"><title>${short(size)}: ${short(values[i]!)}</title></circle>` +
        `<text x="${px}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${short(size)}</text>`,
    ),
  ].join('\n');
}

/** The next of 1, 2, 4, 6, 8 or 10 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 6, 8].find((step) => step * power >= value) ?? 10) * power;
}

function short(value: number): string {
  return value.toLocaleString('en-US', {
    notation: value >= 10_000 ? 'compact' : 'standard',
    maximumSignificantDigits: 3,
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
