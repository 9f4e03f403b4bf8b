import { readdirSync } from 'node:fs';
import { temporaryFolder, writeFiles } from '@storygate/testing';
import { recordPlan } from './record-plan';
import { takePlan } from './take-plan';

const PLAN = {
  affected: ['cart', 'shop'],
  graph: {
    nodes: { cart: { data: { root: 'libs/cart', targets: { test: { executor: 'nx:x' } } } } },
    dependencies: { cart: [{ source: 'cart', target: 'npm:react', type: 'static' }] },
  },
};

describe('takePlan', () => {
  it('takes what was recorded, once', async () => {
    const folder = temporaryFolder('run');
    await recordPlan(folder, PLAN);
    expect(await takePlan(folder)).toMatchObject({
      affected: PLAN.affected,
      graph: { ...PLAN.graph, dependencies: { cart: [{ target: 'npm:react' }] } },
    });
    expect(readdirSync(folder)).toEqual([]);
    expect(await takePlan(folder)).toBeNull();
  });

  it.each([['{'], ['{"version":2}'], ['{"version":1,"affected":["cart"]}']])(
    'answers null for %j, so that Nx is asked',
    async (text) => {
      const folder = temporaryFolder('run');
      writeFiles(folder, { 'plan.json': text });
      expect(await takePlan(folder)).toBeNull();
    },
  );
});
