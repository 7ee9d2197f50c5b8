/**
 * Change sets to bytes and back. Compact positional MessagePack without records, so that any
 * MessagePack tool reads it and no chunk depends on one before:
 *
 *   payload   = chunk, chunk, …            chunk = [change set, …]
 *   change set = [seq, at, changes, firstLogId, events]
 *   changes   = [table, image | key, …]    an image is the row's array, a bare key is a deletion
 *   events    = [kind, body, character_id, target_id, details | null, …]
 *
 * A payload is a plain concatenation, so that the writer joins the chunks of several posts without
 * encoding again. Knows nothing of files and checksums.
 */
import { Packr } from 'msgpackr';
import type { EventKind, EventType, LoggedEvent } from '../../shared/events.ts';
import type { ChangeSet, Key, RowChange, RowImage } from '../world/change-set.ts';
import { TABLES } from '../world/schema.ts';
import { JournalError } from './journal-error.ts';

/** Whole numbers beyond 32 bits travel as floats, which carry them exactly up to 2^53. */
const packr = new Packr({ useRecords: false, mapsAsObjects: true, variableMapSize: true });

/** Where in an image the key stands, by table number. */
const KEY_POSITIONS: readonly number[] = TABLES.map((table) =>
  table.columnNames.indexOf(table.primaryKey),
);

type EncodedChange = number | RowImage | Key;
type EncodedEventField = EventKind | object | number | string | null;
type EncodedChangeSet = [number, number, EncodedChange[], number, EncodedEventField[]];

const FIELDS_PER_EVENT = 5;

/** One chunk, in a buffer of its own that holds nothing else and may be transferred. */
export function encodeChunk(changeSets: readonly ChangeSet[]): Uint8Array {
  return new Uint8Array(packr.pack(changeSets.map(toPositions)));
}

/** All change sets of a payload, in order. Throws `newer-format` for a table it does not know. */
export function decodePayload(payload: Uint8Array): ChangeSet[] {
  const changeSets: ChangeSet[] = [];
  packr.unpackMultiple(payload, (chunk: EncodedChangeSet[]) => {
    for (const encoded of chunk) changeSets.push(fromPositions(encoded));
  });
  return changeSets;
}

function toPositions(changeSet: ChangeSet): EncodedChangeSet {
  const changes: EncodedChange[] = [];
  for (const change of changeSet.changes) {
    changes.push(change.table, change.image ?? change.key);
  }
  const events: EncodedEventField[] = [];
  for (const event of changeSet.events) {
    const kind = Object.keys(event.event_type)[0] as EventKind;
    events.push(
      kind,
      (event.event_type as Record<string, object>)[kind] as object,
      event.character_id,
      event.target_id,
      encodeDetails(event.details),
    );
  }
  return [changeSet.seq, changeSet.at, changes, changeSet.firstLogId, events];
}

/**
 * Details are any JSON that a game sends. They travel as JSON text because MessagePack decoders
 * rename a key `__proto__`, which JSON carries as it is.
 */
function encodeDetails(details: LoggedEvent['details']): string | null {
  for (const _ in details) return JSON.stringify(details);
  return null;
}

function fromPositions(encoded: EncodedChangeSet): ChangeSet {
  const [seq, at, flatChanges, firstLogId, flatEvents] = encoded;
  const changes: RowChange[] = [];
  for (let i = 0; i < flatChanges.length; i += 2) {
    const table = flatChanges[i] as number;
    const imageOrKey = flatChanges[i + 1] as RowImage | Key;
    const keyPosition = KEY_POSITIONS[table];
    if (keyPosition === undefined) {
      throw new JournalError('newer-format', `Change set ${seq} has an unknown table ${table}.`, {
        firstSeq: seq,
        lastSeq: seq,
      });
    }
    changes.push(
      typeof imageOrKey === 'object'
        ? { table, key: imageOrKey[keyPosition] as Key, image: imageOrKey }
        : { table, key: imageOrKey, image: null },
    );
  }
  const events: LoggedEvent[] = [];
  for (let i = 0; i < flatEvents.length; i += FIELDS_PER_EVENT) {
    const details = flatEvents[i + 4] as string | null;
    events.push({
      event_type: { [flatEvents[i] as EventKind]: flatEvents[i + 1] } as EventType,
      character_id: flatEvents[i + 2] as number | null,
      target_id: flatEvents[i + 3] as number | string | null,
      details: details === null ? {} : (JSON.parse(details) as LoggedEvent['details']),
    });
  }
  return { seq, at, changes, firstLogId, events };
}
