import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { must, run, start, type Finished } from '../process/run';
import {
  createProtectedRepository,
  type ProtectedRepository,
  type TrunkPlace,
} from '../protected/protected-repository';
import { createFaultyGit, type FaultyGit, type KillFault } from './faulty-git';
import { proveChain } from './prove-chain';

const PROGRAM = join(resolve(__dirname, '..', '..', '..'), 'cli', 'dist', 'bin.js');

/** A step of a landing: git's call, and how it can be killed there. */
export interface Step extends KillFault {
  readonly args: string;
}

/** What can be seen once a landing that was killed has been run again. */
export interface Ending {
  readonly killed: number;
  readonly exitCode: number;
  /** How often trunk advanced. */
  readonly landed: number;
  /** Whether trunk's tree is what git itself makes of the two. */
  readonly isMerge: boolean;
  /** Whether the queue kept that it landed, after the kill or once it was run again. */
  readonly isTold: boolean;
  /** Of the main checkout: its branch, and what it shows as changed. */
  readonly status: string;
  readonly audit: number;
  /** Locks and queue entries. */
  readonly refs: string;
  /** Lock files of git's. */
  readonly lockFiles: readonly string[];
}

/** How every landing ends that is killed and run again. */
export const ONCE: Ending = {
  killed: 137,
  exitCode: 0,
  landed: 1,
  isMerge: true,
  isTold: true,
  status: '## main',
  audit: 0,
  refs: '',
  lockFiles: [],
};

/** A landing of a proven story, which can be killed at each of its steps. It needs no Nx. */
export class Landing {
  private constructor(
    private readonly repository: ProtectedRepository,
    private readonly git: FaultyGit,
    private readonly trunkRef: string,
  ) {}

  static async prepare(place: TrunkPlace): Promise<Landing> {
    const repository = await createProtectedRepository(place);
    const { root, folder } = repository;
    await proveChain(root, 'login');
    await repository.keep();
    const ref = place === 'local' ? 'refs/heads/main' : 'refs/remotes/origin/main';
    return new Landing(repository, await createFaultyGit(folder), ref);
  }

  /** Every step of a landing, by one that is let through. */
  async steps(): Promise<Step[]> {
    await this.repository.restore();
    const { exitCode, output } = await this.land(null);
    if (exitCode !== 0) throw new Error(output);
    return this.git.calls().flatMap((args, index): Step[] => {
      const call = index + 1;
      const kills: KillFault['kill'][] = ['before', 'after'];
      if (/\b(update-ref|push)\b/.test(args)) kills.push('prepared', 'committed');
      if (/update-ref .*--stdin/.test(args)) kills.push('between');
      return kills.map((kill) => ({ call, kill, args }));
    });
  }

  /** Kills a landing at a step, lands again, and looks. */
  async survive(step: Step): Promise<Ending> {
    const { repository, trunkRef } = this;
    await repository.restore();
    const [base, head] = [await repository.git('rev-parse', trunkRef), 'story/login'];
    const killed = await this.land(step);
    const before = await this.outcome();
    await this.age();
    const again = await repository.storygate('merge', 'login');
    const tree = await repository.git('merge-tree', '--write-tree', base, head);
    const status = await repository.git('status', '--porcelain', '--branch');
    return {
      killed: killed.exitCode,
      exitCode: again.exitCode,
      landed: Number(await repository.git('rev-list', '--count', `${base}..${trunkRef}`)),
      isMerge: tree === (await repository.git('rev-parse', `${trunkRef}^{tree}`)),
      isTold: [before, await this.outcome()].includes('merged'),
      status: status.replace('...origin/main', ''),
      audit: (await repository.storygate('audit')).exitCode,
      refs: await repository.git('for-each-ref', 'refs/storygate/lock', 'refs/storygate/queue'),
      lockFiles: this.lockFiles(),
    };
  }

  private async land(step: Step | null): Promise<Finished> {
    const { root } = this.repository;
    const env = this.git.environment(step, join(root, '.git', 'storygate', 'hooks'));
    const options = { cwd: root, env };
    const landing = await start(process.execPath, [PROGRAM, 'merge', 'login'], options);
    return landing.finished;
  }

  private async outcome(): Promise<string> {
    const kept = await run('git', ['show', 'refs/storygate/results/login:outcome.json'], {
      cwd: this.repository.root,
    });
    if (kept.exitCode !== 0) return 'none';
    return (JSON.parse(kept.stdout) as { outcome: string }).outcome;
  }

  private lockFiles(): string[] {
    const folder = join(this.repository.root, '.git');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.lock'));
  }

  /** Makes the lock files that a kill left an hour old: nobody wants to wait until they count as abandoned. */
  private async age(): Promise<void> {
    const script = `find site -name '*.lock' -exec touch -d '1 hour ago' {} +`;
    await must('sh', ['-c', script], { cwd: this.repository.folder });
  }
}
