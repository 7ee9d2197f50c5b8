/**
 * Serves the window's page as `app://shardkeep/…` out of one folder and nothing else, under a policy
 * that lets it load only itself. Styles carry a nonce that is new with each page.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, resolve, sep } from 'node:path';
import { protocol } from 'electron';
import { WINDOW_ORIGIN } from '../../shared/window-channels.ts';

const { protocol: SCHEME, host: HOST } = new URL(WINDOW_ORIGIN);

/** What the page has, and as what it is served. Anything else is not there. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Stands in the built page where the nonce goes. */
const NONCE_MARK = '__NONCE__';
const NONCE_BYTES = 16;

/** Before the app is ready: gives the scheme an origin of its own, so that the policy has a `self`. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME.replace(':', ''),
      privileges: { standard: true, secure: true, supportFetchAPI: true },
    },
  ]);
}

/** Serves what lies in `folder`, once the app is ready. */
export function servePage(folder: string): void {
  protocol.handle(SCHEME.replace(':', ''), (request) => respond(folder, request));
}

async function respond(folder: string, { url, method }: Request): Promise<Response> {
  const path = pathOf(folder, url);
  const type = path === null ? undefined : TYPES[extname(path)];
  if (path === null || type === undefined || method !== 'GET') return nothing();
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch {
    return nothing();
  }
  const headers = { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' };
  if (extname(path) !== '.html') return new Response(new Uint8Array(content), { headers });
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  return new Response(content.toString('utf8').replaceAll(NONCE_MARK, nonce), {
    headers: { ...headers, 'Content-Security-Policy': policy(nonce), 'Cache-Control': 'no-store' },
  });
}

function nothing(): Response {
  return new Response('There is nothing here.', { status: 404 });
}

/** The file that an address names, or null where it is not one of ours or lies outside of `folder`. */
function pathOf(folder: string, address: string): string | null {
  let url: URL;
  let name: string;
  try {
    url = new URL(address);
    name = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (url.protocol !== SCHEME || url.host !== HOST || name.includes('\0')) return null;
  const path = resolve(join(folder, name === '/' ? 'index.html' : name));
  const inside = relative(folder, path);
  const isOutside = inside === '' || inside === '..' || inside.startsWith(`..${sep}`);
  return isOutside ? null : path;
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
