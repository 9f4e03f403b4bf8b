/** `npm run demo`: the main job on a real Nx workspace, told as it happens. Exits 1 when anything is not as told. */
import type { Workspace } from '@storygate/testing';
import { DemoFailed } from './demo-failed';
import { letAgentsWork } from './scenes/agents';
import { audit } from './scenes/audit';
import { landGreen } from './scenes/green-story';
import { gateStories, startStories, work } from './scenes/parallel-stories';
import { refuseRed } from './scenes/red-story';
import { refuseRedTogether } from './scenes/red-together';
import { makeWorkspace, showWorkspace } from './scenes/workspace';
import { Stage } from './stage';
import type { Demo } from './type';

const SCENES = [
  showWorkspace,
  startStories,
  work,
  gateStories,
  refuseRed,
  landGreen,
  refuseRedTogether,
  letAgentsWork,
  audit,
];

const stage = new Stage(process.stdout);
const stopping = new AbortController();
let acme: Workspace | null = null;

// A terminal sends ctrl-C to the command under way too: wait for it to clean up. A second one ends the demo at once.
process.on('SIGINT', () => {
  if (stopping.signal.aborted) process.exit(130);
  console.error(
    '\nStopping as soon as the command under way has ended; ctrl-C again to leave now.',
  );
  stopping.abort();
});

async function play(): Promise<void> {
  acme = await makeWorkspace(stage);
  const demo: Demo = { stage, acme, stop: stopping.signal };
  for (const scene of SCENES) {
    stopping.signal.throwIfAborted();
    await scene(demo);
  }
  sayGoodbye(acme);
}

function sayGoodbye({ root, folder }: Workspace): void {
  stage.scene('Look around');
  stage.say('All of it went as told. The workspace is still there, stories and ledger included:');
  stage.say(`  cd ${root}`);
  stage.say('Three things to try:');
  stage.list([
    '`npx storygate logs dates`: what the red story broke.',
    'In ../acme.stories/dates, make the test expect the new form and commit. Back here, ' +
      '`npx nx merge trunk --story=dates` lands it.',
    '`git log --stat refs/storygate/ledger`: one commit for each proof.',
  ]);
  stage.say('When you are done, remove it:');
  stage.say(`  rm -rf ${folder}`);
}

function explain(error: unknown): number {
  if (stopping.signal.aborted) {
    console.error(
      acme === null ? 'Stopped.' : `Stopped. What there is so far is in ${acme.folder}`,
    );
    return 130;
  }
  const where = acme === null ? '' : `\nThe workspace is in ${acme.root}`;
  if (error instanceof DemoFailed) {
    console.error(`${error.output}\n\nerror: not as told: ${error.message} [DEMO_FAILED]${where}`);
  } else {
    console.error(error instanceof Error ? error.message : error);
    console.error(`\nerror: the demo could not go on [DEMO_FAILED]${where}`);
  }
  return 1;
}

play().catch((error: unknown) => {
  process.exitCode = explain(error);
});
