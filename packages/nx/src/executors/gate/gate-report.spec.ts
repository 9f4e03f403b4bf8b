import { gateContents, renderGate } from './gate-report';

const declared = ['lint', 'typecheck', 'test', 'build'];
const render = (targets: readonly string[]): string =>
  renderGate('cart', gateContents(declared, targets), declared);

test("one line names the checks that the project has, in the gate's order", () => {
  expect(render(['gate', 'test', 'serve', 'lint'])).toBe('cart: lint, test passed');
});

test('a project without any is said to have no checks, and how to get some', () => {
  expect(render(['gate', 'serve'])).toMatch(
    /^cart has no checks: it has none of the targets lint, typecheck, test, build\nhint: give it one of these/,
  );
});
