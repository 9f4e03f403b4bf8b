import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../process/run';
import { writeFiles } from '../repository/repository';
import { createArguments } from './create-arguments';
import { NAME, withStorygate } from './install-storygate';
import { leanLibraryFiles } from './lean-libraries';
import { managerEnvironment, type Manager } from './managers';
import type { Packs } from './packs';
import { siteFiles } from './site';
import type { Recipe } from './template';
import { workspaceEnvironment, type Workspace } from './workspace';

/** Raised when what `base` does changes, so that older templates are not used. */
const REVISION = '1';

function base(manager: Manager): Recipe {
  const create = createArguments(manager.name);
  const files = { ...leanLibraryFiles(manager.linked), ...siteFiles(manager.linked) };
  return {
    name: `managed-workspace-${manager.name}`,
    ingredients: [REVISION, ...create, JSON.stringify(files)],
    make: async (folder) => {
      const home = join(folder, 'home');
      const env = { ...workspaceEnvironment(home), ...(await managerEnvironment(manager, folder)) };
      mkdirSync(home);
      await must('npx', create, { cwd: folder, env });
      const options = { cwd: join(folder, NAME), env };
      writeFiles(options.cwd, { ...files, 'nx.json': withoutQuestions(options.cwd) });
      appendFileSync(join(options.cwd, '.gitignore'), '.yarn/install-state.gz\n');
      await must(manager.name, ['install'], options);
      // What is made commits it for yarn, whose every install writes it: yarn's manual has it ignored.
      await must('git', ['rm', '--quiet', '--cached', '--ignore-unmatch', '.yarn/*'], options);
      await must('git', ['add', '--all'], options);
      await must('git', ['commit', '--quiet', '-m', 'Add the projects'], options);
      // Copies install for themselves, from the store beside: pnpm notes where that is.
      rmSync(join(options.cwd, 'node_modules'), { recursive: true });
    },
  };
}

/** The nx.json that was made, so that Nx neither asks whether it may report on its use nor which branch is trunk. */
function withoutQuestions(root: string): string {
  const made = JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8')) as object;
  return `${JSON.stringify({ ...made, analytics: false, defaultBase: 'main' }, null, 2)}\n`;
}

/**
 * A workspace that `create-nx-workspace` made with a package manager, with the lean workspace's libraries, an
 * application (`site`) and Storygate from `packs`. The first one takes minutes, later ones are copies.
 */
export function createManagedWorkspace(packs: Packs, manager: Manager): Promise<Workspace> {
  return withStorygate(base(manager), packs, manager);
}
