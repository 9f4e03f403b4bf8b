import { listProcesses, parsePs } from './list-processes';
import { isStillMeant, nameGroup } from './process-group';

it('means the group for as long as its leader lives, and when only others are left', async () => {
  const group = await nameGroup(process.pid);
  const living = await listProcesses();
  expect(isStillMeant(group, living)).toBe(true);
  expect(
    isStillMeant(
      group,
      living.filter(({ pid }) => pid !== process.pid),
    ),
  ).toBe(true);
});

it('does not mean one whose leader’s pid was used again', async () => {
  const living = await listProcesses();
  expect(isStillMeant({ leader: process.pid, started: 'before' }, living)).toBe(false);
  expect(isStillMeant({ leader: process.pid, started: '' }, living)).toBe(false);
});

it('reads what ps prints where there is no /proc', () => {
  const printed = `    1     0     1 Ss   Mon Nov 23 09:00:00 2026
  310     1   300 S+   Tue Nov  3 10:12:01 2026
  311   310   300 Z    Tue Nov  3 10:12:01 2026
`;
  expect(parsePs(printed)).toEqual([
    { pid: 1, parent: 0, group: 1, started: 'Mon Nov 23 09:00:00 2026' },
    { pid: 310, parent: 1, group: 300, started: 'Tue Nov 3 10:12:01 2026' },
  ]);
});
