import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../process/run';
import { writeFiles } from '../repository/repository';
import { createArguments, NX } from './create-arguments';
import { NAME, withStorygate } from './install-storygate';
import { libraryFiles, ROOT_FILES } from './libraries';
import type { Packs } from './packs';
import type { Recipe } from './template';
import { workspaceEnvironment, type Workspace } from './workspace';

const CREATE = createArguments('npm');

const DEPENDENCIES = [
  `@nx/jest@${NX}`,
  '@swc/core@~1.15.5',
  '@swc/jest@~0.2.38',
  '@types/jest@~30.0.0',
  '@types/node@^20.19.0',
  'jest@~30.3.0',
  'jest-environment-node@~30.3.0',
  'jest-util@~30.3.0',
  'ts-jest@^29.4.7',
];

/** Pinned because a mirror may lack other platforms' packages of a newer one, and npm then writes a lockfile that its own `npm ci` refuses. */
const OVERRIDES = ['overrides.unrs-resolver=1.12.2'];

const FILES = { ...ROOT_FILES, ...libraryFiles() };

const BASE: Recipe = {
  name: 'nx-workspace',
  ingredients: [...CREATE, ...OVERRIDES, ...DEPENDENCIES, JSON.stringify(FILES)],
  make: async (folder) => {
    const env = workspaceEnvironment(join(folder, 'home'));
    mkdirSync(join(folder, 'home'));
    await must('npx', CREATE, { cwd: folder, env });
    const options = { cwd: join(folder, NAME), env };
    writeFiles(options.cwd, FILES);
    await must('npm', ['pkg', 'set', ...OVERRIDES], options);
    await must('npm', ['install', '--save-dev', ...DEPENDENCIES], options);
    await must('npx', ['--no-install', 'nx', 'sync'], options);
    await must('git', ['add', '--all'], options);
    await must('git', ['commit', '--quiet', '-m', 'Add four libraries'], options);
  },
};

/**
 * A workspace made by `create-nx-workspace`, with four libraries that jest tests and tsc builds (`cart` imports
 * `money`; `greeting` and `audit` stand alone) and Storygate from `packs`. The first one takes two minutes, later
 * ones are copies.
 */
export function createNxWorkspace(packs: Packs): Promise<Workspace> {
  return withStorygate(BASE, packs);
}
