import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGES = join(__dirname, '..', '..', '..');
const PAGE = readFileSync(join(PACKAGES, '..', 'docs', 'troubleshooting.md'), 'utf8');
/** `code: 'X'`, the first argument of a `refuse`, and codes that a rendering puts in brackets itself. */
const CODE = /(?:code: |refuse\(\s*)'([A-Z_]+)'|\[([A-Z_]+)\]`/g;

function sources(folder: string): string[] {
  return readdirSync(join(PACKAGES, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => readFileSync(join(PACKAGES, folder, file), 'utf8'));
}

it('says what every error code means', () => {
  const codes = [...sources('core/src'), ...sources('cli/src')]
    .flatMap((source) => [...source.matchAll(CODE)])
    .map(([, named, bracketed]) => named ?? bracketed ?? '');
  expect(codes).toEqual(expect.arrayContaining(['STORY_EXISTS', 'INSIDE_STORY', 'GATE_FAILED']));
  const headings = PAGE.split('\n').filter((line) => line.startsWith('### '));
  const explained = new Set(headings.flatMap((line) => line.slice(4).split(', ')));
  expect([...new Set(codes)].filter((code) => !explained.has(code))).toEqual([]);
});
