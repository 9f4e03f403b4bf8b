import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Definitions } from '../governance/definitions';
import type { CommitSha } from '../names/object-id';
import type { ProgramEnd } from '../process/run-program';
import { runNx, type NxCall } from './nx-program';
import {
  graphSchema,
  pickWorkspaceGraph,
  type Graph,
  type WorkspaceGraph,
} from './workspace-graph';

/** A project as the graph knows it: its targets, each with its definition. */
export interface Project {
  readonly name: string;
  readonly targets: Definitions;
}

/** What a change affects, or what Nx said when it could not tell. */
export type Affected =
  | {
      readonly kind: 'known';
      readonly projects: readonly Project[];
      readonly workspace: WorkspaceGraph;
    }
  | { readonly kind: 'unknown'; readonly why: string };

/** Asks Nx about a workspace whose checkout is exactly `head`. */
export interface AffectedQuestion {
  readonly nxRoot: string;
  readonly base: CommitSha;
  readonly head: CommitSha;
  readonly gateTarget: string;
  /** Every target that a gate runs. */
  readonly targets: readonly string[];
  /** A folder for the answer's file. */
  readonly folder: string;
  readonly call: NxCall;
}

const taskGraphSchema = v.object({
  ...graphSchema.entries,
  tasks: v.object({
    tasks: v.record(
      v.string(),
      v.object({ target: v.object({ project: v.string(), target: v.string() }) }),
    ),
  }),
});

/** Finds every affected project, gate target or not. */
export async function findAffected(question: AffectedQuestion): Promise<Affected> {
  const file = join(question.folder, 'task-graph.json');
  const range = rangeOf(question);
  const planned = await runNx(
    question.nxRoot,
    ['affected', '-t', question.gateTarget, ...range, `--graph=${file}`],
    question.call,
  );
  if (planned.exitCode !== 0) return { kind: 'unknown', why: whyNot(planned) };
  const parsed = v.safeParse(taskGraphSchema, JSON.parse(await readFile(file, 'utf8')));
  await rm(file, { force: true });
  if (!parsed.success)
    return { kind: 'unknown', why: 'the task graph that Nx wrote has an unknown form' };

  const { nodes } = parsed.output.graph;
  const names = new Set(
    Object.values(parsed.output.tasks.tasks)
      .filter((task) => task.target.target === question.gateTarget)
      .map((task) => task.target.project),
  );
  const ungated = Object.keys(nodes).filter(
    (name) => !nodes[name]?.data.targets[question.gateTarget],
  );
  if (ungated.length > 0) {
    // Only projects that have the target were looked at, so ask for the others too.
    const shown = await runNx(
      question.nxRoot,
      ['show', 'projects', '--affected', ...range, '--json'],
      question.call,
    );
    if (shown.exitCode !== 0) return { kind: 'unknown', why: whyNot(shown) };
    for (const name of parseNames(shown.stdout)) if (ungated.includes(name)) names.add(name);
  }
  return knownAffected(question, [...names], parsed.output.graph);
}

/** Nx's options for what is asked about. */
export function rangeOf({ base, head }: Pick<AffectedQuestion, 'base' | 'head'>): string[] {
  return [`--base=${base}`, `--head=${head}`];
}

/** The affected projects by their names, with what the project graph says of them. */
export async function knownAffected(
  question: Pick<AffectedQuestion, 'nxRoot' | 'targets'>,
  names: readonly string[],
  graph: Graph,
): Promise<Affected> {
  return {
    kind: 'known',
    projects: [...names].sort().map((name) => ({
      name,
      targets: graph.nodes[name]?.data.targets ?? {},
    })),
    workspace: await pickWorkspaceGraph(graph, question.nxRoot, question.targets),
  };
}

function parseNames(stdout: string): string[] {
  const line = stdout.split('\n').findLast((text) => text.startsWith('['));
  return v.parse(v.array(v.string()), JSON.parse(line ?? 'null'));
}

/** The last lines Nx printed, for a person to read. */
function whyNot(end: ProgramEnd): string {
  if (end.trouble !== null) return end.trouble;
  const said = `${end.stdout}\n${end.stderr}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('npm warn'));
  return said.slice(0, 8).join(' / ').slice(0, 600) || `nx ended with exit code ${end.exitCode}`;
}
