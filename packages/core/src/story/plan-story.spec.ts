import { parseCommitSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { planStory, type StoryFacts } from './plan-story';

const FACTS: StoryFacts = {
  id: parseStoryId('login'),
  branch: 'story/login',
  path: '/w.stories/login',
  folder: 'absent',
  branchExists: false,
  branchInTheWay: null,
  sameId: null,
  record: 'absent',
  base: parseCommitSha('a'.repeat(40)),
  baseName: 'main',
  title: 'Log in',
  brief: 'Do it.',
  ports: { base: 4220, size: 20 },
  dependencies: { kind: 'none' },
  environment: { file: '.env.local', values: { STORYGATE_STORY: 'login' } },
  copy: ['.env'],
  notCopied: [],
  setup: { commands: ['npm run build'], approved: true, timeLimitMinutes: 15 },
};

describe('planStory', () => {
  it('plans what the facts say, and nothing that only decided', () => {
    const { folder, branchExists, branchInTheWay, sameId, record, ...plan } = FACTS;
    expect([folder, record]).toEqual(['absent', 'absent']);
    expect([branchExists, branchInTheWay, sameId]).toEqual([false, null, null]);
    expect(planStory(FACTS)).toEqual(plan);
  });

  it('goes into a folder that is empty', () => {
    expect(planStory({ ...FACTS, folder: 'empty' }).path).toBe(FACTS.path);
  });

  it('takes the place of a story whose maker died', () => {
    expect(planStory({ ...FACTS, record: 'abandoned', sameId: 'login' }).branch).toBe(FACTS.branch);
  });

  it.each([
    ['branch', { branchExists: true }, 'branch story/login exists'],
    ['folder', { folder: 'taken' as const }, '/w.stories/login exists'],
    ['record', { record: 'ready' as const, sameId: 'login' }, 'story login exists'],
    ['id in another case', { sameId: 'LOGIN' }, 'story LOGIN exists'],
    [
      'story in the making',
      { record: 'being-made' as const, sameId: 'login' },
      'another process is making it right now',
    ],
    [
      'branch of a story whose maker died',
      { record: 'abandoned' as const, branchExists: true },
      'branch story/login exists',
    ],
    [
      'folder of a story whose maker died',
      { record: 'abandoned' as const, folder: 'taken' as const },
      '/w.stories/login exists',
    ],
  ])('refuses where a %s exists', (_, there, why) => {
    expect(() => planStory({ ...FACTS, ...there })).toThrow(
      expect.objectContaining({
        kind: 'refusal',
        code: 'STORY_EXISTS',
        message: `story login can't be started: ${why}`,
      }),
    );
  });

  it('refuses a branch whose name git would need as a folder, and says how to rename it', () => {
    expect(() => planStory({ ...FACTS, branchInTheWay: 'story' })).toThrow(
      expect.objectContaining({
        kind: 'refusal',
        code: 'BRANCH_IN_THE_WAY',
        hints: [expect.stringContaining('git branch -m story story-old')],
      }),
    );
  });

  it('names the command that frees the id only where that command works', () => {
    const hintsOf = (facts: StoryFacts) => {
      try {
        planStory(facts);
      } catch (error) {
        return (error as { hints: string[] }).hints.join('\n');
      }
      throw new Error('it was planned');
    };
    expect(hintsOf({ ...FACTS, branchExists: true })).toContain('npx storygate remove login');
    expect(hintsOf({ ...FACTS, folder: 'taken' })).not.toContain('remove');
  });
});
