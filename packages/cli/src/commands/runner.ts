import { type Command, InvalidArgumentError } from 'commander';
import type { EndedEntry } from '@storygate/core/landing/queue-source';
import type { Halt } from '@storygate/core/landing/work-queue';
import { readRunnerKey, runRunner } from '@storygate/core/runner/run-runner';
import { EXIT } from '../exit-code';
import { renderHalt } from '../render/halt';
import { renderEndedEntry } from '../render/runner';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly remote?: string;
  readonly directory: string;
  readonly workspace: string;
  readonly once?: boolean;
  readonly interval: number;
  readonly showKey?: boolean;
}

/** `storygate runner`: lands what people queue on a remote's trunk. */
export function runnerCommand(program: Command, exit: Exit): void {
  const command = program
    .command('runner')
    .description("land what people queue with `merge --no-wait`: gate it in the runner's own clone")
    .option('--remote <url>', 'URL or path of the repository that has trunk; needed the first time')
    .option('--directory <folder>', "the runner's folder", 'storygate-runner')
    .option('--workspace <folder>', "the Nx workspace's folder in the repository", '')
    .option('--once', 'land what is queued now, then end')
    .option('--interval <seconds>', 'how often to look for queued stories', parseSeconds, 10)
    .option('--show-key', 'print the public key that this runner attests with, and land nothing');
  connect<Options>(command, exit, async (output, _, options) => {
    const place = {
      remote: options.remote ?? null,
      directory: options.directory,
      prefix: parseFolder(options.workspace),
    };
    if (options.showKey) {
      const key = await readRunnerKey(place, output.emit);
      output.document({ key });
      output.say(key);
      return EXIT.done;
    }
    const interval = options.once ? null : options.interval;
    const ended: EndedEntry[] = [];
    let halted: Halt | null = null;
    await runRunner({ ...place, interval }, output.emit, {
      onEnd: (one) => {
        // Without an end there is no document either.
        if (interval === null) ended.push(one);
        renderEndedEntry(output, one);
      },
      onHalt: (halt) => {
        halted = halt;
        renderHalt(output, halt, 'trunk');
      },
    });
    output.document({
      ended: ended.map(({ result, published }) => ({ ...result, published })),
      halted,
    });
    if (halted !== null) return EXIT.refused;
    if (ended.length === 0) output.say('nothing is queued');
    return EXIT.done;
  });
}

/** A folder inside the repository as core wants it: empty, or with a slash at its end. */
export function parseFolder(text: string): string {
  const parts = text.split('/').filter((part) => part !== '' && part !== '.');
  return parts.map((part) => `${part}/`).join('');
}

function parseSeconds(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be whole seconds.');
  return Number(text);
}
