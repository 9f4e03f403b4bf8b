import { basename, dirname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Checkout, Finished, Workspace } from '@storygate/testing';
import { DemoFailed } from './demo-failed';
import type { Stage } from './stage';

/** What every scene plays with. */
export interface Demo {
  readonly stage: Stage;
  readonly acme: Workspace;
  /** Aborted when whoever watches has had enough. */
  readonly stop: AbortSignal;
}

/** A command line typed in a checkout, and what must come of it. */
export interface Typed {
  readonly where: Checkout;
  readonly line: string;
  /** Nx 23.2 ends with 130 where it skipped a task because another was red: that is `red`, any code but 0. */
  readonly exitCode: number | 'red';
  /** Each must match a line of the output; the lines that match are shown. */
  readonly shows: readonly RegExp[];
}

/** Types one command: shows it, runs exactly it, shows what matters of what it printed, and holds it to its promise. */
export async function type(demo: Demo, typed: Typed): Promise<Finished> {
  const [finished] = await typeTogether(demo, [typed]);
  if (finished === undefined) throw new Error('a command ended without a result');
  return finished;
}

/** The same for several commands that run at the same time. */
export async function typeTogether(demo: Demo, all: readonly Typed[]): Promise<Finished[]> {
  const { stage } = demo;
  const runs = await Promise.all(
    all.map(async (typed) => {
      if (all.length > 1) stage.typed(nameOf(typed.where), typed.line);
      const since = performance.now();
      const finished = await typed.where.run('sh', ['-c', typed.line]);
      return { typed, finished, seconds: (performance.now() - since) / 1000 };
    }),
  );
  demo.stop.throwIfAborted();
  if (all.length > 1) stage.gap();
  for (const { typed, finished, seconds } of runs) {
    stage.typed(nameOf(typed.where), typed.line);
    stage.printed(excerpt(linesOf(finished), typed.shows));
    stage.ended(finished.exitCode, seconds);
    requirePromise(typed, finished);
  }
  return runs.map(({ finished }) => finished);
}

/** Does something to a file, and shows what changed as git sees it. */
export async function edit(demo: Demo, where: Checkout, change: () => void): Promise<void> {
  change();
  await where.git('add', '--intent-to-add', '--all');
  await type(demo, {
    where,
    line: 'git diff -U0 --no-prefix',
    exitCode: 0,
    shows: [/^[-+](?!--)/, /^@@/],
  });
}

/** The folder as the demo writes it: `acme`, or `acme.stories/login`. */
function nameOf({ root }: Checkout): string {
  const parent = basename(dirname(root));
  return parent.endsWith('.stories') ? `${parent}/${basename(root)}` : basename(root);
}

/** What was printed, line by line; programs under Nx colour their output, whoever reads it. */
function linesOf({ output }: Finished): string[] {
  return stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trimEnd());
}

/** The lines that match, in their order, with a null for each gap. */
function excerpt(lines: readonly string[], shows: readonly RegExp[]): (string | null)[] {
  const kept: (string | null)[] = [];
  for (const line of lines) {
    if (shows.some((pattern) => pattern.test(line))) kept.push(line);
    else if (line !== '' && kept.length > 0 && kept.at(-1) !== null) kept.push(null);
  }
  if (kept.at(-1) === null) kept.pop();
  return kept;
}

function requirePromise({ line, exitCode, shows }: Typed, finished: Finished): void {
  const asPromised = exitCode === 'red' ? finished.exitCode !== 0 : finished.exitCode === exitCode;
  if (!asPromised) {
    throw new DemoFailed(
      `\`${line}\` ended with ${finished.exitCode} instead of ${exitCode}`,
      finished.output,
    );
  }
  const lines = linesOf(finished);
  const absent = shows.find((pattern) => !lines.some((each) => pattern.test(each)));
  if (absent !== undefined) {
    throw new DemoFailed(`\`${line}\` printed nothing like ${String(absent)}`, finished.output);
  }
}
