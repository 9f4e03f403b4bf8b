import { parseStoryId } from '@storygate/core/names/story-id';
import type { NextStep } from '@storygate/core/status/next-step';
import { nextDocument, nextLine } from './next-step';

const [cart, login] = [parseStoryId('cart'), parseStoryId('login')];
const agent = { agent: 'codex', state: 'needs-attention' as const, reason: 'it asks: which?' };

it.each<[NextStep, string]>([
  [
    { kind: 'needs-attention', stories: [cart, login], agent },
    'next: cart needs attention, it asks: which? (then login): `npx storygate open cart`',
  ],
  [
    {
      kind: 'needs-attention',
      stories: [cart],
      agent: { ...agent, reason: `\u001b[2J${'long '.repeat(50)}` },
    },
    `next: cart needs attention, ${'long '.repeat(20)}…: \`npx storygate open cart\``,
  ],
  [
    { kind: 'stuck', stories: [cart], agent: { ...agent, state: 'stuck', reason: null } },
    'next: the agent of cart ended without a green gate: `npx storygate logs cart --agent`',
  ],
  [
    { kind: 'rejected', stories: [cart, login], outcome: 'gate-failed' },
    'next: cart was sent back, gate-failed (then login): `npx storygate logs cart`',
  ],
  [
    { kind: 'rejected', stories: [cart], outcome: 'conflicted' },
    'next: cart was sent back, conflicted: `npx storygate sync cart`',
  ],
  [
    { kind: 'approve', stories: [cart] },
    'next: cart changes what governs gates: approve it, then merge it: `npx storygate approve cart`',
  ],
  [
    { kind: 'land', stories: [cart, login] },
    'next: review and land what is green: `npx storygate merge cart login`',
  ],
  [
    {
      kind: 'collision',
      stories: [cart, login],
      branches: ['story/cart', 'story/login'],
      files: ['a\u001bc.txt'],
    },
    'next: cart and login conflict in a.txt: decide which lands first: `git diff story/cart story/login`',
  ],
  [
    { kind: 'at-work', stories: [cart, login] },
    'next: nothing, as long as the agents of cart, login are at work: `npx storygate status --watch`',
  ],
  [
    { kind: 'queued', stories: [cart] },
    'next: land what is queued, unless somebody does: cart: `npx storygate merge`',
  ],
  [{ kind: 'nothing', stories: [] }, 'next: nothing waits for you'],
  [
    { kind: 'halted', stories: [], halt: { kind: 'trunk-red', tasks: ['shop:test'] } },
    'next: nothing lands, for shop:test fails on trunk itself: mend it in a story, and land that first: `npx storygate story mend-trunk`',
  ],
  [
    {
      kind: 'halted',
      stories: [cart],
      halt: { kind: 'paused', pause: { at: null, by: 'Ann', reason: 'lunch' } },
    },
    'next: nothing lands, the queue is paused by Ann: lunch: `npx storygate queue resume`',
  ],
])('%#', (step, line) => {
  expect(nextLine(step)).toBe(line);
});

it('has the facts and the command in JSON', () => {
  expect(nextDocument({ kind: 'land', stories: [cart] })).toEqual({
    ...{ kind: 'land', stories: ['cart'], text: 'review and land what is green' },
    command: 'npx storygate merge cart',
  });
});
