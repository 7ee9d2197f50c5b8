import { Title } from '@mantine/core';
import { text } from '../../app/text.ts';

export function GuildsPage() {
  return <Title order={1}>{text.pages.guilds}</Title>;
}
