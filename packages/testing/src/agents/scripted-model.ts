import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/*
 * A model on loopback that plays a script, for an agent's real client: `POST /v1/responses` of OpenAI's API, answered with
 * server-sent events. Each request brings the whole conversation, so the script is a function of it and nothing is remembered.
 */

/** What the client sent, as far as a script looks at it. */
export interface Conversation {
  /** What the user said, all of it. */
  readonly told: readonly string[];
  /** What the commands printed that were run since the user said something last. */
  readonly outputs: readonly string[];
}

/** What the model does next: have a shell command run, or say something, which ends its turn. */
export type ModelStep = { readonly run: string } | { readonly say: string };

/** A model at work; it never holds the process that started it. */
export interface ScriptedModel {
  /** What stands before `/responses`. */
  readonly url: string;
  /** What the script threw; the model then said so and ended its turn. */
  readonly problems: readonly string[];
  close(): void;
}

/** Starts a model that does what `script` answers, and ends its turn in words where that throws. */
export async function startScriptedModel(
  script: (conversation: Conversation) => ModelStep,
): Promise<ScriptedModel> {
  const problems: string[] = [];
  const play = (conversation: Conversation): ModelStep => {
    try {
      return script(conversation);
    } catch (error) {
      problems.push(String(error));
      return { say: `NEEDS ATTENTION: ${String(error)}` };
    }
  };
  const server = createServer((request, response) => {
    void answer(request, response, play).catch((error: unknown) => {
      problems.push(String(error));
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  server.unref();
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    problems,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

let lastId = 0;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  play: (conversation: Conversation) => ModelStep,
): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  if (request.method !== 'POST' || !request.url?.endsWith('/responses')) {
    response.writeHead(404).end();
    return;
  }
  const { input } = JSON.parse(body) as { input: readonly InputItem[] };
  const id = `response-${++lastId}`;
  const item = itemOf(play(readConversation(input)), id);
  const counts = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
  const usage = {
    ...counts,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens_details: { reasoning_tokens: 0 },
  };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of [
    { type: 'response.created', response: { id } },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: { id, usage } },
  ])
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  response.end();
}

function itemOf(step: ModelStep, id: string): object {
  if ('say' in step) {
    const content = [{ type: 'output_text', text: step.say }];
    return { type: 'message', id: `message-${id}`, role: 'assistant', content };
  }
  return {
    type: 'function_call',
    ...{ id: `call-${id}`, call_id: `call-${id}` },
    ...{ name: 'exec_command', arguments: JSON.stringify({ cmd: step.run }) },
  };
}

interface InputItem {
  readonly type: string;
  readonly role?: string;
  readonly content?: readonly { readonly text?: string }[];
  readonly output?: unknown;
}

function readConversation(input: readonly InputItem[]): Conversation {
  const isOfUser = ({ type, role }: InputItem) => type === 'message' && role === 'user';
  const told = input
    .filter(isOfUser)
    .map(({ content = [] }) => content.map(({ text = '' }) => text).join('\n'));
  const last = input.findLastIndex(isOfUser);
  const outputs = input
    .slice(last + 1)
    .filter(({ type }) => type === 'function_call_output')
    .map(({ output }) => (typeof output === 'string' ? output : JSON.stringify(output)));
  return { told, outputs };
}
