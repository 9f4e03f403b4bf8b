import { chooseEnvironmentFile, withSection } from './environment-file';

describe('chooseEnvironmentFile', () => {
  it.each([
    [{ tracked: [], shown: [] }, '.env.local'],
    [{ tracked: ['.env'], shown: [] }, '.env.local'],
    [{ tracked: ['.env.local'], shown: [] }, '.local.env'],
    [{ tracked: [], shown: ['.env.local'] }, '.local.env'],
    [{ tracked: ['.env.local', '.env'], shown: ['.local.env'] }, null],
  ])('%j: %s', (facts, file) => {
    expect(chooseEnvironmentFile(facts)).toBe(file);
  });
});

describe('withSection', () => {
  const values = { STORYGATE_STORY: 'login', PORT: '4220' };

  it('stands behind what was there, and replaces itself', () => {
    const text = withSection('PORT=3000', values);
    expect(text).toMatch(
      /^PORT=3000\n# >>> .*\nSTORYGATE_STORY=login\nPORT=4220\n# <<< storygate\n$/,
    );
    expect(withSection(text, values)).toBe(text);
    const changed = withSection(`${text}MINE=1\n`, { PORT: '4240' });
    expect(changed).toMatch(/^PORT=3000\nMINE=1\n# >>> .*\nPORT=4240\n# <<< storygate\n$/);
    expect(withSection('', values)).toMatch(/^# >>> /);
  });

  it('leaves what follows a section without an end', () => {
    const broken = withSection('', values).replace('# <<< storygate\n', 'MINE=1\n');
    expect(withSection(broken, values)).toContain(broken);
  });
});
