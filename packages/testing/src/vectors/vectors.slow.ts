import {
  createProtectedRepository,
  type ProtectedRepository,
} from '../protected/protected-repository';
import { run } from '../process/run';
import { cleanUpAfter, endingOn, readAudited, readNameable, runVector } from './run-vector';
import { TABLE } from './table';

let version: readonly [number, number];

beforeAll(async () => {
  const { stdout } = await run('git', ['--version'], { cwd: __dirname });
  const [, major, minor] = /(\d+)\.(\d+)/.exec(stdout) ?? [];
  version = [Number(major), Number(minor)];
});

it('has a row for each way that was found: 37 local ones and 12 remote ones, at least', () => {
  const rows = (trunk: 'local' | 'remote') =>
    TABLE.filter((group) => group.trunk === trunk).flatMap(({ vectors }) => vectors);
  expect(rows('local').length).toBeGreaterThanOrEqual(37);
  expect(rows('remote').length).toBeGreaterThanOrEqual(12);
  const names = TABLE.flatMap(({ vectors }) => vectors.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
});

describe.each(TABLE)('$title', ({ trunk, vectors }) => {
  let repository: ProtectedRepository;
  beforeAll(async () => {
    repository = await createProtectedRepository(trunk);
  });
  afterEach(() => repository.restore());

  it.each(vectors.filter(isTried))('$name', async (vector) => {
    const { attempt, tip, before, after } = await runVector(repository, vector);
    const ending = endingOn(version, vector);
    const seen = `${vector.name} ended with ${attempt.exitCode}:\n${attempt.output}`;
    switch (ending.kind) {
      case 'refused':
        expect({ seen, refs: after }).toEqual({ seen, refs: before });
        expect({ seen, exitCode: attempt.exitCode === 0 }).toEqual({ seen, exitCode: false });
        expect(codesIn(attempt.output)).toEqual(CODES[ending.by]);
        if (ending.cleanUp !== undefined) {
          expect(attempt.output).toContain(`\`${ending.cleanUp}\``);
          expect(await cleanUpAfter(repository, vector, ending.cleanUp)).toMatch(CLEAN);
        }
        break;
      case 'audited': {
        expect({ seen, exitCode: attempt.exitCode }).toEqual({ seen, exitCode: 0 });
        expect(after).not.toEqual(before);
        const nameable = await readNameable(repository, tip);
        expect(nameable).not.toEqual({ unattested: [], lost: [] });
        expect(await readAudited(repository)).toEqual(nameable);
      }
    }
  });
});

/** Continuous integration has time for every second row; the thorough suite tries them all. */
function isTried(_: unknown, row: number): boolean {
  return Boolean(process.env['STORYGATE_THOROUGH']) || row % 2 === 0;
}

/** What tells who refused: Storygate's hooks print a code, git prints none. */
const CODES = { L2: ['TRUNK_REFUSED'], L3: ['TRUNK_PROTECTED'], git: [] };
const CLEAN = /^On branch main\n(.*\n)*nothing to commit, working tree clean$/;

function codesIn(output: string): string[] {
  return [...new Set([...output.matchAll(/ \[([A-Z_]+)\]$/gm)].map(([, code = '']) => code))];
}
