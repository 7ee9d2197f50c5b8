/** Why something is done, in the words of who does it. */

import { TextInput } from '@mantine/core';
import type { ReactNode, Ref } from 'react';
import { REASON_LENGTH_MAX } from '../../../shared/limits.ts';
import { text } from '../../app/text.ts';

interface ReasonFieldProps {
  readonly value: string;
  readonly onChange: (reason: string) => void;
  readonly isOptional?: boolean;
  readonly placeholder: string;
  readonly error?: ReactNode;
  readonly ref?: Ref<HTMLInputElement>;
}

export function ReasonField({ value, onChange, isOptional, ...props }: ReasonFieldProps) {
  return (
    <TextInput
      {...props}
      label={isOptional ? text.restore.confirm.reasonOptional : text.restore.confirm.reason}
      required={!isOptional}
      maxLength={REASON_LENGTH_MAX}
      autoComplete="off"
      w="20rem"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
