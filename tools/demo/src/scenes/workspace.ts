import {
  createLeanWorkspace,
  disposeFolder,
  packStorygate,
  type Workspace,
} from '@storygate/testing';
import type { Stage } from '../stage';
import { type, type Demo } from '../type';

/** Makes the workspace that the demo plays in; from npm the first time, copied from the first one after that. */
export async function makeWorkspace(stage: Stage): Promise<Workspace> {
  stage.scene('An Nx workspace with Storygate in it');
  stage.say(
    'Packing Storygate from this checkout, and making a workspace to play in: four small ' +
      'libraries, installed from npm. The first time this takes a minute or two.',
  );
  const packs = await packStorygate();
  try {
    return await createLeanWorkspace(packs);
  } finally {
    disposeFolder(packs.folder);
  }
}

/** What there is before the first story. */
export async function showWorkspace(demo: Demo): Promise<void> {
  const { stage, acme } = demo;
  stage.say(
    `It is in ${acme.root}, a git repository with Nx 23. Storygate's tarballs were installed with npm and ` +
      'set up by `npx nx g @storygate/nx:init`, which put these into it:',
  );
  await type(demo, {
    where: acme,
    line: 'git show --stat=72 --format=%s HEAD -- . ":!vendor" ":!package-lock.json"',
    exitCode: 0,
    shows: [/^Set up Storygate$/, /\|/],
  });
  stage.say(
    'Each project now has a target `gate`: what must pass before it may land. The cart is built on money; ' +
      'the others stand alone.',
  );
}
