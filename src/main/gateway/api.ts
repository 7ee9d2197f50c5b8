/** What the gateway needs of the host behind it. */
import type { ErrorDetails } from '../../shared/errors.ts';
import type { HostMethod, HostParams, HostResult } from '../../shared/host-methods.ts';
import type { Role } from '../../shared/method.ts';
import type { Engine } from '../journal/engine.ts';
import type { Tokens } from './tokens.ts';

/** The host's own methods; `subscribe` is the connection's. */
export type HostApi = {
  readonly [M in Exclude<HostMethod, 'subscribe'>]: (
    params: HostParams<M>,
    role: Role,
  ) => Promise<HostResult<M>> | HostResult<M>;
};

export interface Api {
  readonly engine: Engine;
  readonly host: HostApi;
  readonly tokens: () => Tokens;
  readonly allowedOrigins: () => readonly string[];
  readonly connectionsMax: () => number;
  readonly version: string;
  /** Prometheus text. */
  readonly metrics: () => Promise<string>;
  /** What `GET /healthz` says, and whether all is well. */
  readonly health: () => { readonly ok: boolean } & ErrorDetails;
}
