import pLimit from 'p-limit';
import { reserveTurn } from './turn';

const never = new AbortController().signal;

it('comes in the order of reservation, the next one when one is given up', async () => {
  const inTurn = pLimit(1);
  const [first, second] = [reserveTurn(inTurn), reserveTurn(inTurn)];
  await first.wait(never);
  const order: string[] = [];
  const isSecondIn = second.wait(never).then(() => order.push('second'));
  order.push('first leaves');
  first.leave();
  await isSecondIn;
  expect(order).toEqual(['first leaves', 'second']);
});

it('is waited for no longer once that is stopped, and then given up', async () => {
  const inTurn = pLimit(1);
  const [first, stopped, last] = [1, 2, 3].map(() => reserveTurn(inTurn));
  const stop = new AbortController();
  const waiting = stopped!.wait(stop.signal);
  stop.abort();
  await waiting;
  await stopped!.wait(AbortSignal.abort());
  stopped!.leave();
  first!.leave();
  await last!.wait(never);
});
