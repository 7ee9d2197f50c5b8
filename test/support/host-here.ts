/** A host in the process of a test, with its utility processes: quick to start on a damaged directory. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Host } from '../../src/main/host/host.ts';
import type { WorldMethod, WorldParams, WorldResult } from '../../src/shared/world-methods.ts';
import { forkHere } from './fork-here.ts';

export class HostHere {
  readonly host: Host;

  private constructor(host: Host) {
    this.host = host;
  }

  /** Rejects with what the host says where it does not start. */
  static async start(dataDir: string): Promise<HostHere> {
    const host = await Host.start({
      dataDir,
      overrides: { port: 0 },
      fork: forkHere,
      migrations: fileURLToPath(new URL('../../migrations', import.meta.url)),
      version: 'test',
      onStopRequested: () => {},
      onRestartRequested: () => {},
    });
    return new HostHere(host);
  }

  /** A change, and that it is on disk. */
  async change<M extends WorldMethod>(method: M, params: WorldParams<M>): Promise<WorldResult<M>> {
    const { result, durable } = this.host.parts.engine.execute(method, params);
    const copy = structuredClone(result);
    await durable;
    return copy;
  }

  /** The digest of all rows that are there now. */
  async digest(): Promise<string> {
    return (await this.host.parts.backups.create('request', null)).digest;
  }

  /** What was said of the start: the receipt of its first step, and what the journal's recovery found. */
  said(): string {
    const [connect] = this.host.status().steps;
    return [connect?.detail, ...this.host.parts.journal.opened.remarks].join('\n');
  }

  /** Its end in order, however much of it fails. */
  async stop(): Promise<void> {
    await this.host.stop().catch(() => {});
    await sleep(0);
  }
}
