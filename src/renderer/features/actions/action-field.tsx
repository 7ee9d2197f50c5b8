/** One thing that an action asks for. */
import {
  Autocomplete,
  Button,
  Group,
  NativeSelect,
  NumberInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { text } from '../../app/text.ts';
import { formatSpan } from '../../ui/format.ts';
import { toField } from '../restore/moments.ts';
import classes from './actions.module.css';
import { CharacterField } from './character-field.tsx';
import { type Field, TERMS } from './fields.ts';

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
    case 'text':
      return input.suggestions.length === 0 ? (
        <TextInput
          {...common}
          className={classes.wide}
          maxLength={input.maxLength}
          spellCheck={false}
          value={typed}
          onChange={(event) => onType(event.currentTarget.value)}
        />
      ) : (
        <Autocomplete
          {...common}
          className={classes.wide}
          maxLength={input.maxLength}
          spellCheck={false}
          data={[...input.suggestions]}
          comboboxProps={{ withinPortal: false, transitionProps: { duration: 0 } }}
          value={typed}
          onChange={onType}
        />
      );
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
