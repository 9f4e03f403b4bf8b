import { type Command, Option } from 'commander';
import { findEditor, openStory } from '@storygate/core/editor/open-story';
import { StorygateError } from '@storygate/core/errors/storygate-error';
import { approveSetup } from '@storygate/core/governance/setup-approval';
import { parseStoryId } from '@storygate/core/names/story-id';
import type { DependenciesOption } from '@storygate/core/options/options';
import { readBrief } from '@storygate/core/story/brief';
import { dropDraft, editBrief } from '@storygate/core/story/edit-brief';
import type { StoryPlan } from '@storygate/core/story/plan-story';
import type { StoryRequest } from '@storygate/core/story/read-story-facts';
import { previewStory, startStory } from '@storygate/core/story/start-story';
import { askYesNo, canAsk, TERMINAL } from '../ask';
import { warnOfCollisions } from '../collisions';
import { openContext, type Context } from '../context';
import { EXIT } from '../exit-code';
import { briefForm } from '../render/brief-form';
import { renderOpened, renderPlan, renderStory, storyDocument } from '../render/story';
import { connect, type Exit } from './command';
import { EDITOR_WORDS } from './open';

interface Options {
  readonly json?: boolean;
  readonly title?: string;
  readonly brief?: string;
  readonly editBrief?: boolean;
  readonly base?: string;
  readonly dependencies?: DependenciesOption;
  /** False for --no-setup. */
  readonly setup: boolean;
  /** True for --open without an editor's name. */
  readonly open?: string | true;
  readonly dryRun?: boolean;
}

/** `storygate story <id>`: an isolated worktree, ready to work in. */
export function storyCommand(program: Command, exit: Exit): void {
  const command = program
    .command('story')
    .description('start a story: an isolated worktree, ready to work in')
    .argument('<id>', 'letters, digits, - and _; also the name of its branch and folder')
    .option('--title <title>', 'what it is about; becomes the subject of its commit on trunk')
    .option(
      '--brief <file>',
      'a text that tells whoever works on it what to do; `-`: from standard input',
    )
    .option('--edit-brief', "write the brief in git's editor; with `--brief`, go on from that")
    .option('--base <commit>', 'where it starts (default: the tip of trunk)')
    .addOption(
      new Option('--dependencies <how>', 'where its dependencies come from').choices([
        'auto',
        'copy',
        'install',
        'none',
      ]),
    )
    .option('--no-setup', 'without the set-up commands of stories.setup')
    .option('--open [editor]', `open it in a window of its own: ${EDITOR_WORDS}`)
    .option('--dry-run', 'print what would be done, and do nothing');
  connect<Options>(command, exit, async (output, [id = ''], options) => {
    const request: StoryRequest = {
      id: parseStoryId(id),
      title: options.title ?? null,
      brief: options.brief === undefined ? null : await readBrief(options.brief),
      base: options.base ?? null,
      dependencies: options.dependencies ?? null,
      setup: options.setup ? 'run' : 'skip',
      ports: null,
    };
    const context = await openContext(output);
    if (options.dryRun) {
      const plan = await previewStory(context.repository, context.trunk, request);
      output.document(storyDocument(plan, true));
      renderPlan(output, plan);
      return EXIT.done;
    }
    if (!options.editBrief) return startAndOpen(context, request, options.open);
    return editAndStart(context, request, options.open);
  });
}

/** What would be refused is refused before a person writes anything. */
async function editAndStart(
  context: Context,
  request: StoryRequest,
  open: Options['open'],
): Promise<number> {
  const { repository, trunk } = context;
  const { id, title, brief } = request;
  await previewStory(repository, trunk, request);
  const form = { kind: 'form', text: briefForm(id, title) } as const;
  const written = await editBrief(
    repository,
    id,
    brief === null ? form : { kind: 'brief', text: brief },
  );
  const exitCode = await startAndOpen(context, { ...request, brief: written }, open);
  await dropDraft(repository.layout, id);
  return exitCode;
}

async function startAndOpen(
  context: Context,
  request: StoryRequest,
  open: Options['open'],
): Promise<number> {
  const { output, repository, trunk } = context;
  // An editor that is not there is said before anything is made.
  const editor =
    open === undefined ? null : await findEditor(repository, open === true ? null : open);
  const plan = await startApproved(context, request);
  // Only what it starts from can collide yet, and what is on trunk does not.
  if (plan.base !== trunk.commit) await warnOfCollisions(context, [plan.id]);
  const opened =
    open === undefined ? null : await openStory(repository, trunk, { id: plan.id, editor });
  const { editor: openedIn = null } = opened ?? {};
  output.document({ ...storyDocument(plan, false), openedIn });
  renderStory(output, plan);
  if (opened !== null) renderOpened(output, opened);
  return EXIT.done;
}

/** Asks the person at the terminal when set-up commands are not approved; what is run is what they were shown. */
async function startApproved(context: Context, request: StoryRequest): Promise<StoryPlan> {
  const { output, repository, trunk } = context;
  const start = () => startStory(repository, trunk, request, output.emit);
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof StorygateError) || error.code !== 'SETUP_UNAPPROVED') throw error;
    if (output.json || !canAsk(TERMINAL)) throw error;
    const commands = trunk.policy.options.stories.setup;
    output.tell('the repository asks for these set-up commands, which were not approved yet:');
    for (const command of commands) output.tell(`  ${command}`);
    if (!(await askYesNo('Run them, now and from now on?', TERMINAL))) throw error;
    await approveSetup(repository.layout, commands);
    return await start();
  }
}
