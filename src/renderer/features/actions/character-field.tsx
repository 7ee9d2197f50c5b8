/** A character of the shard, found by a part of the name among all. */
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import { useLoaded } from '../activity/loaded.ts';
import type { FieldInputProps } from './action-field.tsx';
import classes from './actions.module.css';
import { chosenText } from './fields.ts';

/** Milliseconds without a key before it is looked for. */
const TYPING_MS = 150;

export function CharacterField(props: FieldInputProps & { readonly except: number }) {
  const { name, field, isFirst, except, typed, error, onType, onLeave } = props;
  const { actions } = useSession();
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search, TYPING_MS);
  const found = useLoaded(`characters ${wanted}`, () => actions.findCharacters(wanted));
  const characters = found.kind === 'loaded' ? found.value : [];
  const options = characters
    .filter(({ character_id }) => character_id !== except)
    .map((character) => ({
      value: chosenText(character),
      label: text.actions.characterWith(
        character.character_name,
        character.character_id,
        formatCount(character.level),
      ),
    }));
  // What is chosen stays so while something else is looked for.
  const chosen = typed === '' || options.some(({ value }) => value === typed);
  return (
    <Select
      name={name}
      className={classes.wide}
      label={field.label}
      description={field.description}
      required
      {...(isFirst && { 'data-autofocus': true })}
      searchable
      data={chosen ? options : [...options, { value: typed, label: typed }]}
      // The host has looked already.
      filter={({ options: all }) => all}
      nothingFoundMessage={found.kind === 'loaded' ? text.actions.characterNone : undefined}
      comboboxProps={{ withinPortal: false, transitionProps: { duration: 0 } }}
      searchValue={search}
      onSearchChange={setSearch}
      value={typed === '' ? null : typed}
      onChange={(value) => onType(value ?? '')}
      onBlur={onLeave}
      error={error}
    />
  );
}
