/**
 * The command palette: type to find a page, an action, a player, an item or a guild; arrows choose, Enter
 * opens. What destroys is opened from here and never done.
 */
import { Kbd, Modal, TextInput, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import classes from './app.module.css';
import { commandsOf } from './commands.ts';
import { type Find, type FindGroup, findsOf } from './palette-finds.ts';
import { useSession } from './session-context.ts';
import { openPage, useApp } from './store.ts';
import { text } from './text.ts';
import { NOTHING_LOOKED_FOR, WorldLookup } from './world-lookup.ts';

const words = text.palette;

export function Palette() {
  const isOpen = useApp(({ dialog }) => dialog === 'palette');
  return (
    <Modal
      opened={isOpen}
      onClose={() => useApp.setState({ dialog: null })}
      withCloseButton={false}
      padding={0}
      size="lg"
      yOffset="12vh"
      attributes={{ content: { 'aria-label': words.label } }}
      transitionProps={{ duration: 0 }}
    >
      {isOpen && <PaletteBody />}
    </Modal>
  );
}

function PaletteBody() {
  const session = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const listId = useId();
  const [query, setQuery] = useState('');
  /** By its id: what is found later must not move under the hand. Null for the first. */
  const [wanted, setWanted] = useState<string | null>(null);
  const [looked, setLooked] = useState(NOTHING_LOOKED_FOR);
  const input = useRef<HTMLInputElement>(null);
  const commands = useMemo(() => commandsOf(session, setColorScheme), [session, setColorScheme]);
  const groups = useMemo(
    () => findsOf(commands, looked, query, openPage),
    [commands, looked, query],
  );
  const finds = groups.flatMap((group) => group.finds);
  const chosen = Math.max(
    0,
    finds.findIndex(({ id }) => id === wanted),
  );
  const current = finds[chosen];

  const lookup = useMemo(
    () => new WorldLookup({ client: () => session.connected(), show: setLooked }),
    [session],
  );
  useEffect(() => lookup.type(query), [lookup, query]);
  useEffect(() => () => lookup.stop(), [lookup]);

  // Who presses the keys and types at once loses no letter: the dialog's own focus comes a moment
  // later. Not before it has noted where the focus has to go back to.
  useEffect(() => queueMicrotask(() => input.current?.focus()), []);

  const currentId = current?.id;
  useEffect(() => {
    if (currentId === undefined) return;
    document.getElementById(`${listId}-${currentId}`)?.scrollIntoView({ block: 'nearest' });
  }, [listId, currentId]);

  const run = (find: Find | undefined) => {
    if (find === undefined) return;
    // First, so that a command may open a dialog of its own.
    useApp.setState({ dialog: null });
    find.run();
  };

  const choose = (index: number) => setWanted(finds[index]?.id ?? null);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = finds.length - 1;
    switch (event.key) {
      case 'ArrowDown':
        choose(chosen >= last ? 0 : chosen + 1);
        break;
      case 'ArrowUp':
        choose(chosen <= 0 ? last : chosen - 1);
        break;
      case 'Home':
        choose(0);
        break;
      case 'End':
        choose(last);
        break;
      case 'Enter':
        run(current);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <>
      <TextInput
        ref={input}
        data-autofocus
        size="md"
        variant="unstyled"
        className={classes.paletteInput}
        leftSection={<IconSearch size="1.125rem" aria-hidden />}
        placeholder={words.placeholder}
        aria-label={words.find}
        role="combobox"
        aria-expanded
        aria-autocomplete="list"
        aria-controls={listId}
        aria-activedescendant={current === undefined ? undefined : `${listId}-${current.id}`}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setWanted(null);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        className={classes.paletteList}
        id={listId}
        data-testid="palette"
        role="listbox"
        aria-label={words.label}
      >
        {groups.map((group) => (
          <Group
            key={group.id}
            listId={listId}
            group={group}
            current={current}
            onPoint={setWanted}
            onRun={run}
          />
        ))}
      </div>
      {finds.length === 0 && <p className={classes.paletteNone}>{words.none}</p>}
      {looked.error !== null && (
        <p className={classes.paletteNone}>{words.lookFailed(looked.error.message)}</p>
      )}
      <VisuallyHidden role="status">{query === '' ? '' : words.found(finds.length)}</VisuallyHidden>
    </>
  );
}

interface GroupProps {
  readonly listId: string;
  readonly group: FindGroup;
  readonly current: Find | undefined;
  readonly onPoint: (id: string) => void;
  readonly onRun: (find: Find) => void;
}

function Group({ listId, group: { id, title, finds }, current, onPoint, onRun }: GroupProps) {
  const titleId = `${listId}-group-${id}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
    <div role="group" aria-labelledby={titleId} data-group={id}>
      <div id={titleId} className={classes.paletteGroup} role="presentation">
        {title}
      </div>
      {finds.map((find) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, which keeps the focus
        <div
          key={find.id}
          id={`${listId}-${find.id}`}
          className={classes.paletteItem}
          role="option"
          tabIndex={-1}
          aria-selected={find.id === current?.id}
          onMouseMove={() => onPoint(find.id)}
          onClick={() => onRun(find)}
        >
          <span className={classes.paletteTitle}>{find.title}</span>
          {find.detail !== undefined && (
            <span className={classes.paletteDetail}>{find.detail}</span>
          )}
          {find.keys !== undefined && <Keys keys={find.keys} />}
        </div>
      ))}
    </div>
  );
}

export function Keys({ keys }: { readonly keys: readonly string[] }) {
  return (
    <span className={classes.keys}>
      {keys.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </span>
  );
}
