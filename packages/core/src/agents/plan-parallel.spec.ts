import { planParallel } from './plan-parallel';

it.each([
  ['two for each core', { cores: 2, memory: 64e9 }, 4],
  ['as memory allows', { cores: 16, memory: 8e9 }, 4],
  ['one at least', { cores: 1, memory: 1e9 }, 1],
])('lets work %s', (_, machine, most) => expect(planParallel(machine)).toBe(most));
