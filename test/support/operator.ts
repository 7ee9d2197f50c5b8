/**
 * A real host and the one who runs it: changes the world, makes backups, goes back, kills and starts
 * again, and remembers every number that was ever given out, so that none is seen twice.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Backup, ServerStatus } from '../../src/shared/host-methods.ts';
import type { RestorePhase, RestorePreview, RestoreReceipt } from '../../src/shared/restore.ts';
import { makeTempDir, startHost, type TestHost } from './host.ts';
import type { Random } from './random.ts';
import { RawConnection, type Reply } from './raw-client.ts';

export const PROCESSES = ['journal', 'snapshot', 'backup'] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** Numbers that only grow, over kills and restores. */
interface Numbers {
  readonly seq: number;
  readonly character_id: number;
  readonly log_id: number;
}

/** What a crash may leave in the data directory, and a start must not. */
const LEFT_OVER = /^(restored-\d+\.db|full\.db|.*\.(recovering|vacuum|tmp))/;

export class Operator {
  readonly dataDir: string;
  #host: TestHost | null = null;
  #admin: RawConnection | null = null;
  #numbers: Numbers = { seq: 0, character_id: 0, log_id: 0 };
  #names = 0;
  readonly #characters: number[] = [];
  /** Called with each phase of a restore as the host tells of it. */
  onPhase: (phase: RestorePhase) => void = () => {};

  constructor(dataDir = makeTempDir()) {
    this.dataDir = dataDir;
  }

  get host(): TestHost {
    if (this.#host === null) throw new Error('there is no host');
    return this.#host;
  }

  get admin(): RawConnection {
    if (this.#admin === null) throw new Error('there is no host');
    return this.#admin;
  }

  async start(): Promise<void> {
    const host = await startHost({ dataDir: this.dataDir });
    this.#host = host;
    const admin = await RawConnection.open({ url: host.url, token: host.tokens.admin });
    this.#admin = admin;
    admin.onNotification = ({ params }) => {
      const restore = params.restore as { phase: RestorePhase } | undefined;
      if (restore !== undefined) this.onPhase(restore.phase);
    };
    await admin.call('subscribe', { topics: ['progress'] });
  }

  /** Ends the host; its processes are then orphans, which finish what they have. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<number> {
    this.#admin?.socket.terminate();
    const code = (await this.#host?.stop(signal)) ?? 0;
    this.#host = null;
    return code;
  }

  async status(): Promise<ServerStatus> {
    return (await this.admin.call<{ status: ServerStatus }>('server.status')).status;
  }

  /** The ids of the host's processes, once all of them are up. */
  async pids(): Promise<Record<ProcessName, number>> {
    for (;;) {
      const { processes } = await this.status();
      if (processes.every(({ state, pid }) => state === 'ready' && pid !== null)) {
        const pairs = processes.map(({ name, pid }) => [name, pid]);
        return Object.fromEntries(pairs) as Record<ProcessName, number>;
      }
      await sleep(10);
    }
  }

  /** Some changes to every kind of thing. Throws where a number comes that was there before. */
  async play(random: Random, changes = 3): Promise<void> {
    const { admin } = this;
    for (let i = 0; i < changes; i++) {
      const { character, seq } = await admin.call<{
        character: { character_id: number };
        seq: number;
      }>('characters.create', {
        account_id: 1,
        character_name: `Hero ${++this.#names}`,
        map_id: 'town',
        position_x: 1,
        position_y: 2,
        position_z: 3,
        gold: random.int(1, 100),
      });
      this.#rise({ seq, character_id: character.character_id });
      this.#characters.push(character.character_id);
      const character_id = random.pick(this.#characters);
      // Some of them are gone, since the world went back: refused, and nothing has changed.
      await admin.request('items.create', { character_id, item_type: 'sword' });
      await admin.request('gold.grant', { character_id, amount: 5, reason: 'play' });
    }
    const event_type = {
      PlayerKill: { killer_id: 1, victim_id: 'wolf', location: { x: 0, y: 0, z: 0 } },
    };
    this.#rise(
      await admin.call<{ log_id: number; seq: number }>('activity.log', {
        event_type,
        details: {},
      }),
    );
  }

  #rise(now: Partial<Numbers>): void {
    for (const [name, value] of Object.entries(now)) {
      const before = this.#numbers[name as keyof Numbers];
      if (before !== undefined && value <= before) {
        throw new Error(`${name} went back: ${value} after ${before}`);
      }
    }
    const { seq, character_id, log_id } = { ...this.#numbers, ...now };
    this.#numbers = { seq, character_id, log_id };
  }

  async backup(): Promise<Backup> {
    return (await this.admin.call<{ backup: Backup }>('admin.backups.create')).backup;
  }

  async preview(target: object): Promise<RestorePreview> {
    const { preview } = await this.admin.call<{ preview: RestorePreview }>(
      'admin.restore.preview',
      target,
    );
    return preview;
  }

  /** Goes back to what was previewed; resolves with the reply, be it a receipt or an error. */
  run(token: string): Promise<Reply> {
    return this.admin.request('admin.restore.run', { token, accept_ms: 60_000 });
  }

  async undo(): Promise<RestoreReceipt> {
    return (await this.admin.call<{ restore: RestoreReceipt }>('admin.restore.undo')).restore;
  }

  /** What is wrong with the running host, in sentences: it must serve a world that keeps its rules. */
  async problems(): Promise<string[]> {
    const found: string[] = [];
    const { state, refusing } = await this.status();
    if (state !== 'serving') found.push(`the host is ${state}`);
    if (refusing !== null) found.push(refusing);
    const verified = await this.admin.call<{ ok: boolean; violations: unknown[] }>(
      'admin.verifyInvariants',
    );
    if (!verified.ok) found.push(JSON.stringify(verified.violations[0]));
    const checked = await this.admin.call<{ problems: string[] }>('admin.integrityCheck');
    return [...found, ...checked.problems];
  }

  /** Files of work that was cut off. */
  leftOver(): string[] {
    const backups = join(this.dataDir, 'backups');
    return [this.dataDir, ...(existsSync(backups) ? [backups] : [])].flatMap((directory) =>
      readdirSync(directory).filter((name) => LEFT_OVER.test(name)),
    );
  }
}
