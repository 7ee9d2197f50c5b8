/** What the benchmarks make of their figures: the comparison with the committed ones, and the curves. */
import { describe, expect, it } from 'vitest';
import { worseThan } from '../bench/check.ts';
import { curvesOf } from '../bench/curves.ts';
import type { Aim, Section } from '../bench/report.ts';

function section(parts: Partial<Section>): Section {
  return { id: 'one', title: 'One', notes: [], columns: [], rows: [], aims: [], ...parts };
}

function withAim(value: number, more: Partial<Aim> = { atLeast: 1 }): Section {
  return section({ aims: [{ id: 'one', label: 'one', value, unit: '× peer', ...more }] });
}

describe('a figure against the committed one', () => {
  const worse = (now: Section, before: Section) => worseThan([before], now).length;

  it('is worse where it is less than half of what should be large', () => {
    expect(worse(withAim(0.49), withAim(1))).toBe(1);
    expect(worse(withAim(0.51), withAim(1))).toBe(0);
  });

  it('is worse where it is more than twice of what should be small', () => {
    expect(worse(withAim(2.1, { atMost: 1 }), withAim(1, { atMost: 1 }))).toBe(1);
    expect(worse(withAim(1.9, { atMost: 1 }), withAim(1, { atMost: 1 }))).toBe(0);
  });

  it('counts only where it is a ratio to a peer, and there is a committed one', () => {
    const milliseconds = { unit: 'ms', atMost: 1 };
    expect(worse(withAim(9, milliseconds), withAim(1, milliseconds))).toBe(0);
    expect(worse(withAim(0.1, { id: 'another', atLeast: 1 }), withAim(1))).toBe(0);
  });
});

describe('curves', () => {
  const growth = section({
    title: 'Growth of <a & b>',
    columns: [1, 4, 16].map((size) => ({ key: `${size}`, label: `${size}` })),
    rows: [{ id: 'one.a', label: 'a', cells: { 1: 100, 4: 400, 16: 800 } }],
  });

  function points(svg: string): [number, number][] {
    const list = /points="([^"]*)"/.exec(svg)?.[1] ?? '';
    return list.split(' ').map((point) => point.split(',').map(Number) as [number, number]);
  }

  it('rise as their figures do, from a zero that is on the panel', () => {
    const ys = points(curvesOf(growth, 'linear')).map(([, y]) => y);
    const [first = 0, second = 0, third = 0] = ys;
    expect((first - third) / (first - second)).toBeCloseTo(700 / 300, 1);
  });

  it('stand at their sizes, or at the logarithms of these', () => {
    const gaps = (scale: 'linear' | 'logarithmic') => {
      const [a = 0, b = 0, c = 0] = points(curvesOf(growth, scale)).map(([x]) => x);
      return (c - b) / (b - a);
    };
    expect(gaps('linear')).toBeCloseTo(12 / 3, 1);
    expect(gaps('logarithmic')).toBeCloseTo(1, 1);
  });

  it('are well-formed, and drawn for a dark page as well', () => {
    const svg = curvesOf(growth, 'linear');
    expect(svg).toContain('Growth of &lt;a &amp; b>');
    expect(svg).toContain('prefers-color-scheme: dark');
  });
});
