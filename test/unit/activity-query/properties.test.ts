/** What holds of the query language for every line and every search. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActivityFilter, ActivityTerm } from '../../../src/shared/activity.ts';
import { complete } from '../../../src/shared/activity-query/complete.ts';
import { standingOf, withRange, withValue } from '../../../src/shared/activity-query/edit.ts';
import { EVENT_KINDS, FIELD_NAMES } from '../../../src/shared/activity-query/names.ts';
import { parseQuery } from '../../../src/shared/activity-query/parse.ts';
import { printQuery } from '../../../src/shared/activity-query/print.ts';

const CLOCK = { now: Date.parse('2026-11-23T14:05:06.789Z'), zone: 'utc' } as const;

/** Lines that come close to being right, beside any text at all. */
const piece = fc.constantFrom(
  ...FIELD_NAMES.map((name) => `${name}:`),
  ...EVENT_KINDS,
  '-',
  ',',
  '"',
  '\\',
  ' ',
  ' ',
  '..',
  '>',
  '2h',
  '17',
  'today',
  '2026-11-21',
  'Aria',
  'is:undone',
);
const line = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
);

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.stringMatching(/^[\w",:\\ -]{1,12}$/),
  )
  .filter((value) => value.trim() !== '');
const texts = fc.uniqueArray(text, { minLength: 1, maxLength: 4 });
const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const isNot = fc.boolean();
const moment = fc.nat({ max: 4e12 });

const listTerm: fc.Arbitrary<ActivityTerm> = fc.oneof(
  fc.record({
    isNot,
    field: fc.constant('event_type' as const),
    values: fc.uniqueArray(fc.constantFrom<string>(...EVENT_KINDS), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    isNot,
    field: fc.constantFrom('item_id' as const, 'map_id', 'reason'),
    values: texts,
  }),
  fc.record({
    isNot,
    field: fc.constant('guild_id' as const),
    values: fc.uniqueArray(id, { minLength: 1, maxLength: 4 }),
  }),
) as fc.Arbitrary<ActivityTerm>;
const otherTerm: fc.Arbitrary<ActivityTerm> = fc.oneof(
  fc.record({
    isNot,
    field: fc.constant('character_id' as const),
    values: fc.uniqueArray(fc.oneof(text, id), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
  fc
    .tuple(isNot, fc.maxSafeNat(), fc.maxSafeNat(), fc.constantFrom('min', 'max', 'both'))
    .map(([isNot, a, b, which]) => ({
      isNot,
      field: 'amount' as const,
      min: which === 'max' ? null : Math.min(a, b),
      max: which === 'min' ? null : Math.max(a, b),
    })),
  fc.record({ isNot, field: fc.constant('text' as const), phrase: text }),
  fc.record({ isNot, field: fc.constant('undone' as const) }),
);

/** As a parser gives it: of a field that is a list one term each way. */
const filter: fc.Arbitrary<ActivityFilter> = fc
  .record({
    times: fc.tuple(fc.option(moment), fc.option(moment)),
    terms: fc
      .tuple(
        fc.uniqueArray(listTerm, {
          selector: ({ field, isNot }) => `${field} ${isNot}`,
          maxLength: 4,
        }),
        fc.array(otherTerm, { maxLength: 4 }),
      )
      .chain(([lists, others]) =>
        fc.shuffledSubarray([...lists, ...others], { minLength: lists.length + others.length }),
      ),
  })
  .filter(({ times: [since, until] }) => since === null || until === null || since < until)
  .map(({ times: [since, until], terms }) => ({ since, until, terms }));

describe('the query language', () => {
  it('answers every line, and says of a mistake where it is [A36]', () => {
    fc.assert(
      fc.property(line, (text) => {
        const parsed = parseQuery(text, CLOCK);
        if (parsed.isGood) return;
        const { message, start, end } = parsed.mistake;
        expect(message).not.toBe('');
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('prints what it reads, so that it reads the same again [A37]', () => {
    fc.assert(
      fc.property(filter, (wanted) => {
        expect(parseQuery(printQuery(wanted), CLOCK)).toEqual({ isGood: true, filter: wanted });
      }),
      { numRuns: 1_000 },
    );
  });

  it('says of every line that it takes the same again when it is printed [A37]', () => {
    fc.assert(
      fc.property(line, (text) => {
        const parsed = parseQuery(text, CLOCK);
        if (!parsed.isGood) return;
        expect(parseQuery(printQuery(parsed.filter), CLOCK)).toEqual(parsed);
      }),
      { numRuns: 2_000 },
    );
  });

  it('completes at every place of every line, within it [A38]', () => {
    fc.assert(
      fc.property(line, fc.nat({ max: 80 }), (text, caret) => {
        const { from, to, candidates } = complete(text, caret, {
          char: [{ value: 1001, what: 'Aria' }],
        });
        const at = Math.min(caret, text.length);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(from).toBeLessThanOrEqual(at);
        expect(to).toBeGreaterThanOrEqual(at);
        expect(to).toBeLessThanOrEqual(text.length);
        expect(candidates.length).toBeLessThanOrEqual(Math.max(12, EVENT_KINDS.length));
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps the rest of a line that a value or a range is put into [A37]', () => {
    const value = fc.oneof(
      fc.record({ field: fc.constantFrom('map' as const, 'reason', 'item'), value: text }),
      fc.record({ field: fc.constant('char' as const), value: fc.integer({ min: 1, max: 9_999 }) }),
    );
    fc.assert(
      fc.property(
        filter,
        value,
        fc.constantFrom('wanted' as const, 'unwanted'),
        (of, one, standing) => {
          fc.pre(!JSON.stringify(of.terms).includes(JSON.stringify(one.value)));
          const before = printQuery(of);
          const after = withValue(before, one.field, one.value, standing);
          expect(standingOf(after, one.field, one.value)).toBe(standing);
          expect(parseQuery(after, CLOCK).isGood).toBe(true);
          expect(withValue(after, one.field, one.value, 'none')).toBe(before);
          const ranged = parseQuery(withRange(before, 5, 9), CLOCK);
          expect(ranged).toEqual({ isGood: true, filter: { since: 5, until: 9, terms: of.terms } });
        },
      ),
      { numRuns: 500 },
    );
  });
});
