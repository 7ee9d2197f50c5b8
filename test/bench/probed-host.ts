/** A host whose main loop is watched from within, by `loop-probe.ts`. */
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoopDelay } from './loop-probe.ts';
import { type Host, makeDirectory, startHost } from './servers.ts';

export interface ProbedHost {
  readonly host: Host;
  /** The delay of its loop since this was asked last. */
  delay(): Promise<LoopDelay>;
}

export async function startProbedHost(dataDir: string): Promise<ProbedHost> {
  const portFile = join(makeDirectory('probe'), 'port');
  const probe = fileURLToPath(new URL('loop-probe.ts', import.meta.url));
  const host = await startHost(dataDir, ['--import', probe], { SHARDKEEP_BENCH_LOOP: portFile });
  return { host, delay: () => read<LoopDelay>(Number(readFileSync(portFile, 'utf8'))) };
}

/** What the probe answers to whoever connects. */
function read<T>(port: number): Promise<T> {
  return new Promise((resolve, reject) => {
    let text = '';
    createConnection(port, '127.0.0.1')
      .setEncoding('utf8')
      .on('data', (chunk) => {
        text += chunk;
      })
      .on('error', reject)
      .on('end', () => resolve(JSON.parse(text) as T));
  });
}
