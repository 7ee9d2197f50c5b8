/** Requests of one connection that are answered as fast as the host takes them; how long is not measured. */

/** At a time, below the host's limit. */
const AT_A_TIME = 400;

/** Resolves once all are answered; rejects with the first failure. */
export async function askAll(requests: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (let i = 0; i < requests.length; i += AT_A_TIME) {
    await Promise.all(requests.slice(i, i + AT_A_TIME).map((request) => request()));
  }
}
