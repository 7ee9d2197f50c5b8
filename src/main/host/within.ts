/** A wait that ends: shutting down must not hang on a disk or a process that never answers. */

/** What `work` resolves with; rejects with what `tooLong` says where that takes longer than `ms`. */
export async function within<T>(ms: number, work: Promise<T>, tooLong: () => string): Promise<T> {
  let limit: NodeJS.Timeout | undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    limit = setTimeout(() => reject(new Error(tooLong())), ms);
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    clearTimeout(limit);
  }
}
