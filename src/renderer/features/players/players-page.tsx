import { Title } from '@mantine/core';
import { text } from '../../app/text.ts';

export function PlayersPage() {
  return <Title order={1}>{text.pages.players}</Title>;
}
