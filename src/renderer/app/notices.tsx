/** What is not as it should be, said where it is looked at. Nothing where all is well. */

import { Anchor, Button } from '@mantine/core';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { failureText } from '../features/backups/words.ts';
import { phaseText } from '../features/restore/phases.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { asSentence } from '../ui/format.ts';
import { Notice } from '../ui/notice.tsx';
import { TimeAgo } from '../ui/time.tsx';
import { alertsToShow } from './alert-notices.ts';
import { memoryNotice } from './memory-notice.ts';
import { processNotice } from './process-notice.ts';
import { useSession } from './session-context.ts';
import { useApp } from './store.ts';
import { text } from './text.ts';

const { notices } = text.app;

/** Above every page. */
export function DemoBanner() {
  const isDemo = useApp(({ status }) => status?.demo ?? false);
  const online = useApp(({ status }) => (status?.online ?? 0) > 0);
  if (!isDemo) return null;
  return (
    <Notice tone="info" testId="banner-demo">
      {online ? text.app.demo.playing : text.app.demo.empty}
    </Notice>
  );
}

/** Connection lost, changes refused, a process down: on every page, below its title. */
export function PageNotices() {
  return (
    <>
      <LinkNotice />
      <RecoveryNotice />
      <RestoringNotice />
      <RefusingNotice />
      <ProcessNotice />
      <MemoryNotice />
      <SnapshotNotice />
      <AlertNotices />
    </>
  );
}

function LinkNotice() {
  const session = useSession();
  const error = useApp((state) => state.linkError);
  if (error === null) return null;
  return (
    <div>
      <ErrorNotice title={notices.noAnswer} error={error} />
      <Button mt="xs" variant="default" size="xs" onClick={() => void session.connect()}>
        {text.shared.tryAgain}
      </Button>
    </div>
  );
}

/** Sentences that stand on every page; the others are a press away. */
const SENTENCES_SHOWN = 3;

/** What was broken on disk, what was done about it, and what is lost. */
function RecoveryNotice() {
  const recovery = useApp(({ status }) => status?.recovery ?? null);
  if (recovery === null || recovery.sentences.length === 0) return null;
  const { sentences, is_loss } = recovery;
  return (
    <Notice
      tone={is_loss ? 'bad' : 'warning'}
      title={is_loss ? notices.partLost : notices.nothingLost}
      testId="notice-recovery"
    >
      {sentences.slice(0, SENTENCES_SHOWN).join(' ')}
      {sentences.length > SENTENCES_SHOWN && (
        <details>
          <summary>{notices.moreSentences(sentences.length - SENTENCES_SHOWN)}</summary>
          {sentences.slice(SENTENCES_SHOWN).join(' ')}
        </details>
      )}
    </Notice>
  );
}

/** On every page but that of backups, which shows the phases. */
function RestoringNotice() {
  const isShown = useApp(({ status, page }) => status?.state === 'restoring' && page !== 'backups');
  const name = useApp(({ status }) => status?.name ?? text.shared.thisShard);
  const phase = useApp(({ restorePhase }) => restorePhase?.progress.phase ?? null);
  if (!isShown) return null;
  return (
    <Notice tone="warning" title={notices.restoring(name)} testId="notice-restoring">
      {phase === null ? notices.restoringText : notices.restoringPhase(phaseText(phase))}{' '}
      <Anchor href="#backups" c="inherit" inherit underline="always">
        {notices.watch}
      </Anchor>
    </Notice>
  );
}

function RefusingNotice() {
  const refusing = useApp(({ status }) => status?.refusing ?? null);
  const isDamaged = useApp(({ status }) => status?.trouble?.code === 'damaged');
  if (refusing === null) return null;
  return (
    <Notice tone="bad" title={notices.refusing} testId="notice-refusing">
      {isDamaged
        ? notices.refusingDamaged(asSentence(refusing))
        : notices.refusingText(asSentence(refusing))}
    </Notice>
  );
}

function ProcessNotice() {
  const sentences = useApp(({ status }) => processNotice(status));
  if (sentences === null) return null;
  return (
    <Notice tone="warning" title={notices.processDown} testId="notice-process">
      {sentences}
    </Notice>
  );
}

function MemoryNotice() {
  const notice = useApp(useShallow(({ status }) => memoryNotice(status)));
  if (notice === null) return null;
  return (
    <Notice tone={notice.tone} title={notice.title} testId="notice-memory">
      {notice.text}
    </Notice>
  );
}

function SnapshotNotice() {
  const error = useApp(({ status }) =>
    status?.last_snapshot?.state === 'failed'
      ? (status.last_snapshot.error ?? notices.noReason)
      : null,
  );
  if (error === null) return null;
  return (
    <Notice tone="warning" title={notices.snapshotFailed} testId="notice-snapshot">
      {notices.snapshotFailedText(asSentence(error))}
    </Notice>
  );
}

/** So many are told in full; the others are behind a button. */
const ALERTS_SHOWN = 4;

/** What the host's rules find and nothing else here says. */
function AlertNotices() {
  const alerts = useApp(useShallow(alertsToShow));
  const [isAll, setAll] = useState(false);
  const shown = isAll ? alerts : alerts.slice(0, ALERTS_SHOWN);
  const left = alerts.length - shown.length;
  return (
    <>
      {shown.map(({ id, rule, message, what_to_do, since }) => (
        <Notice
          key={id}
          tone="warning"
          title={text.settings.rules[rule].label}
          testId={`alert-${rule}`}
        >
          {message} {what_to_do} (<TimeAgo at={since} />)
        </Notice>
      ))}
      {left > 0 && (
        <Button variant="default" size="xs" onClick={() => setAll(true)}>
          {text.settings.alerts.more(left)}
        </Button>
      )}
    </>
  );
}

interface BackupNoticeProps {
  /** Where backups are not what the page is about. */
  readonly isBrief?: boolean;
}

export function BackupNotice({ isBrief = false }: BackupNoticeProps) {
  const failure = useApp(
    useShallow(({ status }) => {
      if (status === null || status.backup_error === null) return null;
      const { at, message } = status.backup_error;
      return { at, message, text: failureText(message, status) };
    }),
  );
  if (failure === null) return null;
  if (isBrief) {
    return (
      <Notice tone="warning" testId="notice-backup">
        {notices.backupFailedBecause(asSentence(failure.message))}{' '}
        <Anchor href="#backups" c="inherit" inherit underline="always">
          {notices.lookAtBackups}
        </Anchor>
      </Notice>
    );
  }
  return (
    <Notice tone="warning" title={notices.backupFailed} testId="notice-backup">
      {failure.text} (<TimeAgo at={failure.at} />)
    </Notice>
  );
}
