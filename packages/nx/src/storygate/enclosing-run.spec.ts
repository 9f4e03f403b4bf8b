import { temporaryFolder, writeFiles } from '@storygate/testing';
import { withoutEnclosingRun } from './enclosing-run';

test('what Nx set for its task goes, what a person set stays', () => {
  const kept = { PATH: '/bin', NX_BASE: 'main', NX_VERBOSE_LOGGING: 'true', NX_NO_CLOUD: 'true' };
  const set = {
    NX_TASK_TARGET_PROJECT: 'trunk',
    NX_TASK_HASH: '1',
    NX_TERMINAL_OUTPUT_PATH: '/x',
    NX_TERMINAL_CAPTURE_STDERR: 'true',
    NX_STREAM_OUTPUT: 'true',
    NX_WORKSPACE_ROOT: '/x',
    NX_WORKSPACE_ROOT_PATH: '/x',
    NX_INVOCATION_ROOT_PID: '1',
    NX_INVOCATION_ANCESTOR_PIDS: '1,2',
    NX_FORKED_TASK_EXECUTOR: 'true',
    NX_DRY_RUN: 'false',
    LERNA_PACKAGE_NAME: 'trunk',
  };
  expect(withoutEnclosingRun({ ...kept, ...set }, temporaryFolder('workspace'))).toEqual(kept);
});

test("values of the workspace's dotenv files go, unless someone else set them", () => {
  const root = temporaryFolder('workspace');
  writeFiles(root, {
    '.env': 'API=https://dev\nPORT="4200"\n',
    '.env.local': 'API=https://mine\n',
  });
  const environment = { API: 'https://mine', PORT: '4201', HOME: '/home' };
  expect(withoutEnclosingRun(environment, root)).toEqual({ PORT: '4201', HOME: '/home' });
});
