/** In which codes callers hear what the backup process refuses. */
import { expect, it } from 'vitest';
import { asCallersKnowIt } from '../../src/main/host/backups.ts';
import { RemoteError } from '../../src/main/processes/rpc.ts';

const heard = (code: string) => asCallersKnowIt(new RemoteError({ code, message: 'it is so' }));

it('[B5] a disk that cannot be read or written is said, and not an error of ours', () => {
  for (const code of ['disk-full', 'busy', 'io', 'read-failed', 'newer-format']) {
    expect(heard(code)).toMatchObject({ code: 'StorageUnavailable', message: 'it is so' });
  }
  expect(heard('gap')).toMatchObject({ code: 'NotFound' });
  expect(heard('assertion')).toBeInstanceOf(RemoteError);
});
