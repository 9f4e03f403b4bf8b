import fc from 'fast-check';
import { parseStoryId } from '../names/story-id';
import { storyEnvironment } from './story-environment';

const of = (id: string, workspace = 'acme') =>
  storyEnvironment({ id: parseStoryId(id), workspace, ports: { base: 4220, size: 20 } });

/** Letters, digits, `-` and `_`, and often the same but for these. */
const storyId = fc.stringMatching(/^[ab][ab_-]{0,6}$/);

describe('storyEnvironment', () => {
  it('names what keeps a story apart', () => {
    expect(of('Fix-1')).toEqual({
      STORYGATE_STORY: 'Fix-1',
      PORT: '4220',
      STORYGATE_PORT_BASE: '4220',
      STORYGATE_PORT_SIZE: '20',
      STORYGATE_DATABASE_SUFFIX: '_fix_1',
      COMPOSE_PROJECT_NAME: 'acme-fix-1',
    });
  });

  it('gives no two stories the same, in a form that databases and Compose take', () => {
    fc.assert(
      fc.property(storyId, storyId, (one, other) => {
        const [a, b] = [of(one), of(other)];
        expect(a['STORYGATE_DATABASE_SUFFIX']).toMatch(/^_[a-z0-9_]+$/);
        expect(of(one, '_My Shop.io')['COMPOSE_PROJECT_NAME']).toMatch(/^my-shop-io-[a-z0-9_-]+$/);
        fc.pre(one !== other);
        expect(a['STORYGATE_DATABASE_SUFFIX']).not.toBe(b['STORYGATE_DATABASE_SUFFIX']);
        expect(a['COMPOSE_PROJECT_NAME']).not.toBe(b['COMPOSE_PROJECT_NAME']);
      }),
    );
  });
});
