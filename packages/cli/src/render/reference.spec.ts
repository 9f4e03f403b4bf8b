import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOutput } from '../output';
import { createProgram } from '../program';
import { renderReference } from './reference';

const COMMITTED = join(__dirname, '..', '..', '..', '..', 'docs', 'commands.md');
const reference = renderReference(
  createProgram({ code: 0, output: createOutput('text'), passed: [] }),
);

it('is what docs/commands.md holds (else: npm run docs)', () => {
  expect(readFileSync(COMMITTED, 'utf8')).toBe(reference);
});

it('has a section for every command, and no line over 80 columns', () => {
  const { commands } = createProgram({ code: 0, output: createOutput('text'), passed: [] });
  for (const command of commands) expect(reference).toContain(`\n## storygate ${command.name()}\n`);
  expect(reference.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
