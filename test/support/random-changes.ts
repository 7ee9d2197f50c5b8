/**
 * Random but sound change sets for the storage tests, and the state that they lead to.
 *
 * A small model of the world without its commands: few characters, names and items, so that names
 * are swapped, keys come back and cascades overlap often. It knows every row and makes each change
 * set complete, as the world does.
 */
import fc from 'fast-check';
import type { ChangeSet, Key, RowChange, RowImage } from '../../src/main/world/change-set.ts';
import { SCHEMA, TABLES } from '../../src/main/world/schema.ts';
import type { TableDefinition } from '../../src/main/world/table-definition.ts';

/** What happens to a row of a table: the numbers choose among what there is. */
export interface Step {
  readonly kind: (typeof STEPS)[number];
  readonly a: number;
  readonly b: number;
}

const STEPS = [
  'create',
  'swapNames',
  'rotateNames',
  'rename',
  'move',
  'deleteCharacter',
  'recreateCharacter',
  'createItem',
  'dropItem',
  'lootItem',
  'destroyItem',
  'recreateItem',
  'learn',
  'relearn',
  'found',
  'disband',
  'login',
  'nothing',
] as const;

/** An arbitrary run of steps. */
export const steps = fc.array(
  fc.record({ kind: fc.constantFrom(...STEPS), a: fc.nat(50), b: fc.nat(50) }),
  { minLength: 1, maxLength: 60 },
);

const WHEN = '2024-05-01T12:00:00.000Z';

export class ChangeModel {
  readonly state: readonly Map<Key, RowImage>[] = TABLES.map(() => new Map());
  readonly nextIds = new Map<string, number>();
  seq = 0;
  nextLogId = 1;
  #changes: RowChange[] = [];
  #names = 0;

  /** The change set of one step, applied to `state`. */
  run(step: Step): ChangeSet {
    this.#changes = [];
    this.#perform(step);
    const merged = new Map(
      this.#changes.map((change) => [`${change.table}/${change.key}`, change]),
    );
    const events = Array.from({ length: step.a % 3 }, () => ({
      event_type: { AdminAction: { action: 'test', role: 'host', reason: 'test' } } as const,
      character_id: null,
      target_id: null,
      details: {},
    }));
    const firstLogId = this.nextLogId;
    this.nextLogId += events.length;
    this.seq++;
    return { seq: this.seq, at: this.seq * 10, changes: [...merged.values()], firstLogId, events };
  }

  /** The stored rows, as text that compares: one line a row, in key order. */
  dump(): string[] {
    return TABLES.flatMap((table, i) => (table.volatile ? [] : dumpRows(table, this.state[i]!)));
  }

  #perform({ kind, a, b }: Step): void {
    const character = this.#pick(SCHEMA.characters, a);
    const other = this.#pick(SCHEMA.characters, b);
    switch (kind) {
      case 'create':
        this.#createCharacter(this.#nextId(SCHEMA.characters));
        break;
      case 'rename':
        if (character) this.#set(SCHEMA.characters, character, { character_name: this.#name() });
        break;
      case 'swapNames':
        if (character && other) this.#swapNames(character, other);
        break;
      case 'rotateNames': {
        const all = [...this.#rows(SCHEMA.characters).values()];
        const names = all.map((image) => image[2]!);
        all.forEach((image, i) => {
          this.#set(SCHEMA.characters, image, { character_name: names[(i + 1) % names.length]! });
        });
        break;
      }
      case 'move':
        if (character) this.#set(SCHEMA.characters, character, { position_x: b / 4, gold: b });
        break;
      case 'deleteCharacter':
        if (character) this.#deleteCascading(SCHEMA.characters, character[0] as Key);
        break;
      case 'recreateCharacter':
        if (character) {
          const name = character[2]!;
          this.#deleteCascading(SCHEMA.characters, character[0] as Key);
          this.#createCharacter(character[0] as number, name as string);
        }
        break;
      case 'createItem':
        if (character) this.#createItem(`item-${String(a)}-${this.seq}`, character[0] as number);
        break;
      case 'dropItem':
      case 'lootItem':
      case 'destroyItem':
      case 'recreateItem':
        this.#withItem(kind, a);
        break;
      case 'learn':
        if (character) this.#learn(character[0] as number, `Skill ${b}`);
        break;
      case 'relearn': {
        const skill = this.#pick(SCHEMA.skills, a);
        if (!skill) break;
        this.#delete(SCHEMA.skills, skill[0] as Key);
        this.#learn(skill[1] as number, skill[2] as string);
        break;
      }
      case 'found':
        if (character) {
          const id = this.#nextId(SCHEMA.guilds);
          const leader = character[0] as number;
          this.#put(SCHEMA.guilds, [id, this.#name(), leader, WHEN]);
          this.#put(SCHEMA.guildMembers, [
            this.#nextId(SCHEMA.guildMembers),
            id,
            leader,
            'leader',
            WHEN,
          ]);
        }
        break;
      case 'disband': {
        const guild = this.#pick(SCHEMA.guilds, a);
        if (guild) this.#deleteCascading(SCHEMA.guilds, guild[0] as Key);
        break;
      }
      case 'login':
        if (character) this.#put(SCHEMA.sessions, [`s${b}`, character[0]!, WHEN]);
        break;
      case 'nothing':
        break;
    }
  }

  #withItem(kind: 'dropItem' | 'lootItem' | 'destroyItem' | 'recreateItem', n: number): void {
    const item = this.#pick(SCHEMA.items, n);
    if (!item) return;
    const id = item[0] as string;
    const bag = [...this.#rows(SCHEMA.inventory).values()].find((image) => image[2] === id);
    if (kind === 'destroyItem' || kind === 'recreateItem') {
      this.#deleteCascading(SCHEMA.items, id);
      if (kind === 'recreateItem') this.#createItem(id, item[1] as number);
    } else if (kind === 'dropItem' && bag) {
      this.#delete(SCHEMA.inventory, bag[0] as Key);
      this.#put(SCHEMA.ground, [id, 'Town_01', n / 2, 0.5, -1, 3, WHEN]);
    } else if (kind === 'lootItem' && !bag) {
      this.#delete(SCHEMA.ground, id);
      this.#putInBag(id, item[1] as number);
    }
  }

  #createCharacter(id: number, name = this.#name()): void {
    const stats = [1, 0, 10, 10, 10, 10, 10, 10, 2 ** 53 - 1];
    this.#put(SCHEMA.characters, [id, 7, name, ...stats, 1.5, 0, -2, 'Town_01', null, WHEN, WHEN]);
  }

  #createItem(id: string, holder: number): void {
    this.#put(SCHEMA.items, [id, holder, 'Sword_Steel', '{"name":"Grün ⚔"}', WHEN, null]);
    this.#putInBag(id, holder);
  }

  #putInBag(id: string, holder: number): void {
    const slots = [...this.#rows(SCHEMA.inventory).values()].filter((i) => i[1] === holder);
    const slot = slots.length === 0 ? 0 : Math.max(...slots.map((i) => i[3] as number)) + 1;
    this.#put(SCHEMA.inventory, [this.#nextId(SCHEMA.inventory), holder, id, slot, 1, null]);
  }

  #learn(character: number, skill: string): void {
    const known = [...this.#rows(SCHEMA.skills).values()];
    if (known.some((image) => image[1] === character && image[2] === skill)) return;
    this.#put(SCHEMA.skills, [this.#nextId(SCHEMA.skills), character, skill, 1, 0]);
  }

  #swapNames(a: RowImage, b: RowImage): void {
    if (a[0] === b[0]) return;
    this.#set(SCHEMA.characters, a, { character_name: b[2] as string });
    this.#set(SCHEMA.characters, b, { character_name: a[2] as string });
  }

  #set(table: TableDefinition, image: RowImage, values: Record<string, string | number>): void {
    this.#put(
      table,
      table.columnNames.map((column, i) => values[column] ?? image[i] ?? null),
    );
  }

  #put(table: TableDefinition, image: RowImage): void {
    const key = image[0] as Key;
    this.#rows(table).set(key, image);
    this.#changes.push({ table: TABLES.indexOf(table), key, image });
  }

  #delete(table: TableDefinition, key: Key): void {
    if (!this.#rows(table).delete(key)) return;
    this.#changes.push({ table: TABLES.indexOf(table), key, image: null });
  }

  /** Deletes a row and all that refers to it, guilds of a leader included. */
  #deleteCascading(table: TableDefinition, key: Key): void {
    for (const child of TABLES) {
      for (const foreignKey of child.foreignKeys) {
        if (foreignKey.table !== table.name) continue;
        const column = child.columnNames.indexOf(foreignKey.column);
        for (const image of [...this.#rows(child).values()]) {
          if (image[column] === key) this.#deleteCascading(child, image[0] as Key);
        }
      }
    }
    this.#delete(table, key);
  }

  #rows(table: TableDefinition): Map<Key, RowImage> {
    return this.state[TABLES.indexOf(table)]!;
  }

  #pick(table: TableDefinition, n: number): RowImage | undefined {
    const all = [...this.#rows(table).values()];
    return all[n % Math.max(all.length, 1)];
  }

  #nextId(table: TableDefinition): number {
    const id = this.nextIds.get(table.name) ?? 1;
    this.nextIds.set(table.name, id + 1);
    return id;
  }

  #name(): string {
    this.#names++;
    return `Hero ${this.#names}`;
  }
}

/** Rows as lines of text in key order: the form in which the tests compare states. */
export function dumpRows(table: TableDefinition, rows: ReadonlyMap<Key, RowImage>): string[] {
  return [...rows.values()].map((image) => `${table.name} ${JSON.stringify(image)}`).sort();
}
