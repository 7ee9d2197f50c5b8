/** One setting: what it means, its unit, what is wrong with it, and the way back to its default. */
import { Button, Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { RESTART_SETTINGS, type Settings, settings as schema } from '../../../shared/settings.ts';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import type { Field } from './fields.ts';
import classes from './settings.module.css';
import { type SettingPlace, useIsChangedElsewhere, useSetting } from './use-setting.ts';
import { defaultText, hourText } from './words.ts';

const { fields, units, none } = text.settings;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** What is typed in stands in one line with its neighbours, however much there is to say of each. */
const ORDER: ('label' | 'input' | 'error' | 'description')[] = [
  'label',
  'input',
  'error',
  'description',
];
const REGIONS = schema.shape.region.options;

export function SettingField({ field }: { readonly field: Field }) {
  const place = useSetting([field.key]);
  if (place.value === undefined) return null;
  return (
    <div
      className={field.kind === 'lines' ? classes.wide : undefined}
      data-unsaved={place.isUnsaved}
    >
      <Control field={field} place={place} />
      <Under settingKey={field.key} label={fields[field.key].label} place={place}>
        {text.settings.isDefault(defaultText(field))}
      </Under>
    </div>
  );
}

interface ControlProps {
  readonly field: Field;
  readonly place: SettingPlace;
}

function Control({ field, place }: ControlProps) {
  const { id, value, problem, edit } = place;
  const { label, what } = fields[field.key];
  const common = {
    id,
    label,
    description: RESTART_SETTINGS.includes(field.key)
      ? `${what} ${text.settings.needsRestart}`
      : what,
    error: problem,
    inputWrapperOrder: ORDER,
  };
  switch (field.kind) {
    case 'text':
    case 'path':
      return (
        <TextInput
          {...common}
          autoComplete="off"
          spellCheck={false}
          value={(value as string | null) ?? ''}
          onChange={({ currentTarget: { value: typed } }) =>
            edit(field.kind === 'path' && typed === '' ? null : typed)
          }
        />
      );
    case 'number':
      return <NumberField {...common} value={value} onChange={edit} unit={field.unit} />;
    case 'maybe':
      return (
        <>
          <NumberField
            {...common}
            value={value ?? ''}
            onChange={edit}
            unit={field.unit}
            isOff={value === null}
          />
          <Checkbox
            mt={6}
            size="xs"
            label={none[field.key]}
            aria-label={`${label}: ${none[field.key]}`}
            checked={value === null}
            // Nothing stands there then, and what is needed is said.
            onChange={({ currentTarget: { checked } }) => edit(checked ? null : '')}
          />
        </>
      );
    case 'region':
      return (
        <NativeSelect
          {...common}
          data={[...REGIONS]}
          value={value as string}
          onChange={({ currentTarget: { value: chosen } }) => edit(chosen)}
        />
      );
    case 'hour':
      return (
        <NativeSelect
          {...common}
          data={[
            { value: '', label: none.vacuumHour },
            ...HOURS.map((hour) => ({ value: String(hour), label: hourText(hour) })),
          ]}
          value={value === null ? '' : String(value)}
          onChange={({ currentTarget: { value: chosen } }) =>
            edit(chosen === '' ? null : Number(chosen))
          }
        />
      );
    case 'lines':
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          value={(value as readonly string[]).join('\n')}
          onChange={({ currentTarget: { value: typed } }) =>
            edit(typed === '' ? [] : typed.split('\n'))
          }
        />
      );
  }
}

interface NumberFieldProps {
  readonly id: string;
  /** One of the two names it. */
  readonly label?: string;
  readonly 'aria-label'?: string;
  readonly description?: ReactNode;
  readonly error: ReactNode;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly unit: keyof typeof units | null;
  readonly isOff?: boolean;
}

/** A number as it is typed, in bounds or not. */
export function NumberField({ value, unit, isOff = false, ...props }: NumberFieldProps) {
  return (
    <NumberInput
      inputWrapperOrder={ORDER}
      {...props}
      value={value as number | string}
      allowDecimal={false}
      clampBehavior="none"
      hideControls
      disabled={isOff}
      {...(unit !== null && {
        rightSection: <span className={classes.unit}>{units[unit]}</span>,
        rightSectionWidth: '6.5rem',
        rightSectionPointerEvents: 'none' as const,
      })}
    />
  );
}

interface UnderProps {
  readonly settingKey: keyof Settings;
  readonly label: string;
  readonly place: SettingPlace;
  readonly children: ReactNode;
}

/** What stands below a field: its default, and what others have done to it meanwhile. */
export function Under({ settingKey, label, place, children }: UnderProps) {
  const session = useSession();
  const isChanged = useIsChangedElsewhere(settingKey);
  return (
    <>
      <div className={classes.under}>
        <span>{children}</span>
        {!place.isDefault && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={text.settings.toDefaultOf(label)}
            onClick={place.setDefault}
          >
            {text.settings.toDefault}
          </Button>
        )}
      </div>
      {isChanged && (
        <div className={classes.changed} role="status">
          <span>{text.settings.changedElsewhere}</span>
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={text.settings.takeTheirsOf(label)}
            onClick={() => session.settings.discard(settingKey)}
          >
            {text.settings.takeTheirs}
          </Button>
        </div>
      )}
    </>
  );
}
