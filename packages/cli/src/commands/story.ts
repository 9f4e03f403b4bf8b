import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import {
  parseStoryId,
  previewStory,
  startStory,
  type DependenciesOption,
  type StoryPlan,
} from '@storygate/core';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import type { Output } from '../output';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly title?: string;
  readonly brief?: string;
  readonly base?: string;
  readonly dependencies?: DependenciesOption;
  readonly dryRun?: boolean;
}

/** `storygate story <id>`: an isolated worktree, ready to work in. */
export function storyCommand(program: Command, exit: Exit): void {
  const command = program
    .command('story')
    .description('start a story: an isolated worktree, ready to work in')
    .argument('<id>', 'letters, digits, - and _; also the name of its branch and folder')
    .option('--title <title>', 'what it is about; becomes the subject of its commit on trunk')
    .option('--brief <file>', 'a text that tells whoever works on it what to do')
    .option('--base <commit>', 'where it starts (default: the tip of trunk)')
    .addOption(
      new Option('--dependencies <how>', 'where its dependencies come from').choices([
        'auto',
        'copy',
        'install',
        'none',
      ]),
    )
    .option('--dry-run', 'print what would be done, and do nothing');
  connect<Options>(command, exit, async (output, [id = ''], options) => {
    const request = {
      id: parseStoryId(id),
      title: options.title ?? null,
      briefFile: options.brief === undefined ? null : resolve(options.brief),
      base: options.base ?? null,
      dependencies: options.dependencies ?? null,
    };
    const { repository, trunk } = await openContext(output);
    if (options.dryRun) {
      renderPlan(output, await previewStory(repository, trunk, request), true);
      return EXIT.done;
    }
    renderPlan(output, await startStory(repository, trunk, request, output.emit), false);
    return EXIT.done;
  });
}

function renderPlan(output: Output, plan: StoryPlan, dryRun: boolean): void {
  const { id, title, branch, path, base, baseName, ports, copy, setup } = plan;
  const dependencies = plan.dependencies.kind;
  output.document({
    story: id,
    title,
    branch,
    path,
    base,
    ports,
    dependencies,
    copy,
    setup,
    dryRun,
  });
  output.say(dryRun ? `would start story ${id}; nothing was done` : `story ${id} is ready`);
  output.say(`  branch        ${branch}, from ${baseName} at ${base.slice(0, 10)}`);
  output.say(`  worktree      ${path}`);
  output.say(`  dependencies  ${dependencies}`);
  if (ports !== null) output.say(`  ports         ${ports.base}-${ports.base + ports.size - 1}`);
  if (dryRun) return;
  output.say('');
  output.say(`  cd ${path}`);
  output.say('  npx nx affected -t gate             gate what you changed');
  output.say(`  npx storygate merge ${id.padEnd(15)} land it, once the merged tree is green`);
}
