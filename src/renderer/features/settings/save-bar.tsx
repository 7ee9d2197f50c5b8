/** What is typed and not saved, with the ways out of that; below the page as long as there is something. */
import { Button, Loader, Text } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { Settings } from '../../../shared/settings.ts';
import { isWithModifier } from '../../app/keyboard.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import classes from './settings.module.css';
import { hasUnsaved } from './settings.ts';
import { focusPlace, problemsOf } from './use-setting.ts';
import { labelOf } from './words.ts';

export function SaveBar() {
  const session = useSession();
  const draft = useApp((state) => state.settingsDraft);
  const save = useApp((state) => state.settingsSave);
  const [hasTried, setTried] = useState(false);
  const names = (Object.keys(draft) as (keyof Settings)[]).map(labelOf);
  const wrong = problemsOf(draft).size;

  const run = useCallback(async () => {
    setTried(true);
    const place = await session.settings.save();
    if (place !== null) focusPlace(place);
  }, [session]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isWithModifier(event) || event.key.toLowerCase() !== 's') return;
      event.preventDefault();
      // What lies behind a dialog is not what is meant.
      if ((event.target as Element).closest('[role="dialog"]') !== null) return;
      if (hasUnsaved(useApp.getState())) void run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [run]);

  if (names.length === 0) return null;

  return (
    <section className={classes.bar} aria-label={text.settings.unsavedLabel} data-testid="save-bar">
      {save.kind === 'failed' && <ErrorNotice title={text.settings.notSaved} error={save.error} />}
      <div className={classes.barLine}>
        <Text size="sm" role="status">
          {hasTried && wrong > 0 ? text.settings.wrong(wrong) : text.settings.unsaved(names)}
        </Text>
        <Button variant="default" size="sm" onClick={() => session.settings.discard()}>
          {text.settings.discard}
        </Button>
        <Button
          size="sm"
          leftSection={save.kind === 'running' && <Loader size="0.875rem" aria-hidden />}
          onClick={() => void run()}
        >
          {text.settings.save}
        </Button>
      </div>
    </section>
  );
}
