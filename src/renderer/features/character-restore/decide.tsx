/** The second step: the two beside each other, what must be known, and what is chosen of it. */

import { List, Switch } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ConfirmCharacter } from './confirm-character.tsx';
import type { CharacterFlow } from './flow.ts';
import { ItemsTable } from './items-table.tsx';
import { notDoneText, notDoneTitle, renewalText } from './refusal-words.ts';
import { StateTable } from './state-table.tsx';
import { problemText } from './words.ts';

const words = text.characterRestore.decide;

interface DecideProps {
  readonly flow: Extract<CharacterFlow, { step: 'deciding' }>;
}

export function Decide({ flow }: DecideProps) {
  const { characterRestores } = useSession();
  const shard = useApp(({ status }) => status?.name ?? text.shared.thisShardBegun);
  const [isWhole, setIsWhole] = useState(false);
  const { preview, draft, renewal, error } = flow;
  const props = {
    preview,
    draft,
    isWhole,
    onChange: (changed: typeof draft) => characterRestores.edit(changed),
  };
  return (
    <>
      {renewal !== null && (
        <Notice tone="warning" title={words.lookAgain} testId="character-renewed">
          {renewalText(renewal, preview, shard)}
        </Notice>
      )}
      {error !== null && (
        <ErrorNotice title={notDoneTitle(error.code)} error={error}>
          {error.message} {error.hint} {notDoneText(error.code)}
        </ErrorNotice>
      )}
      {preview.problems.length > 0 && (
        <Notice
          tone="warning"
          title={text.characterRestore.problems.title}
          testId="character-problems"
        >
          <List size="sm" spacing={4}>
            {preview.problems.map((problem) => (
              <List.Item key={problem.kind}>{problemText(problem, preview)}</List.Item>
            ))}
          </List>
        </Notice>
      )}
      <Switch
        label={words.showSame}
        checked={isWhole}
        onChange={(event) => setIsWhole(event.currentTarget.checked)}
      />
      <StateTable {...props} />
      <ItemsTable {...props} />
      <ConfirmCharacter {...props} />
    </>
  );
}
