import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, writeFiles } from '@storygate/testing';
import { writeRun, type GateRun, type StoredRun } from '../gate/run-record';
import { parseStoryId } from '../names/story-id';
import { thisProcess } from '../process/process-identity';
import { layoutOf, runsFolder } from '../repository/layout';
import { setupLog, unfinishedSetupLog } from '../story/setup-log';
import { writeStoryRecord, type StoryRecord } from '../story/story-record';
import { findMergeUnderWay, followRun, followSetup } from './follow-logs';

const login = parseStoryId('login');
const RUN: GateRun = {
  ...{ version: 1, number: 1, story: 'login', kind: 'gate', subject: 'story', commit: 'c' },
  ...{ tree: null, base: 'b', policy: 'p', startedAt: 'now', endedAt: null, result: 'running' },
  ...{
    reason: null,
    affected: [],
    withoutChecks: [],
    missing: [],
    tasks: [],
    flaky: [],
    checks: [],
  },
};

/** Follows a run; each line that comes may make the next thing happen. */
async function follow(run: Partial<GateRun>, next: (line: string, stored: StoredRun) => unknown) {
  const folder = temporaryFolder('follow');
  const stored = { folder, run: { ...RUN, ...run } };
  await writeRun(stored);
  writeFiles(folder, { 'nx.log': 'one\nha' });
  const lines: string[] = [];
  const ended = await followRun(stored, (line) => {
    lines.push(line);
    void next(line, stored);
  });
  return { lines, ended };
}

it('hands on what is printed, retries too, until the run ends', async () => {
  const { lines, ended } = await follow({ process: thisProcess() }, async (line, stored) => {
    if (line === 'one') appendFileSync(join(stored.folder, 'nx.log'), 'lf\n');
    if (line === 'half') writeFiles(stored.folder, { 'retry-1/nx.log': 'again\n' });
    if (line !== 'again') return;
    appendFileSync(join(stored.folder, 'retry-1/nx.log'), 'end');
    await writeRun({ ...stored, run: { ...RUN, result: 'passed', endedAt: 'then' } });
  });
  expect(lines).toEqual(['one', 'half', 'again', 'end']);
  expect(ended.run.result).toBe('passed');
});

it('reads a log from the beginning that was begun again', async () => {
  const { lines } = await follow({ process: thisProcess() }, async (line, stored) => {
    if (line === 'one') writeFileSync(join(stored.folder, 'nx.log'), 'new\n');
    if (line.endsWith('new')) await writeRun({ ...stored, run: { ...RUN, result: 'failed' } });
  });
  expect(lines.at(-1)).toMatch(/new$/);
});

it('ends where the run’s process is gone', async () => {
  const process = { ...thisProcess(), boot: 'another start of the machine' };
  const { lines, ended } = await follow({ process }, () => undefined);
  expect(lines).toEqual(['one', 'ha']);
  expect(ended.run.result).toBe('running');
});

it('hands on what set-up commands print until the story is made', async () => {
  const layout = layoutOf(temporaryFolder('follow'));
  const record: StoryRecord = {
    ...{ version: 1, id: 'login', title: null, state: 'creating', base: 'b', createdAt: 'now' },
    ...{ ports: null, maker: thisProcess() },
  };
  await writeStoryRecord(layout, record);
  writeFiles('/', { [unfinishedSetupLog(layout, login)]: '$ one\n' });
  const lines: string[] = [];
  await followSetup(layout, login, (line) => {
    lines.push(line);
    if (line !== '$ one') return;
    writeFileSync(setupLog(layout, login), '$ one\ndone\n');
    void writeStoryRecord(layout, { ...record, state: 'ready' });
  });
  expect(lines).toEqual(['$ one', 'done']);
});

it('finds the merge that is under way, whichever story it is of', async () => {
  const layout = layoutOf(temporaryFolder('follow'));
  const leave = async (number: number, run: Partial<GateRun>) => {
    const folder = join(runsFolder(layout, login), String(number));
    writeFiles(folder, { 'nx.log': '' });
    await writeRun({ folder, run: { ...RUN, number, ...run } });
  };
  expect(await findMergeUnderWay(layout)).toBeNull();
  await leave(1, { process: thisProcess() });
  expect(await findMergeUnderWay(layout)).toBeNull();
  await leave(2, { process: thisProcess(), subject: 'candidate' });
  expect((await findMergeUnderWay(layout))?.run.number).toBe(2);
  await leave(2, { subject: 'candidate', result: 'passed' });
  expect(await findMergeUnderWay(layout)).toBeNull();
});
