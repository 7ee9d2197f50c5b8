/** Work on many things, not all at once. */

const AT_A_TIME = 100;

/** Does something for each, some at a time. */
export async function forEach<T>(
  list: readonly T[],
  work: (one: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < list.length) {
      const index = next++;
      await work(list[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, list.length) }, worker));
}

/** What `make` makes for 0 and up, some at a time. */
export async function inOrder<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = Array.from({ length: count });
  const indices = Array.from({ length: count }, (_, index) => index);
  await forEach(indices, async (index) => {
    made[index] = await make(index);
  });
  return made;
}
