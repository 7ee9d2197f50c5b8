/** One thing that an action asks for. */
import {
  Autocomplete,
  type AutocompleteProps,
  Button,
  Group,
  NativeSelect,
  NumberInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { ChangeEvent } from 'react';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { formatSpan } from '../../ui/format.ts';
import { useLoaded } from '../activity/loaded.ts';
import { toField } from '../restore/moments.ts';
import classes from './actions.module.css';
import { CharacterField } from './character-field.tsx';
import { type Field, type KeysInUse, TERMS } from './fields.ts';

export interface FieldInputProps {
  readonly name: string;
  readonly field: Field<unknown>;
  /** Where the dialog begins. */
  readonly isFirst: boolean;
  readonly typed: string;
  readonly error: string | undefined;
  readonly onType: (typed: string) => void;
  readonly onLeave: () => void;
}

export function FieldInput(props: FieldInputProps) {
  const { name, field, isFirst, typed, error, onType, onLeave } = props;
  const { input, label, description, isRequired } = field;
  const common = {
    name,
    label,
    description,
    required: isRequired,
    error,
    onBlur: onLeave,
    autoComplete: 'off',
    ...(isFirst && { 'data-autofocus': true }),
  };
  switch (input.kind) {
    case 'text': {
      const { maxLength, suggestions } = input;
      const wide = { ...common, className: classes.wide, maxLength, spellCheck: false };
      if (suggestions.length === 0) {
        const type = (event: ChangeEvent<HTMLInputElement>) => onType(event.currentTarget.value);
        return <TextInput {...wide} value={typed} onChange={type} />;
      }
      const suggested = {
        ...wide,
        comboboxProps: { withinPortal: false, transitionProps: { duration: 0 } },
        value: typed,
        onChange: onType,
      };
      return typeof suggestions === 'string' ? (
        <KeysInUseField {...suggested} of={suggestions} />
      ) : (
        <Autocomplete {...suggested} data={[...suggestions]} />
      );
    }
    case 'number':
      return (
        <NumberInput
          {...common}
          hideControls
          allowDecimal={!input.isWhole}
          allowNegative={!input.isWhole}
          value={typed}
          onChange={(value) => onType(String(value))}
        />
      );
    case 'json':
      return (
        <Textarea
          {...common}
          className={classes.wide}
          classNames={{ input: classes.json }}
          autosize
          minRows={2}
          maxRows={12}
          spellCheck={false}
          value={typed}
          onChange={(event) => onType(event.currentTarget.value)}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...common}
          data={[...input.options]}
          value={typed}
          onChange={(event) => onType(event.currentTarget.value)}
        />
      );
    case 'character':
      return <CharacterField {...props} except={input.except} />;
    case 'term':
      return (
        <div className={classes.wide}>
          <TextInput
            {...common}
            type="datetime-local"
            step={1}
            value={typed}
            onChange={(event) => onType(event.currentTarget.value)}
          />
          <Group gap="xs" mt="xs">
            {TERMS.map((term) => (
              <Button
                key={term}
                size="compact-sm"
                variant="default"
                onClick={() => onType(toField(Date.now() + term))}
              >
                {formatSpan(term)}
              </Button>
            ))}
            <Button size="compact-sm" variant="default" onClick={() => onType('')}>
              {text.actions.termForGood}
            </Button>
          </Group>
        </div>
      );
  }
}

/** Suggestions offered at most; who types on narrows them. */
const SUGGESTED = 20;

/** Suggests what is in use, so that nobody makes a new one by a slip; without suggestions it is typed. */
function KeysInUseField({ of, ...props }: AutocompleteProps & { readonly of: KeysInUse }) {
  const { actions } = useSession();
  const keys = useLoaded(`keys in use of ${of}`, () => actions.keysInUse(of));
  return (
    <Autocomplete
      {...props}
      data={keys.kind === 'loaded' ? [...keys.value] : []}
      limit={SUGGESTED}
      // It would lie over what else is asked before anybody has typed.
      openOnFocus={false}
    />
  );
}
