import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderProtectionPage } from './protection-page';
import { TABLE } from './table';

const COMMITTED = join(__dirname, '..', '..', '..', '..', 'docs', 'protection.md');

it('is what docs/protection.md holds (else: npm run docs)', () => {
  expect(readFileSync(COMMITTED, 'utf8')).toBe(renderProtectionPage());
});

it('has a line for every row of the table', () => {
  const lines = renderProtectionPage().split('\n');
  const rows = lines.slice(lines.findIndex((line) => line.startsWith('### ')));
  const vectors = TABLE.flatMap((group) => group.vectors);
  expect(rows.filter((line) => /^\| (?!way|---)/.test(line))).toHaveLength(vectors.length);
});
