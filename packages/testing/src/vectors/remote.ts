import { AUDITED, git, GIT, L2, type Vector } from './vector';

const NO_HOOKS = 'git -c core.hooksPath=/dev/null receive-pack';

/**
 * A trunk in a bare repository that the same OS user can write. A guarded server takes the same rows with endings of
 * its own: what ends with `audited` here is what only a `pre-receive` hook (L5) could refuse.
 */
export const REMOTE: readonly Vector[] = [
  { name: 'push', attempt: [git('push', 'origin', 'story/login:main')], ending: L2 },
  {
    name: 'push --force',
    attempt: [git('push', '--force', 'origin', 'story/login:main')],
    ending: L2,
  },
  {
    name: 'push --atomic with other refs',
    attempt: [git('push', '--atomic', 'origin', 'story/login:main', 'story/login:other')],
    ending: L2,
  },
  { name: 'push --delete', attempt: [git('push', 'origin', '--delete', 'main')], ending: L2 },
  {
    name: 'push --force, back',
    attempt: [git('push', '--force', 'origin', 'main~1:main')],
    ending: L2,
  },
  {
    name: 'push --no-verify',
    attempt: [git('push', '--no-verify', 'origin', 'story/login:main')],
    ending: AUDITED,
  },
  {
    name: 'push with HUSKY=0',
    attempt: [{ ...git('push', 'origin', 'story/login:main'), env: { HUSKY: '0' } }],
    ending: AUDITED,
  },
  {
    name: 'send-pack',
    attempt: [git('send-pack', '{remote}', 'story/login:main')],
    ending: AUDITED,
  },
  {
    name: 'push from a second clone',
    given: [
      git('clone', '--quiet', '{remote}', '{site}/second'),
      git('-C', '{site}/second', 'fetch', '--quiet', '{main}', 'story/login'),
    ],
    attempt: [git('-C', '{site}/second', 'push', 'origin', 'FETCH_HEAD:main')],
    ending: AUDITED,
  },
  {
    name: 'push with GIT_CONFIG_GLOBAL naming no hooks',
    given: [git('config', '--file', '{site}/gitconfig', 'core.hooksPath', '/dev/null')],
    attempt: [
      {
        ...git('push', 'origin', 'story/login:main'),
        env: { GIT_CONFIG_GLOBAL: '{site}/gitconfig' },
      },
    ],
    ending: L2,
  },
  {
    name: 'push --no-verify --receive-pack without hooks',
    attempt: [
      git('push', '--no-verify', `--receive-pack=${NO_HOOKS}`, 'origin', 'story/login:main'),
    ],
    ending: AUDITED,
  },
  {
    name: 'remote.origin.receivepack without hooks',
    given: [git('config', 'remote.origin.receivepack', NO_HOOKS)],
    attempt: [git('push', '--no-verify', 'origin', 'story/login:main')],
    ending: AUDITED,
  },
  {
    name: 'update-ref in the bare repository',
    given: [git('push', '--quiet', '--no-verify', 'origin', 'story/login')],
    attempt: [git('-C', '{remote}', 'update-ref', 'refs/heads/main', '{feat}')],
    ending: AUDITED,
  },
  {
    name: "writing the bare repository's refs/heads/main",
    given: [git('push', '--quiet', '--no-verify', 'origin', 'story/login')],
    attempt: [{ argv: ['cp', '{remote}/refs/heads/story/login', '{remote}/refs/heads/main'] }],
    ending: AUDITED,
  },
  {
    name: 'push --force --no-verify, back',
    attempt: [git('push', '--force', '--no-verify', 'origin', 'main~1:main')],
    ending: AUDITED,
  },
  {
    name: 'update-ref in the bare repository, back',
    attempt: [git('-C', '{remote}', 'update-ref', 'refs/heads/main', '{tip}~2')],
    ending: AUDITED,
  },
  {
    name: 'a story that is behind, without force',
    given: [git('checkout', '--quiet', '-b', 'behind', 'main~1')],
    attempt: [git('push', '--no-verify', 'origin', 'behind:main')],
    ending: GIT,
  },
];
