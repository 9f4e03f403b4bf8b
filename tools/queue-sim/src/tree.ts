import type { Project, Workspace } from './workspace';
import { HASHES, type Story } from './workload';

/** What is red in a tree, and the story that would mend it. */
interface Fault {
  readonly in: Project;
  readonly mendedBy: number | null;
}

/**
 * A commit of the simulated repository: a story on top of another commit. The same stories in the same order are the
 * same commit.
 */
export class Tree {
  private children: Map<number, Tree> | null = null;

  private constructor(
    /** Gives out the names of commits. */
    private readonly names: { next: number },
    /** The last story and the commit before it; null at the beginning. */
    readonly top: { readonly story: Story; readonly on: Tree } | null,
    /** A bit for each story that is in. */
    private readonly members: Uint32Array,
    /** For each project the hash of its task's inputs. */
    readonly inputs: Float64Array,
    private readonly faults: readonly Fault[],
    readonly id = String(names.next++),
  ) {}

  /** The trunk that a queue of so many stories begins with. */
  static start(workspace: Workspace, stories: number): Tree {
    const inputs = new Float64Array(workspace.seconds.length);
    return new Tree({ next: 0 }, null, new Uint32Array(Math.ceil(stories / 32)), inputs, []);
  }

  /** The commit of one more story. */
  with(story: Story): Tree {
    const known = this.children?.get(story.number);
    if (known !== undefined) return known;
    const members = this.members.slice();
    const word = story.number >>> 5;
    members[word] = (members[word] ?? 0) | (1 << (story.number & 31));
    const inputs = this.inputs.slice();
    for (const project of story.affects)
      inputs[project] = ((inputs[project] ?? 0) + story.hash) % HASHES;
    const faults = this.faults.filter(({ mendedBy }) => mendedBy !== story.number);
    const tree = new Tree(this.names, { story, on: this }, members, inputs, [
      ...faults,
      ...this.findFaults(story),
    ]);
    this.children ??= new Map();
    this.children.set(story.number, tree);
    return tree;
  }

  has(story: number): boolean {
    return (((this.members[story >>> 5] ?? 0) >>> (story & 31)) & 1) === 1;
  }

  /** Whether git can merge a story onto this. */
  takes(story: Story): boolean {
    return !story.conflictsWith.some((other) => this.has(other));
  }

  /** The projects whose gates are red here. */
  get red(): ReadonlySet<Project> {
    return new Set(this.faults.map((fault) => fault.in));
  }

  /** The projects that Nx finds affected since an earlier commit. */
  affectedSince(base: Tree): Project[] {
    const affected: Project[] = [];
    for (let project = 0; project < this.inputs.length; project++)
      if (this.inputs[project] !== base.inputs[project]) affected.push(project);
    return affected;
  }

  private findFaults({ redIn, mendedBy, clashes }: Story): Fault[] {
    const isMended = mendedBy !== null && this.has(mendedBy);
    const own = redIn === null || isMended ? [] : [{ in: redIn, mendedBy }];
    const together = clashes.filter((clash) => this.has(clash.with));
    return [...own, ...together.map((clash) => ({ in: clash.in, mendedBy: null }))];
  }
}
