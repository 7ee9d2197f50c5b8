/** What was opened beside the list, with a way back to what it was opened from. */

import { Button, CloseButton, Drawer, Group, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import classes from './activity.module.css';
import { CharacterDetails } from './character-details.tsx';
import { keyOf, type Opened } from './drawers.ts';
import { EntryDetails } from './entry-details.tsx';
import { ItemDetails } from './item-details.tsx';
import { closeBeside, goBack } from './open-beside.ts';
import { characterText, eventOf, itemText } from './words.ts';

export function Beside() {
  const stack = useApp((state) => state.activityOpened);
  const opened = stack.at(-1);
  const title = useTitle(opened);
  return (
    <Drawer
      opened={opened !== undefined}
      onClose={closeBeside}
      position="right"
      size="32rem"
      withCloseButton={false}
      transitionProps={{ duration: 0 }}
      attributes={{ content: { 'aria-label': title, 'data-testid': 'beside' } }}
    >
      {opened !== undefined && (
        <>
          <Group justify="space-between" wrap="nowrap" align="flex-start" mb="sm">
            <Group gap="xs" wrap="nowrap">
              {stack.length > 1 && (
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<IconArrowLeft size="1rem" aria-hidden />}
                  onClick={goBack}
                >
                  {text.activity.beside.back}
                </Button>
              )}
              <BesideTitle key={keyOf(opened)} title={title} />
            </Group>
            <CloseButton aria-label={text.shared.close} onClick={closeBeside} />
          </Group>
          <div className={classes.beside}>
            <Body key={keyOf(opened)} opened={opened} />
          </div>
        </>
      )}
    </Drawer>
  );
}

/** The focus goes to each thing that is opened, and the reader hears what it is. */
function BesideTitle({ title }: { readonly title: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // Not before the drawer has noted where the focus has to go back to.
  useEffect(() => queueMicrotask(() => heading.current?.focus()), []);
  return (
    <Title
      order={2}
      size="h4"
      ref={heading}
      tabIndex={-1}
      data-autofocus
      className={classes.besideTitle}
    >
      {title}
    </Title>
  );
}

function useTitle(opened: Opened | undefined): string {
  return useApp(({ activityNames }) => {
    switch (opened?.kind) {
      case undefined:
        return '';
      case 'entry':
        return eventOf(opened.entry)[0];
      case 'character':
        return characterText(opened.character_id, activityNames);
      case 'item':
        return itemText(opened.item_id, activityNames);
    }
  });
}

function Body({ opened }: { readonly opened: Opened }) {
  switch (opened.kind) {
    case 'entry':
      return <EntryDetails entry={opened.entry} />;
    case 'character':
      return <CharacterDetails character_id={opened.character_id} />;
    case 'item':
      return <ItemDetails item_id={opened.item_id} />;
  }
}
