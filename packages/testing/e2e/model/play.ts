import { join } from 'node:path';
import type { Workspace } from '../../src/index';
import type { FaultyGit } from '../../src/faults/faulty-git';
import { expectExit } from '../endings';
import type { Incident, Scenario, StoryPlan, Tampering } from './scenario';

const STORYGATE = 'node_modules/.bin/storygate';

/** Where the model is: what it did, and what it knows must be so. */
export interface Known {
  /** Every head that each story ever had. */
  readonly heads: Map<string, Set<string>>;
  /** The head that each story waits with; `maybe` when something happened to it inside a landing. */
  readonly waits: Map<string, { readonly head: string; readonly maybe: boolean }>;
  /** The heads that each story was ever queued with. */
  readonly queued: Map<string, Set<string>>;
  /** Commits of trunk that came another way. */
  readonly foreign: Set<string>;
  /** `<story> <head>` of what was seen to land, and to end in whichever way. */
  readonly landed: string[];
  readonly ended: string[];
  /** How often somebody began to work the queue. */
  landings: number;
}

/** Plays a scenario in a workspace: makes its stories, and lets its incidents happen one by one. */
export class Play {
  readonly known: Known = {
    heads: new Map(),
    waits: new Map(),
    queued: new Map(),
    foreign: new Set(),
    landed: [],
    ended: [],
    landings: 0,
  };
  private count = 0;

  constructor(
    private readonly acme: Workspace,
    private readonly git: FaultyGit,
    private readonly scenario: Scenario,
    /** Makes the names of this play's stories and files its own. */
    private readonly name: string,
  ) {}

  /** The names of the stories, in the order of the scenario. */
  ids(): string[] {
    return this.scenario.stories.map(({ kind }, index) => `${this.name}-${index}-${kind}`);
  }

  /** Makes the stories, each in a worktree with an untracked file of its own. */
  async begin(): Promise<void> {
    const ids = this.ids();
    for (const [index, plan] of this.scenario.stories.entries()) {
      const id = ids[index] ?? '';
      const story = this.acme.story(id);
      await this.acme.git('worktree', 'add', '--quiet', '-b', `story/${id}`, story.root, 'main');
      const [path, text] = this.fileOf(id, plan);
      story.write({ [path]: text });
      await story.git('add', '--', path);
      await story.git('commit', '--quiet', '--no-verify', '-m', `Change for ${id}`);
      story.write({ 'notes.txt': `notes on ${id}\n` });
    }
    await this.readHeads();
  }

  /** Lets one incident happen. True where all that waited was worked, and nothing happened meanwhile. */
  async happen(incident: Incident): Promise<boolean> {
    switch (incident.do) {
      case 'land':
        return this.land(incident);
      case 'prove':
        await this.prove();
        return false;
      case 'sneak':
        await this.sneak();
        return false;
      default: {
        const { exitCode, output } = await this.acme.run('sh', ['-c', this.commandOf(incident)]);
        if (exitCode === 255) throw new Error(output);
        this.note(incident, { isCertain: true });
        await this.readHeads();
        return false;
      }
    }
  }

  private async land({ call, then }: Extract<Incident, { do: 'land' }>): Promise<boolean> {
    const command = typeof then === 'object' ? this.commandOf(then) : null;
    const fault =
      then === 'kill'
        ? ({ call, kill: call % 2 === 0 ? 'before' : 'after' } as const)
        : command === null
          ? null
          : { call, run: command };
    const hooks = join(this.acme.root, '.git', 'storygate', 'hooks');
    const env = this.git.environment(fault, hooks);
    this.known.landings++;
    const merging = await this.acme.start(STORYGATE, ['merge', '--json'], { env });
    const { exitCode, output } = await merging.finished;
    const wasKilled = then === 'kill' && exitCode === 137;
    if (!wasKilled && exitCode > 1) throw new Error(`ended with ${exitCode}:\n${output}`);
    const hasTampered = typeof then === 'object' && this.git.calls().length >= call;
    if (hasTampered) this.note(then, { isCertain: false });
    await this.readHeads();
    return !wasKilled && !hasTampered;
  }

  /** Somebody lands a commit that the gate attested. */
  private async prove(): Promise<void> {
    const base = await this.acme.git('rev-parse', 'main');
    const commit = await this.commitOnTrunk();
    const gate = ['gate', '--merged', '--commit', commit, '--base', base];
    expectExit(await this.acme.run(STORYGATE, gate), 0);
    await this.onTrunk(() => this.acme.git('merge', '--quiet', '--ff-only', commit));
    this.known.foreign.add(commit);
  }

  /** Somebody gets a commit past the hooks; the director certifies it. */
  private async sneak(): Promise<void> {
    const commit = await this.commitOnTrunk();
    const past = ['-c', 'core.hooksPath=/dev/null'];
    await this.onTrunk(() => this.acme.git(...past, 'merge', '--quiet', '--ff-only', commit));
    const before = await this.acme.run(STORYGATE, ['audit']);
    expectExit(before, 1);
    const queue = await this.acme.git('for-each-ref', 'refs/storygate/queue/');
    expectExit(await this.acme.run(STORYGATE, ['merge']), queue === '' ? 0 : 1);
    expectExit(await this.acme.run(STORYGATE, ['certify']), 0);
    this.known.foreign.add(commit);
  }

  /** A killed landing may have left the main checkout detached: a person goes back to trunk first. */
  private async onTrunk(work: () => Promise<unknown>): Promise<void> {
    expectExit(await this.acme.run(STORYGATE, ['doctor', '--fix', '--json']), 0);
    await work();
  }

  private async commitOnTrunk(): Promise<string> {
    const aside = join(this.acme.folder, 'aside');
    await this.acme.git('worktree', 'add', '--quiet', '--detach', aside, 'main');
    const there = this.acme.at(aside);
    there.write({ [`packages/audit/${this.name}-${this.count++}.js`]: '// foreign\n' });
    await there.git('add', '--all');
    await there.git('commit', '--quiet', '--no-verify', '-m', 'Foreign');
    const commit = await there.git('rev-parse', 'HEAD');
    await this.acme.git('worktree', 'remove', '--force', aside);
    return commit;
  }

  private fileOf(id: string, plan: StoryPlan): [string, string] {
    switch (plan.kind) {
      case 'disjoint':
        return [`packages/${plan.project}/${id}.js`, `// ${id}\n`];
      case 'red':
        return [`packages/${plan.project}/${id}.red`, ''];
      case 'flaky':
        return [`packages/${plan.project}/${id}.flaky`, join(this.acme.folder, `${id}.seen`)];
      case 'document':
        return [`docs/${id}.md`, `# ${id}\n`];
      case 'conflicting':
        return ['README.md', `# ${id}\n`];
      case 'left':
      case 'right':
        return [
          `packages/${plan.kind === 'left' ? 'money' : 'cart'}/${this.name}.${plan.kind}`,
          `${id}\n`,
        ];
    }
  }

  private commandOf(tampering: Tampering): string {
    const id = this.ids()[tampering.story] ?? '';
    const storygate = join(this.acme.root, STORYGATE);
    const worktree = this.acme.story(id).root;
    const file = `packages/audit/${id}-${this.count++}.js`;
    switch (tampering.do) {
      case 'amend':
        return `cd '${worktree}' && echo // >${file} && git add ${file} && if git merge-base --is-ancestor HEAD main
then git commit --quiet --no-verify -m 'More for ${id}'
else git commit --quiet --no-verify --amend --no-edit
fi`;
      case 'reset':
        return `cd '${worktree}' && git reset --quiet --hard main`;
      case 'drop':
        return `cd '${this.acme.root}' && '${storygate}' queue drop ${id}`;
      case 'queue':
        return `cd '${this.acme.root}' && '${storygate}' merge ${id} --no-wait --priority ${tampering.priority}`;
    }
  }

  private note(tampering: Tampering, { isCertain }: { readonly isCertain: boolean }): void {
    const id = this.ids()[tampering.story] ?? '';
    const { waits, queued } = this.known;
    if (tampering.do === 'queue') {
      const head = this.latest.get(id) ?? '';
      waits.set(id, { head, maybe: false });
      queued.set(id, new Set(queued.get(id)).add(head));
    } else if (tampering.do === 'drop') {
      const entry = waits.get(id);
      if (isCertain || entry === undefined) waits.delete(id);
      else waits.set(id, { ...entry, maybe: true });
    }
  }

  private latest = new Map<string, string>();

  private async readHeads(): Promise<void> {
    for (const id of this.ids()) {
      const head = await this.acme.git('rev-parse', `refs/heads/story/${id}`);
      this.latest.set(id, head);
      this.known.heads.set(id, new Set(this.known.heads.get(id)).add(head));
    }
  }
}
