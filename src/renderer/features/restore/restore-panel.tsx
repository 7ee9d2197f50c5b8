/** A restore, step by step. */
import { useApp } from '../../app/store.ts';
import { Choose } from './choose.tsx';
import { Confirm } from './confirm.tsx';
import type { Flow } from './flow.ts';
import { Outcome } from './outcome.tsx';
import { Previewing, Running } from './running.tsx';
import { StepPanel } from './step-panel.tsx';
import { isUndo } from './words.ts';

export function RestorePanel() {
  const flow = useApp(({ restoreFlow }) => restoreFlow);
  const shard = useApp(({ status }) => status?.name ?? 'this shard');
  return (
    <StepPanel step={flow.step} testId="restore" {...headOf(flow, shard)}>
      <Step flow={flow} shard={shard} />
    </StepPanel>
  );
}

function Step({ flow, shard }: { readonly flow: Flow; readonly shard: string }) {
  switch (flow.step) {
    case 'closed':
      return null;
    case 'choosing':
      return <Choose key={flow.by} flow={flow} />;
    case 'previewing':
      return <Previewing />;
    case 'confirming':
      return <Confirm key={flow.preview.token} flow={flow} shard={shard} />;
    case 'running':
      return <Running startedAt={flow.startedAt} isLost={flow.isLost} shard={shard} />;
    case 'done':
    case 'failed':
      return <Outcome flow={flow} shard={shard} />;
  }
}

function headOf(flow: Flow, shard: string) {
  const goesBack = 'target' in flow && flow.target !== null && isUndo(flow.target);
  const what = goesBack ? `Undo the restore of ${shard}` : `Restore ${shard}`;
  switch (flow.step) {
    case 'closed':
    case 'choosing':
      return { title: what, text: 'Step 1 of 3: choose what to go back to. Nothing changes yet.' };
    case 'previewing':
    case 'confirming':
      return {
        title: what,
        text: 'Step 2 of 3: look at what it undoes, and confirm. Nothing changes yet.',
      };
    case 'running':
      return {
        title: goesBack ? `Undoing the restore of ${shard}` : `Restoring ${shard}`,
        text: 'Step 3 of 3: wait until it is done. It goes on if this window is closed.',
      };
    case 'done':
      return {
        title: flow.receipt.kind === 'undo' ? 'The restore is undone' : `${shard} is restored`,
        text: 'This is the receipt. It stays on the page of backups.',
      };
    case 'failed':
      return { title: `${shard} was not restored`, text: 'What happened, and what to do now.' };
  }
}
