import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

interface Mutant {
  readonly invariant: number;
  readonly breaks: string;
  readonly file: string;
  readonly search: string;
  readonly replace: string;
  readonly test: string;
}

const ROOT = resolve(__dirname, '..', '..', '..');
const mutants = JSON.parse(
  readFileSync(join(ROOT, 'tools/mutants/list.json'), 'utf8'),
) as readonly Mutant[];

/** The sections of docs/invariants.md, from the first invariant on. */
const sections = readFileSync(join(ROOT, 'docs/invariants.md'), 'utf8')
  .split(/^## Invariant \d+$/m)
  .slice(1);

it('has a mutant for each invariant of docs/invariants.md, and names there what notices it', () => {
  const told = sections.map((section) =>
    [...section.matchAll(/^\| (.*?) +\| \[.*?\]\(\.\.\/(.*?)\.spec\.ts\)/gm)].map(
      ([, breaks, test]) => ({ breaks, test }),
    ),
  );
  const listed = sections.map((_, index) =>
    mutants
      .filter(({ invariant }) => invariant === index + 1)
      .map(({ breaks, test }) => ({ breaks, test })),
  );
  expect(told).toEqual(listed);
  expect(told).toHaveLength(13);
  expect(told).not.toContainEqual([]);
});

it('names tests for each invariant that are there', () => {
  for (const section of sections) {
    const paths = [...section.matchAll(/\]\(\.\.\/(.*?)\)/g)].map(([, path]) => path ?? '');
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  }
});

it.each(mutants.map((mutant) => [mutant.breaks, mutant] as const))(
  'can still be made: %s',
  (_, { file, search, replace, test }) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    expect(text.split(search)).toHaveLength(2);
    expect(replace).not.toBe(search);
    expect(existsSync(join(ROOT, `${test}.spec.ts`))).toBe(true);
  },
);
