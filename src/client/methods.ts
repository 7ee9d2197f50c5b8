/**
 * The methods as the client sees them: typed functions in groups, and for each method when its
 * answer comes and whether it may be asked twice. All of it comes from the shared declarations.
 */
import {
  definitionOf,
  METHODS,
  type Method,
  type Params,
  type Result,
} from '../shared/host-methods.ts';
import type { NO_OPERATIONS, WorldMethod } from '../shared/world-methods.ts';

/** Parameters may be left out where none is needed. */
export type Call<M extends Method> =
  Record<never, never> extends Params<M>
    ? (params?: Params<M>) => Promise<Result<M>>
    : (params: Params<M>) => Promise<Result<M>>;

/** What stands next in the names that begin with `Prefix`: `create` in `items.create` after `items.`. */
type Next<Prefix extends string, M extends string = Method> = M extends `${Prefix}${infer Rest}`
  ? Rest extends `${infer Head}.${string}`
    ? Head
    : Rest
  : never;

/** `client.items.create(…)`, `client.admin.snapshots.list(…)`: methods by the parts of their names. */
export type Methods<Prefix extends string = ''> = {
  readonly [Name in Next<Prefix>]: (`${Prefix}${Name}` extends Method
    ? Call<`${Prefix}${Name}`>
    : unknown) &
    Methods<`${Prefix}${Name}.`>;
};

type NoOperation = (typeof NO_OPERATIONS)[number];

/** One operation of a transaction. */
export type Operation = {
  readonly [M in Exclude<WorldMethod, NoOperation>]: {
    readonly method: M;
    readonly params: Params<M>;
  };
}[Exclude<WorldMethod, NoOperation>];

/** Results in the order of the operations; the `seq` is that of the whole. */
export type OperationResults<Operations extends readonly Operation[]> = {
  readonly [I in keyof Operations]: Omit<Result<Operations[I]['method']>, 'seq'>;
};

/** Functions for all methods, in groups, on top of one that calls a method by its name. */
export function groupMethods(call: (method: Method, params?: never) => Promise<unknown>): Methods {
  type Group = Record<string, unknown>;
  const root: Group = {};
  for (const method of Object.keys(METHODS) as Method[]) {
    const names = method.split('.');
    const last = names.pop() as string;
    let group = root;
    for (const name of names) {
      group[name] ??= {};
      group = group[name] as Group;
    }
    group[last] = (params: never) => call(method, params);
  }
  return root as Methods;
}

/**
 * When a request is answered. A frame is answered as a whole, so it holds only requests that are
 * answered at the same time: none waits for the disk, or for a backup, because of its neighbours.
 */
export type Answered = 'from memory' | 'once durable' | 'once done';

export interface MethodTraits {
  readonly name: string;
  readonly answered: Answered;
  /** The host remembers its outcome for a session, so that there it may be sent again. */
  readonly isRemembered: boolean;
  /** May be sent again in any case: it reads, or sets what it had set before. */
  readonly isRepeatable: boolean;
}

/** Methods of the host that may be sent again. One that is missing here is not, which is safe. */
const REPEATABLE: ReadonlySet<string> = new Set<Method>([
  'server.status',
  'subscribe',
  'activity.query',
  'items.history',
  'items.search',
  'items.contradictions',
  'admin.snapshots.list',
  'admin.connections.list',
  'admin.restore.previewCharacter',
  'admin.backups.list',
  'admin.backups.verify',
  'admin.backups.protect',
  'admin.restore.window',
  'admin.restore.preview',
  'admin.restore.list',
  'admin.journal.status',
  'admin.maintenance.get',
  'admin.metrics.history',
  'admin.settings.get',
  'admin.tokens.get',
  'admin.alerts.list',
]);

const cache = new Map<string, MethodTraits>();

export function traitsOf(name: string): MethodTraits {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const kind = definitionOf(name)?.kind ?? 'host';
  const isRemembered = kind === 'mutation';
  const traits: MethodTraits = {
    name,
    answered: isRemembered ? 'once durable' : kind === 'host' ? 'once done' : 'from memory',
    isRemembered,
    // Positions are absolute and answered in the order they are sent, so a repeated one is never
    // older than one that was answered.
    isRepeatable: kind === 'read' || kind === 'position' || REPEATABLE.has(name),
  };
  cache.set(name, traits);
  return traits;
}
