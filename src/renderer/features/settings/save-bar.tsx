/** What is typed and not saved, with the ways out of that; below the page as long as there is something. */
import { Button, Loader, Text } from '@mantine/core';
import { useState } from 'react';
import type { Settings } from '../../../shared/settings.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import classes from './settings.module.css';
import { focusPlace, problemsOf } from './use-setting.ts';
import { labelOf } from './words.ts';

export function SaveBar() {
  const session = useSession();
  const draft = useApp((state) => state.settingsDraft);
  const save = useApp((state) => state.settingsSave);
  const [hasTried, setTried] = useState(false);
  const names = (Object.keys(draft) as (keyof Settings)[]).map(labelOf);
  const wrong = problemsOf(draft).size;
  if (names.length === 0) return null;

  const run = async () => {
    setTried(true);
    const place = await session.settings.save();
    if (place !== null) focusPlace(place);
  };

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
