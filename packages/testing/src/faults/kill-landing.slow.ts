import { Landing, ONCE, type Ending, type Step } from './landing';

/** Continuous integration has time for the steps only that leave most behind. */
const ALL = Boolean(process.env['STORYGATE_THOROUGH']);

/** Those, by git's call and where it is killed. */
const WORST = {
  local: [[/update-ref .*land/, 'between']],
  remote: [[/^push/, 'after']],
} as const;

describe.each(['local', 'remote'] as const)('a landing on a %s trunk', (place) => {
  it(
    'lands once when it is killed at a step and run again',
    async () => {
      const landing = await Landing.prepare(place);
      const steps = await landing.steps();
      const worst = WORST[place].flatMap(([call, where]) => {
        const found = steps.filter(({ args, kill }) => call.test(args) && kill === where);
        expect(found).not.toEqual([]);
        return found;
      });
      const endings: { step: Step; ending: Ending }[] = [];
      for (const step of ALL ? steps : worst) {
        endings.push({ step, ending: await landing.survive(step) });
      }
      expect(endings).toEqual(endings.map(({ step }) => ({ step, ending: ONCE })));
    },
    ALL ? 3_600_000 : 300_000,
  );
});
