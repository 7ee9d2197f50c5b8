/** A moment among those that can be gone back to, or why there is none to choose. */

import { Loader, Text } from '@mantine/core';
import { useState } from 'react';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { MomentPicker } from './moment-picker.tsx';
import { clamp, firstChoice, rangeOf } from './moments.ts';

export interface MomentChoice {
  /** Milliseconds of the wall clock; null while there is none to choose. */
  readonly at: number | null;
  readonly onChange: (at: number) => void;
}

/** What is chosen stays within what can be, as that grows. */
export function useMomentChoice(first: string | null): MomentChoice {
  const window = useApp((state) => state.restoreWindow);
  const [chosen, setChosen] = useState(first === null ? null : Date.parse(first));
  const range = window === null ? null : rangeOf(window);
  const at = range === null ? null : chosen === null ? firstChoice(range) : clamp(chosen, range);
  return { at, onChange: setChosen };
}

/** That the moments could not be loaded. */
export function MomentsNotice() {
  const error = useApp((state) => state.restoresError);
  if (error === null) return null;
  return <ErrorNotice title={text.restore.choose.momentsFailed} error={error} />;
}

interface MomentFormProps {
  readonly choice: MomentChoice;
  /** What comes back of that moment, as a sentence. */
  readonly meaning: string;
}

export function MomentForm({ choice: { at, onChange }, meaning }: MomentFormProps) {
  const window = useApp((state) => state.restoreWindow);
  const isFailed = useApp((state) => state.restoresError !== null);
  if (window === null)
    return isFailed ? null : <Loader size="sm" aria-label={text.shared.loading} />;
  const range = rangeOf(window);
  if (range === null || at === null) {
    return <Text size="sm">{text.restore.choose.noMoment}</Text>;
  }
  return (
    <MomentPicker range={range} window={window} at={at} meaning={meaning} onChange={onChange} />
  );
}
