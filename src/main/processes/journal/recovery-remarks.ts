/** What recovery found, in sentences for the log and the operator. Nothing unusual says nothing. */
import type { RecoveryReport } from '../../journal/recovery.ts';

export function describeRecovery(report: RecoveryReport): string[] {
  const remarks: string[] = [];
  if (report.currentRebuilt) {
    remarks.push(
      'journal/current.json was missing or broken and was made again from the segments.',
    );
  }
  if (report.torn !== null) {
    const { file, offset, bytes, reason } = report.torn;
    const unless = reason === 'checksum' ? ', unless the disk has changed them since,' : '';
    remarks.push(
      `The last write of ${file} was torn at byte ${offset}; its ${bytes} bytes were never acknowledged${unless} and are ignored.`,
    );
  }
  for (const { file, offset, bytes } of report.ignored) {
    remarks.push(
      `${bytes} bytes of ${file} from ${offset} on were never acknowledged and are ignored.`,
    );
  }
  for (const { file, offset, reason, firstSeq, lastSeq } of report.damage) {
    const isEmpty = lastSeq !== null && lastSeq < firstSeq;
    const where = offset === null ? file : `${file} at byte ${offset}`;
    const which = lastSeq === null ? `from ${firstSeq} on` : `${firstSeq} to ${lastSeq}`;
    remarks.push(
      isEmpty
        ? `${where} is damaged (${reason}) where no change lies; the file is kept.`
        : `${where} is damaged (${reason}). The snapshot holds the changes ${which}, so nothing is lost; the file is kept.`,
    );
  }
  for (const name of report.abandoned) {
    remarks.push(`The segment ${name} was begun and never used.`);
  }
  return remarks;
}
