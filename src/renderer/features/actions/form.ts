/** The form of an action, and what it comes to: the calls it makes, and the sentences about them. Pure. */
import type { Params } from '../../../shared/host-methods.ts';
import type { WorldMethod } from '../../../shared/world-methods.ts';
import type { Field } from './fields.ts';

type CallMethod = 'admin.act' | 'accounts.ban' | 'accounts.unban' | 'sessions.kick';

/** One request to the host that is an action by itself. */
export type Call = {
  [M in CallMethod]: { readonly method: M; readonly params: Params<M> };
}[CallMethod];

export interface Plan {
  /** What will happen, as a sentence. */
  readonly will: string;
  /** The same once it is done. */
  readonly done: string;
  readonly call: (reason: string) => Call;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;
/** What was typed, by field. */
export type Texts = Readonly<Record<string, string>>;

type ValuesOf<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/** What the form comes to as it stands. */
export type Filled =
  /** What is wrong with fields, by their names. */
  | { readonly kind: 'lacking'; readonly lacks: Texts }
  /** It would change nothing. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'ready'; readonly plan: Plan };

export interface Form {
  readonly fields: Fields;
  readonly fill: (texts: Texts) => Filled;
}

/** `plan` gets the values of all fields, and answers null where they would change nothing. */
export function form<F extends Fields>(
  fields: F,
  plan: (values: ValuesOf<F>) => Plan | null,
): Form {
  return {
    fields,
    fill: (texts) => {
      const lacks: Record<string, string> = {};
      const values: Record<string, unknown> = {};
      for (const [name, field] of Object.entries(fields)) {
        const read = field.read(texts[name] ?? field.initial);
        if (read.isGood) values[name] = read.value;
        else lacks[name] = read.why;
      }
      if (Object.keys(lacks).length > 0) return { kind: 'lacking', lacks };
      const planned = plan(values as ValuesOf<F>);
      return planned === null ? { kind: 'nothing' } : { kind: 'ready', plan: planned };
    },
  };
}

export function initialTexts({ fields }: Form): Texts {
  return Object.fromEntries(Object.entries(fields).map(([name, { initial }]) => [name, initial]));
}

interface Operation {
  readonly method: WorldMethod;
  readonly params: unknown;
}

export function operation<M extends WorldMethod>(method: M, params: Params<M>): Operation {
  return { method, params };
}

/** Operations on the world as one action about a character. */
export function act(
  character_id: number,
  operationsFor: (reason: string) => readonly Operation[],
): Plan['call'] {
  return (reason) => ({
    method: 'admin.act',
    params: { reason, character_id, operations: [...operationsFor(reason)] },
  });
}
