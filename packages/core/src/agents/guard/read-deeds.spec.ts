import fc from 'fast-check';
import { quote } from '../../hooks/shell-text';
import type { Rule } from './deed';
import { readDeeds } from './read-deeds';

/** What it would do where trunk is `main`, each rule once. */
async function rulesOf(line: string): Promise<Rule[]> {
  const deeds = await readDeeds(line);
  const counting = deeds.filter(({ branch }) => branch === null || branch === 'main');
  return [...new Set(counting.map(({ rule }) => rule))];
}

describe('what is refused', () => {
  test.each<[Rule, readonly string[]]>([
    [
      'skips-hooks',
      [
        'git commit --no-verify -m x',
        'git commit -nm x',
        'git commit -anm x',
        'git commit -m x -n',
        'git commit --no-veri -m x',
        'git commit -m "a message" --no-verify',
        'git -C packages/a commit --no-verify -m x',
        'git --git-dir ../.git commit -n',
        'git push --no-verify origin story/a',
        'git merge --no-verify main',
        'git rebase --no-verify main',
        'git am -n 0001.patch',
        'HUSKY=0 git commit -m x',
        'export HUSKY=0; git commit -m x',
        'HUSKY="0" git push',
        'env HUSKY=0 git commit -m x',
        'env -u FOO HUSKY=0 BAR=1 npx nx test',
        'git rebase -x "git commit --amend --no-verify --no-edit" main',
        'git submodule foreach "git commit -n -m x"',
        'git -c alias.ci="commit --no-verify" ci -m x',
        "git -c alias.x='!git commit --no-verify' x",
        "git config alias.ci 'commit -n'",
        "alias g='git commit --no-verify'",
        'npx cross-env HUSKY=0 npm run release',
        'declare -x HUSKY=0',
        'npm exec -- git commit -n',
      ],
    ],
    [
      'changes-git-config',
      [
        'git -c core.hooksPath=/dev/null commit -m x',
        'git -c CORE.HooksPath= commit -m x',
        'git --config-env=core.hooksPath=EMPTY commit -m x',
        'git --config-env core.hooksPath=EMPTY commit -m x',
        'git config core.hooksPath /dev/null',
        'git config --worktree core.hookspath .none',
        'git config --unset core.hooksPath',
        'git config unset core.hooksPath',
        'git config set --global core.hooksPath x',
        'git config --remove-section core',
        'git config extensions.worktreeConfig false',
        'git -c include.path=/tmp/other commit -m x',
        'GIT_CONFIG_GLOBAL=/tmp/x git commit -m x',
        'GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0= git commit -m x',
        "export GIT_CONFIG_PARAMETERS=\"'core.hooksPath'=''\"",
      ],
    ],
    [
      'replaces-receiver',
      [
        "git push --receive-pack='git -c core.hooksPath=/dev/null receive-pack' origin story/a",
        'git push --exec=x origin story/a',
        'git push --receive x origin story/a',
        'git config remote.origin.receivepack x',
        'git -c remote.origin.receivePack=x push',
      ],
    ],
    [
      'writes-refs',
      [
        'git update-ref refs/heads/story/a HEAD',
        'git symbolic-ref HEAD refs/heads/main',
        'git symbolic-ref -m why refs/heads/a refs/heads/b',
        'git branch -f story/b HEAD',
        'git branch --force story/b',
        'git branch -M main',
        'git fast-import < dump',
        'git push . HEAD:refs/storygate/ledger',
        'echo 123 > .git/refs/heads/main',
        'echo 123 >| /src/acme/.git/refs/heads/main',
        'echo 123 | tee ../.git/packed-refs',
        'cp x "$(git rev-parse --git-common-dir)/refs/heads/main"',
        'cd .git && echo 123 > refs/heads/main',
        'rm -rf .git/hooks',
        'rm .git/storygate/keys/a',
        'sed -i s/a/b/ .git/config',
        'echo x >> .git/worktrees/a/config.worktree',
        'mv x .git/HEAD',
        'dd if=x of=.git/refs/heads/main',
        'sudo rm -rf .git/hooks',
        'ls | xargs -I {} cp {} .git/refs/heads/main',
        'rm "$(git rev-parse --git-common-dir)/hooks/pre-commit"',
        'cp x $(git rev-parse --git-dir)/config',
        'cd .git && rm -r hooks',
        'cd sub; cd ../.git/hooks; rm pre-commit',
        'pushd "$(git rev-parse --absolute-git-dir)" && echo x > config',
      ],
    ],
    [
      'moves-trunk',
      [
        'git push origin main',
        'git push origin HEAD:main',
        'git push origin HEAD:heads/main',
        'git -c alias.p=push p origin HEAD:main',
        "git -c alias.p='!git push' p origin HEAD:main",
        'git push . +HEAD:refs/heads/main',
        'git push -u origin +main',
        'git push origin :main',
        'git push --delete origin main',
        'git push --all',
        'git push --mirror origin',
        'git fetch . story/a:main',
        'git fetch origin +story/a:refs/heads/main',
        'git checkout -B main story/a',
        'git switch -C main',
        'git switch --force-create main',
        'git worktree add -B main ../x',
        'git branch -D main',
        'git branch -m main old',
        'git push origin :',
        "git push origin '+refs/heads/*:refs/heads/*'",
        'git fetch origin refs/heads/*:refs/heads/*',
      ],
    ],
    [
      'unreadable',
      [
        ...["git commit -m 'no end", 'for x in a; git push'],
        "sed s/x/commit/ <<'E' | sh\ngit x -n\nE",
        "{ echo 'git commit -n'; } | sh",
        'echo git commit -n | rev | rev | sudo bash',
        "bash <(echo 'git commit -n')",
        "source <(echo 'git commit -n')",
        'bash -c "$(printf %s git; echo " commit -n")"',
        'eval "$(echo Z2l0 | base64 -d; echo git)"',
      ],
    ],
  ])('%s', async (rule, lines) => {
    for (const line of lines) expect([line, await rulesOf(line)]).toEqual([line, [rule]]);
  });

  test.each([
    "sh -c 'git commit --no-verify'",
    'bash -lc "git commit -n -m x"',
    'bash -o pipefail -ec "cd a && git commit -n"',
    `bash -c "sh -c 'git commit --no-verify'"`,
    'npm test && git commit --no-verify -m x',
    'false || git commit -n',
    'sleep 1; git commit -n &',
    '(cd packages/a; git commit -n)',
    '{ git commit -n; }',
    'if true; then git commit -n; fi',
    'while read -r x; do git commit -n; done',
    'echo "$(git commit -n)"',
    'echo `git commit -n`',
    'cat <(git commit -n)',
    'cat <<END\n$(git commit -n)\nEND',
    'sh <<END\ngit commit -n\nEND',
    "bash <<< 'git commit -n'",
    "echo 'git commit -n' | sh",
    "cat <<'E' | sh\ngit commit -n\nE",
    "cat <<< 'git commit -n' | bash",
    "echo 'git commit -n' | cat - | tee log | sh -e",
    "echo 'git commit -n' | (cd a; sh)",
    'bash /dev/stdin <<E\ngit commit -n\nE',
    'bash -s -- a <<E\ngit commit -n\nE',
    "echo 'git commit -n' | bash -",
    "echo -n 'git commit -n' | sh",
    "printf '%s\\n' 'git commit -n' | sh",
    "printf '%s %s ' git commit -n | sh",
    "printf '\\x67it commit -n\\n' | sh",
    'echo "git commit $x -n" | sh',
    `bash -c "$(cat <<'E'\ngit commit -n\nE\n)"`,
    `eval "$(cat <<'E'\ngit commit -n\nE\n)"`,
    'a=(commit -n); git "${a[@]}"',
    'a=(commit); a+=(-n); git "${a[@]}"',
    'a=(commit -n); git ${a[0]} ${a[1]}',
    'F=--no; F+=-verify; git commit $F',
    'git -c alias.c=commit c -n',
    "git -c alias.c='!git commit' c -n",
    'git status | cat | xargs git commit -n',
    'echo --no-verify | xargs git commit -m x',
    "eval 'git commit' --no-verify",
    "trap 'git commit -n' EXIT",
    'f() { git commit -n; }; f',
    'sudo -u me git commit -n',
    'timeout -s KILL 10 git commit -n',
    'nohup nice -n 5 git commit -n',
    "env -S 'git commit -n'",
    'env GIT_PAGER=cat bash -c "git commit -n"',
    'command git commit -n',
    '/usr/bin/git commit -n',
    'find . -name x -exec git commit -n \\;',
    'g"i"t com\\mit "--no"-verify',
    "$'git' commit $'--no\\x2dverify'",
    'F=--no-verify; git commit $F -m x',
    'F="-m x --no-verify"; git commit $F',
    'F=-n && git commit "${F}"',
    'git commit ${F:---no-verify}',
    'git commit -m x $(echo --no-verify)',
    'for o in -a --no-verify; do git commit $o; done',
    'git commit --no-{verify,edit}',
    'G=git; $G commit -n',
    '$(which git) commit -n',
    '! git commit -n',
    '((git commit -n))',
    'time git commit -n',
    'coproc git commit -n',
    'case x in x) git commit -n;; esac',
    '[[ -n $x ]] && git commit -n',
    'until git commit -n; do :; done',
    'function f { git commit -n; }',
    'git commit -n &>/dev/null',
    'x=$(git commit -n)',
    'x=("$(git commit -n)")',
    'echo "${x:-$(git commit -n)}"',
    'echo $(( $(git commit -n) ))',
    'tee >(git commit -n)',
    'git \\\n  commit \\\n  -n',
    'for ((i = 0; i < 2; i++)); do git commit -n; done',
    '(sleep 1 && (git commit -n)) &',
  ])('in other clothes: %s', async (line) => {
    expect(await rulesOf(line)).toContain('skips-hooks');
  });
});

describe('what is not', () => {
  test.each([
    'git commit -m "--no-verify"',
    "git commit -m 'never use HUSKY=0 or git push origin main'",
    'git commit -am "fix: -n is taken for a number"',
    'git commit --message "--no-verify"',
    'git commit --mess=--no-verify',
    'git commit -F notes -- -n',
    "git commit -m \"$(cat <<'END'\nDon't use --no-verify\nEND\n)\"",
    'git commit --amend --no-edit --no-gpg-sign',
    'echo HUSKY=0',
    'echo "git commit --no-verify"',
    'grep -rn "core.hooksPath" . | head -n 20',
    'rg -n -- --no-verify docs > notes.md',
    'git commit -uno -am x',
    'git commit -Snobody -m x',
    'git commit -m x # --no-verify',
    "git commit -F - <<'END'\nDon\'t --no-verify\nEND",
    "cat > notes.md <<'END'\ngit commit --no-verify\nEND",
    'git log -n 5',
    'git add . && curl -fsS https://raw.githubusercontent.com/nvm-sh/nvm/HEAD/install.sh | bash',
    'bash <(curl -s https://example.com/install.sh)',
    'eval "$(ssh-agent -s)"',
    'bash "$(git rev-parse --show-toplevel)/build.sh"',
    "cat <<'E' | sh\ngit commit -m x\nE",
    'echo "git commit -n" | tee notes.md',
    'alias g="$(command -v git)"',
    'cd .git && rm -f index.lock && cd .. && rm -rf hooks',
    'F=a; F+=b; git commit -m $F',
    'find . -name node_modules -prune -o -name "*.ts" -print | xargs -n 1 git add',
    'npm run build && npm test -- -n',
    'git log --grep=--no-verify',
    'git merge -n main',
    'git merge --no-verify-signatures main',
    'git push -n origin story/a',
    'git push',
    'git push origin story/a',
    'git push --force-with-lease origin HEAD:story/a',
    'git fetch origin main',
    'git pull --rebase origin main',
    'git rebase main && npx nx affected -t gate',
    'git checkout main -- package.json',
    'git checkout -b main-menu',
    'git switch -c story/b',
    'git branch -d story/old',
    'git branch --list main',
    'git symbolic-ref --short HEAD',
    'git config --get core.hooksPath',
    'git config core.hooksPath',
    'git config get core.hooksPath',
    'git config user.name',
    'git config alias.st status',
    'git -c color.ui=false status',
    'HUSKY=1 git commit -m x',
    'GIT_PAGER=cat git log',
    'GIT_AUTHOR_DATE=now git commit -m x',
    'cat .git/HEAD .git/refs/heads/main',
    'cp .git/config /tmp/copy',
    'echo node_modules >> .git/info/exclude',
    'rm -f .git/index.lock',
    'sed -n 1,5p .git/config',
    'rm -rf dist/refs',
    'git update-index --refresh',
    'npx nx affected -t gate 2>&1 | tail -n 40',
    "node -e 'console.log(1)'",
    "python3 - <<'END'\nprint('git commit --no-verify')\nEND",
    'env',
    'sh',
    '',
    'echo "unclosed',
  ])('%s', async (line) => {
    expect(await rulesOf(line)).toEqual([]);
  });
});

const deedLine = fc.constantFrom(
  ['git', 'commit', '--no-verify', '-m', 'x'],
  ['git', '-c', 'core.hooksPath=/dev/null', 'commit'],
  ['git', 'push', 'origin', 'HEAD:main'],
  ['git', 'update-ref', 'refs/heads/main', 'HEAD'],
);

/** One word in a form that a shell takes for the same. */
const spelled = (word: string) =>
  fc
    .array(fc.constantFrom('plain', 'single', 'double', 'escaped'), {
      minLength: word.length,
      maxLength: word.length,
    })
    .map((forms) =>
      [...word]
        .map((char, at) => {
          if (forms[at] === 'single') return quote(char);
          if (forms[at] === 'double') return `"${char}"`;
          return forms[at] === 'escaped' ? `\\${char}` : char;
        })
        .join(''),
    );

const clothes = fc.constantFrom<(line: string) => string>(
  (line) => `sh -c ${quote(line)}`,
  (line) => `bash -euo pipefail -c ${quote(line)}`,
  // With spaces: two brackets together calculate.
  (line) => `( ${line} )`,
  (line) => `true && ${line}`,
  (line) => `${line} | cat`,
  (line) => `echo "$( ${line} )"`,
  (line) => `env A=1 bash -c ${quote(line)}`,
  (line) => `eval ${quote(line)}`,
  (line) => `if :; then ${line}; fi`,
);

it('sees through any spelling, in any clothes', async () => {
  const cases = deedLine.chain((words) =>
    fc.tuple(
      fc.constant(words),
      fc.tuple(...words.map(spelled)),
      fc.array(clothes, { maxLength: 3 }),
    ),
  );
  await fc.assert(
    fc.asyncProperty(cases, async ([words, spelling, coats]) => {
      const line = coats.reduce((inner, coat) => coat(inner), spelling.join(' '));
      expect(await rulesOf(line)).toEqual(await rulesOf(words.join(' ')));
    }),
  );
});

it('takes no message for a command, whatever it says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => {
      const message = quote(`${text} --no-verify HUSKY=0 $(git commit -n)`.replaceAll('\0', ''));
      expect(await rulesOf(`git commit -m ${message}`)).toEqual([]);
    }),
  );
});

it('has an answer to anything', async () => {
  const piece = fc.constantFrom(
    ...['git', 'commit', '-n', ' ', ' ', '"', "'", '`', '$(', ')', '(', '{', '}', '${', '<<E'],
    ...['\n', '|', '&&', ';', '>', '\\', '$x', '[[', 'case', 'esac', 'for', '<(', '\0', '#', '!'],
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(text, async (line) => {
      expect(Array.isArray(await readDeeds(line))).toBe(true);
    }),
    { numRuns: 500 },
  );
});
