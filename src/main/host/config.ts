/**
 * `config.json`: the settings and the tokens of a shard, readable by its owner alone. What is wrong
 * in it is said with its place, and nothing is changed.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ShardError } from '../../shared/errors.ts';
import { DEFAULT_SETTINGS, type Settings, settings } from '../../shared/settings.ts';
import type { Tokens } from '../gateway/tokens.ts';
import { writeFileDurably } from '../storage/durable-files.ts';

const token = z.string().min(16).max(256).regex(/^\S+$/, 'must not hold white space');

const configFile = z.strictObject({
  ...settings.shape,
  tokens: z.strictObject({ game: token, gm: token, admin: token }),
});

export interface Config {
  readonly settings: Settings;
  readonly tokens: Tokens;
}

/** Bytes of randomness in a token: as many as the digests that tokens are compared by. */
const TOKEN_BYTES = 32;

/** Only its owner may read the file, for it holds the tokens. */
const OWNER_ONLY = 0o600;

/** Reads the configuration of `directory`; the first start makes both. Throws `InvalidData`. */
export async function loadConfig(directory: string): Promise<Config> {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'config.json');
  if (!existsSync(file)) {
    const config = newConfig();
    await saveConfig(directory, config);
    return config;
  }
  const { tokens, ...rest } = parse(file, read(file));
  return { settings: rest, tokens };
}

/** Default settings, and tokens made at random. */
export function newConfig(): Config {
  return { settings: DEFAULT_SETTINGS, tokens: makeTokens() };
}

/** Throws `StorageUnavailable` where the disk does not take it; the file is as it was then. */
export async function saveConfig(directory: string, { settings, tokens }: Config): Promise<void> {
  const text = `${JSON.stringify({ ...settings, tokens }, null, 2)}\n`;
  const file = join(directory, 'config.json');
  try {
    await writeFileDurably(file, text, OWNER_ONLY);
  } catch (cause) {
    throw new ShardError(
      'StorageUnavailable',
      `${file} could not be written: ${(cause as Error).message}`,
      { cause, hint: 'Nothing has changed. Is the disk full?' },
    );
  }
}

/** Hexadecimal: no character of it means anything to a command line, as a dash at the beginning would. */
export function makeToken(): string {
  return randomBytes(TOKEN_BYTES).toString('hex');
}

function makeTokens(): Tokens {
  return { game: makeToken(), gm: makeToken(), admin: makeToken() };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw wrong(file, (cause as Error).message, cause);
  }
}

function parse(file: string, text: string): z.output<typeof configFile> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw wrong(file, (cause as Error).message, cause);
  }
  // What an older version did not know yet has its default.
  const parsed = configFile.safeParse(
    typeof value === 'object' && value !== null ? { ...DEFAULT_SETTINGS, ...value } : value,
  );
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  throw wrong(
    file,
    path === '' ? String(issue?.message) : `${path}: ${issue?.message}`,
    parsed.error,
  );
}

function wrong(file: string, why: string, cause: unknown): ShardError {
  return new ShardError('InvalidData', `${file} cannot be used: ${why}`, {
    cause,
    hint: 'Correct it, or move it away: the next start then makes a new one with new tokens.',
  });
}
