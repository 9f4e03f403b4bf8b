import { parseLsof } from './processes-in';

it('reads what lsof prints, and takes a name that only begins alike for another folder', () => {
  const printed = [
    ...['p12', 'cnode', 'fcwd', 'n/w.stories/login'],
    ...['p13', 'czsh', 'fcwd', 'n/w.stories/login/apps/a b'],
    ...['p14', 'cvim', 'fcwd', 'n/w.stories/login-form'],
    '',
  ].join('\n');
  expect(parseLsof(printed, '/w.stories/login')).toEqual([
    { pid: 12, name: 'node' },
    { pid: 13, name: 'zsh' },
  ]);
});
