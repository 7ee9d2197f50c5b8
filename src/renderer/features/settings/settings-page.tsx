import { Title } from '@mantine/core';
import { text } from '../../app/text.ts';

export function SettingsPage() {
  return <Title order={1}>{text.pages.settings}</Title>;
}
