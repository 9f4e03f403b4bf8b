import { getEventListeners } from 'node:events';
import { createRepository } from '@storygate/testing';
import { interruption } from '../process/interruption';
import { Git } from './git';

it('runs few at a time however many are asked for, and ends each of them', async () => {
  const repository = await createRepository();
  const git = new Git(repository.root);
  const listening: number[] = [];
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  const answers = await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      const answer = await git.line(['rev-parse', '--git-path', String(n)]);
      listening.push(getEventListeners(interruption, 'abort').length);
      return answer;
    }),
  );
  process.off('warning', note);
  expect(answers).toEqual(answers.map((_, n) => `.git/${n}`));
  // Each program under way listens.
  expect(Math.max(...listening)).toBeGreaterThan(1);
  expect(Math.max(...listening)).toBeLessThanOrEqual(16);
  expect(warnings).toEqual([]);
});
