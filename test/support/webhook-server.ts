/** A webhook on this machine: keeps what it is sent, and answers as a test says. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A message as Discord takes it. */
export interface ReceivedMessage {
  readonly username: string;
  readonly content: string;
  readonly embeds: readonly { readonly title: string; readonly description?: string }[];
}

export interface WebhookServer {
  readonly url: string;
  readonly messages: readonly ReceivedMessage[];
  /** How the next ones are answered, in order; then with 204. */
  answer(...answers: ((response: ServerResponse) => void)[]): void;
}

export async function webhookServer(): Promise<WebhookServer> {
  const messages: ReceivedMessage[] = [];
  const answers: ((response: ServerResponse) => void)[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    request.on('end', () => {
      messages.push(JSON.parse(text));
      const answer = answers.shift() ?? ((to) => void to.writeHead(204).end());
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/webhooks/1/secret`,
    messages,
    answer: (...more) => void answers.push(...more),
  };
}
