/** The command palette: type to find a command, arrows to choose, Enter to run it. */
import { Kbd, Modal, TextInput, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import classes from './app.module.css';
import { type Command, commandsOf } from './commands.ts';
import { useSession } from './session-context.ts';
import { useApp } from './store.ts';

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
      attributes={{ content: { 'aria-label': 'Commands' } }}
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
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const commands = useMemo(() => commandsOf(session, setColorScheme), [session, setColorScheme]);
  const found = useMemo(() => find(commands, query), [commands, query]);
  const current = found[chosen];

  // Who presses the keys and types at once loses no letter: the dialog's own focus comes a moment
  // later. Not before it has noted where the focus has to go back to.
  useEffect(() => queueMicrotask(() => input.current?.focus()), []);

  useEffect(() => {
    list.current?.querySelector(`[data-index="${chosen}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    // First, so that a command may open a dialog of its own.
    useApp.setState({ dialog: null });
    command.run();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = found.length - 1;
    switch (event.key) {
      case 'ArrowDown':
        setChosen(chosen >= last ? 0 : chosen + 1);
        break;
      case 'ArrowUp':
        setChosen(chosen <= 0 ? last : chosen - 1);
        break;
      case 'Home':
        setChosen(0);
        break;
      case 'End':
        setChosen(last);
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
        placeholder="What do you want to do?"
        aria-label="Find a command"
        role="combobox"
        aria-expanded
        aria-autocomplete="list"
        aria-controls={listId}
        aria-activedescendant={current === undefined ? undefined : `${listId}-${current.id}`}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        ref={list}
        className={classes.paletteList}
        id={listId}
        role="listbox"
        aria-label="Commands"
      >
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, which keeps the focus
          <div
            key={command.id}
            id={`${listId}-${command.id}`}
            className={classes.paletteItem}
            data-index={index}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onMouseMove={() => setChosen(index)}
            onClick={() => run(command)}
          >
            <span>{command.title}</span>
            {command.keys !== undefined && <Keys keys={command.keys} />}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className={classes.paletteNone}>No command matches.</p>}
      <VisuallyHidden role="status">{query === '' ? '' : `${found.length} found`}</VisuallyHidden>
    </>
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

/** Those that hold every word of the query: first those that begin with it, then those with it in their title. */
function find(commands: readonly Command[], query: string): readonly Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const start = words.join(' ');
  const begins = ({ title }: Command) => title.toLowerCase().startsWith(start);
  const byTitle = commands
    .filter(({ title }) => holds(title))
    .sort((a, b) => Number(begins(b)) - Number(begins(a)));
  const byWords = commands.filter(
    (command) => !byTitle.includes(command) && holds(`${command.title} ${command.words}`),
  );
  return [...byTitle, ...byWords];
}
