import { createLeanWorkspace } from '../src/index';
import { expectExit, startStory } from './endings';
import { packs } from './packs';

/** The variables of a story reach the tasks that Nx runs in it, before what was copied from the main checkout. */
it('shows each story’s own environment to its tasks', async () => {
  const acme = await createLeanWorkspace(packs);
  acme.write({ '.git/info/exclude': '.env*\n', '.env.local': 'PORT=3000\nSECRET=kept\n' });
  const said = await Promise.all(
    ['login', 'cart'].map(async (id) => {
      const story = await startStory(acme, id);
      const command = `node -p "['PORT','SECRET','STORYGATE_STORY'].map((name) => process.env[name]).join()"`;
      const project = { name: 'say', targets: { env: { command } } };
      story.write({ 'packages/say/project.json': JSON.stringify(project) });
      const end = await story.nx(['run', 'say:env']);
      expectExit(end, 0);
      return /^(\d+),kept,(\w+)$/m.exec(end.output)?.slice(1);
    }),
  );
  expect(said.map((words) => words?.[1])).toEqual(['login', 'cart']);
  const ports = said.map((words) => Number(words?.[0]));
  expect(ports.every((port) => port > 4200)).toBe(true);
  expect(Math.abs(ports[0]! - ports[1]!)).toBeGreaterThanOrEqual(20);
});
