import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, type Repository as TestRepository } from '@storygate/testing';
import { LEDGER_REF } from '../ledger/ledger';
import { requireRepository, type Repository } from '../repository/repository';
import { gateCommit } from './gate-commit';

let made: TestRepository;
let repository: Repository;
let first: string;
let main: string;
let side: string;

beforeAll(async () => {
  made = await createRepository({ 'nx.json': '{}\n' });
  first = await made.git('rev-parse', 'HEAD');
  await made.git('checkout', '--quiet', '-b', 'side');
  side = await made.commit('Side', { 'side.txt': '1\n' });
  await made.git('checkout', '--quiet', 'main');
  main = await made.commit('Main', { 'main.txt': '1\n' });
  // As a forge's runner has it: no branch, so no local trunk.
  await made.git('checkout', '--quiet', '--detach', side);
  await made.git('branch', '--quiet', '-D', 'main', 'side');
  repository = await requireRepository(made.root);
});

const MISSING = '1'.repeat(40);

it.each([
  ['a commit that is nowhere', () => ({ commit: MISSING, base: first })],
  ['a base that is nowhere', () => ({ commit: main, base: MISSING })],
  ['a text that git could read as an option', () => ({ commit: '--all', base: first })],
  ['an empty text', () => ({ commit: '', base: first })],
  ['a tree', () => ({ commit: `${main}^{tree}`, base: first })],
])('refuses %s', async (_, request) => {
  await expectRefusal(request(), 'NO_SUCH_COMMIT');
});

it.each([
  ['a base on another branch', () => ({ commit: main, base: side })],
  ['a base that comes after the commit', () => ({ commit: first, base: main })],
  ['the base itself', () => ({ commit: main, base: main })],
])('refuses %s', async (_, request) => {
  await expectRefusal(request(), 'NOT_AFTER_BASE');
});

it('reads the policy at the base, so that a commit does not govern its own gate', async () => {
  const options = { plugins: [{ plugin: '@storygate/nx', options: { gate: { nonsense: 1 } } }] };
  const bad = await made.commit('Break the policy', { 'nx.json': JSON.stringify(options) });
  const good = await made.commit('Mend it', { 'nx.json': '{}\n' });
  await expectRefusal({ commit: good, base: bad }, 'BAD_OPTION', 'config');
});

async function expectRefusal(
  request: { commit: string; base: string },
  code: string,
  kind = 'refusal',
): Promise<void> {
  await expect(gateCommit(repository, request, () => undefined)).rejects.toMatchObject({
    kind,
    code,
  });
  expect((await made.tryGit('rev-parse', '--verify', '--quiet', LEDGER_REF)).exitCode).toBe(1);
  expect(existsSync(join(made.folder, 'repository.stories'))).toBe(false);
}
