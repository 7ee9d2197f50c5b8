/** What a part of the page asks the host for, once for each thing that it shows. */
import { useEffect, useState } from 'react';
import { ApiError } from '../../api/errors.ts';

export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: ApiError };

const LOADING = { kind: 'loading' } as const;

/**
 * Loads anew where `key` is another one; what comes too late is dropped. In another round of the same key,
 * whatever says so, what is there stays until it is loaded again.
 */
export function useLoaded<T>(
  key: string,
  load: () => Promise<T>,
  rounds: readonly unknown[] = [],
): Loaded<T> {
  const [state, setState] = useState<{ readonly key: string; readonly of: Loaded<T> } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is loaded
  useEffect(() => {
    let isWanted = true;
    load().then(
      (value) => {
        if (isWanted) setState({ key, of: { kind: 'loaded', value } });
      },
      (thrown: unknown) => {
        if (!isWanted) return;
        const error = ApiError.from(thrown);
        const failed = { key, of: { kind: 'failed', error } } as const;
        // After a connection that was lost, what is shown is of before, and there is a notice of that.
        setState((now) => (error.code === 'Closed' && now?.key === key ? now : failed));
      },
    );
    return () => {
      isWanted = false;
    };
  }, [key, ...rounds]);
  return state?.key === key ? state.of : LOADING;
}
