// A repository's history as `git fast-import` reads it: a trunk of a thousand projects, and stories that left it at
// different times.

export const PROJECTS = 1000;
const TRUNK_COMMITS = 300;
const FILES = ['project.json', 'package.json', 'README.md', 'src/index.js', 'src/index.test.js'];

/** The name of a project, from 0 on. */
export function projectName(index) {
  return `p${String(index).padStart(3, '0')}`;
}

/** A project's folder: ten to a group. */
export function projectRoot(index) {
  return `libs/g${String(Math.floor(index / 10)).padStart(2, '0')}/${projectName(index)}`;
}

/** The projects that one depends on: up to three before it. */
export function dependenciesOf(index) {
  const found = [1, 7, 100].map((step) => index - step * (1 + (index % 3)));
  return found.filter((other) => other >= 0);
}

/** The name of a story, from 0 on. */
export function storyName(index) {
  return `s${String(index).padStart(3, '0')}`;
}

/** The ref that has a story's commits until it is started. */
export function unstarted(story) {
  return `refs/unstarted/${storyName(story)}`;
}

/** What a story changes: two files in each of up to three projects; every tenth a file that they all share, too. */
export function changesOf(story) {
  const projects = [0, 1, 2].slice(0, 1 + (story % 3)).map((step) => at(story * 37 + step * 11));
  const files = projects.flatMap((project) =>
    ['src/index.js', 'README.md'].map((file) => `${projectRoot(project)}/${file}`),
  );
  const text = `the work of ${storyName(story)}\n`;
  const changed = Object.fromEntries(files.map((path) => [path, `${lines(path)}${text}`]));
  return story % 10 === 0 ? { ...changed, 'CHANGELOG.md': `${text}${lines('log')}` } : changed;
}

/** Whether a story is on trunk already, squashed. */
export function isLanded(story) {
  return story % 20 === 7;
}

/** The stream for `git fast-import` of a trunk and so many stories. */
export function historyOf(stories, files) {
  const stream = [];
  commit(stream, {
    ref: 'refs/heads/main',
    mark: 1,
    message: 'Start',
    files: { ...projectFiles(), ...files },
  });
  for (let n = 2; n <= TRUNK_COMMITS; n++) {
    const landed = n - TRUNK_COMMITS / 2;
    const lands = landed >= 0 && landed < stories && isLanded(landed);
    const path = `${projectRoot(at(n * 13))}/src/index.test.js`;
    commit(stream, {
      ref: 'refs/heads/main',
      mark: n,
      message: lands ? `Land it\n\nStory: ${storyName(landed)}` : 'Work on trunk',
      files: lands ? changesOf(landed) : { [path]: `${lines(path)}${n}\n` },
    });
  }
  for (let story = 0; story < stories; story++) {
    const left = 1 + ((story * 7) % (TRUNK_COMMITS / 2));
    for (const [index, [path, text]] of Object.entries(changesOf(story)).entries()) {
      const from = index === 0 ? left : null;
      commit(stream, {
        ref: unstarted(story),
        from,
        message: path,
        files: { [path]: text },
      });
    }
  }
  return stream.join('');
}

function projectFiles() {
  const files = { 'CHANGELOG.md': lines('log') };
  for (let project = 0; project < PROJECTS; project++) {
    for (const file of FILES) {
      const path = `${projectRoot(project)}/${file}`;
      files[path] = file.endsWith('.json') ? `${JSON.stringify({ name: path })}\n` : lines(path);
    }
  }
  return files;
}

function lines(path) {
  return Array.from({ length: 20 }, (_, line) => `${path} ${line}\n`).join('');
}

function at(number) {
  return number % PROJECTS;
}

let seconds = 1_700_000_000;

function commit(stream, { ref, mark = null, from = null, message, files }) {
  stream.push(`commit ${ref}\n`);
  if (mark !== null) stream.push(`mark :${mark}\n`);
  stream.push(`committer Acme <acme@example.com> ${(seconds += 60)} +0000\n${data(message)}`);
  if (from !== null) stream.push(`from :${from}\n`);
  for (const [path, text] of Object.entries(files)) {
    stream.push(`M 100644 inline ${path}\n${data(text)}`);
  }
}

function data(text) {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
