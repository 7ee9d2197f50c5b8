import { Title } from '@mantine/core';
import { text } from '../../app/text.ts';

export function ItemsPage() {
  return <Title order={1}>{text.pages.items}</Title>;
}
