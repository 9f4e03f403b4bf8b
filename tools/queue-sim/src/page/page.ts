import type { Contender } from '../contenders';
import type { Measures } from '../measure';
import type { Question, Results } from '../results';
import { describeModel } from './model';
import { renderChecks, renderGrid, renderOutcome, renderWhole } from './table';

/** docs/queue-simulation.md: what was simulated, what came of it, and what it is worth. */
export function renderPage(results: Results): string {
  const { outcomes } = results;
  const table = (question: Question, measure: keyof Measures, decimals = 1) =>
    renderOutcome(outcomes[question], { measure, decimals });
  const tell = (question: Question, contender: Contender, measure: keyof Measures) =>
    Object.fromEntries(
      outcomes[question].columns.map((name, column) => {
        const row = outcomes[question].rows.find((one) => one.name === contender);
        return [name, row?.cells[column]?.[measure].toFixed(measure === 'runs' ? 2 : 1) ?? ''];
      }),
    );
  const plain = tell('failures', 'one by one', 'seconds');
  const proven = tell('failures', 'one by one, flakes proven', 'seconds');
  const every = tell('failures', 'Storygate, every commit', 'seconds');
  const tip = tell('failures', 'Storygate, batch tip', 'seconds');
  const singles = tell('failures', 'batch, then singles', 'seconds');
  const everyRuns = tell('failures', 'Storygate, every commit', 'runs');
  const wait = (contender: Contender) => tell('failures', contender, 'wait');
  const innocents = (contender: Contender) => tell('flakes', contender, 'innocents');
  const red = (contender: Contender) =>
    String(outcomes.together.rows.find(({ name }) => name === contender)?.cells[2]?.redCommits);

  return `# How queues compare, simulated

<!-- Written by \`npm run bench -- queue-sim --write\`; tools/queue-sim has the simulator. -->

A deterministic simulation of merge queues: Storygate's own planner (\`planLanding\` and \`batchSize\` of \`@storygate/core\`,
not a copy) beside the rules of others, on the same stories. It answers which rule does well under which circumstances. It
is a model: real times come from \`npm run bench -- queue\`.

## In short

- **\`every-commit\` saves gate runs, not tasks.** Where stories overlap, each commit needs its tasks run, whoever does it. At
  5 % failures it takes ${every['5 %']} s of machine time for each landed story, one by one takes ${proven['5 %']} s with the same care about
  flakes and ${plain['5 %']} s without, and it takes ${everyRuns['5 %']} gate runs instead of one: fewer starts of Nx, and fewer checkouts.
- **\`batch-tip\` saves tasks**: ${tip['5 %']} s at 5 % failures when stories come a little too fast, and less the more of them wait.
  The price is in the last table: commits inside a batch can be red (${red('Storygate, batch tip')} in 3,000 stories where one red story in five
  is mended by a later one). No rule that gates every commit let one through.
- **From about 20 % failures on, nothing on one machine beats one by one.** Storygate then takes ${every['20 %']} s (\`every-commit\`)
  and ${tip['20 %']} s (\`batch-tip\`) against ${plain['20 %']} s. Most of that is what it takes to tell a flake from a failure: each red
  task is run three times and once on trunk.
- **A batch that is tried story by story when it is red is a good rule**: ${singles['5 %']} s at 5 %, and ${singles['20 %']} s at 20 %, where Storygate's
  search pays for its proofs. It blames flakes on stories, though.
- **Flakes send innocents back** wherever one red run decides: ${innocents('one by one')['5 %']} of 1,000 stories at 5 % flaky runs one by one, ${innocents('batch and halve')['5 %']} with
  halves, ${innocents('Storygate, every commit')['5 %']} with Storygate. What is left are tasks that failed by chance three times in a row.
- **Speculation needs machines.** On one machine it is one by one to the last digit. On four the median story waits
  ${wait('prefixes, 4 machines')['5 %']} minutes instead of ${wait('one by one')['5 %']}, for a few percent more machine time; no rule on one machine comes near. Storygate
  gates on one machine.

## The rules

| rule | what it does | from |
| --- | --- | --- |
| one by one | gates each story on trunk's tip; red goes back | rust-lang/bors |
| one by one, flakes proven | the same, and a red task is run twice more and then on trunk, as Storygate does | a control for this page |
| batch, then singles | gates eight at once; if red, each by itself | Dorfman, "The Detection of Defective Members of Large Populations", Annals of Mathematical Statistics 14 (1943) |
| batch and halve | gates eight at once; if red, cuts the batch in two, which go to the end of the queue; a new story joins a waiting batch that has room | bors-ng, \`lib/worker/batcher.ex\` and \`batcher/divider.ex\`, commit ca725797 |
| prefixes | gates each story of a window on top of all before it, as if these had landed; red makes those behind it start again. The window begins at 20, grows by one for a landing, is halved for a rejection, and is at least 3 | Zuul, "Project Gating" and the pipeline's \`window\` options |
| Storygate | \`planLanding\`, with [0013](decisions/0013-a-chain-is-gated-at-its-tip.md) and [0015](decisions/0015-a-run-goes-as-far-as-it-can-prove.md) | \`packages/core/src/landing/plan-landing.ts\` |

${describeModel()}

## Is the simulator right?

Where a formula is known, the simulated count of gate runs for each story that landed or went back is held against it:
1,000 stories five times, one project, no flakes, no conflicts. The rate is the share of stories that did fail.

${renderChecks(results.checks)}

## A burst of eight

What the director sees most: eight stories finish at once; 5 % failures, 1 % flakes, 3 % conflicts. A hundred bursts.

${renderWhole(outcomes.eight)}

## Failures

Machine time in seconds for each landed story. 1 % flakes, 3 % conflicts, load 1.2, ten streams of 300 stories; so also below
where nothing else is said.

${table('failures', 'seconds')}

![Machine time by failure rate](charts/queue-machine-time.svg)

Gate runs for each landed story:

${table('failures', 'runs', 2)}

![Gate runs by failure rate](charts/queue-gate-runs.svg)

Minutes until the median story had landed:

${table('failures', 'wait')}

And the slowest in ten:

${table('failures', 'longWait')}

## Flakes

Innocents sent back, in 1,000 stories:

${table('flakes', 'innocents')}

![Innocent stories sent back, by flaky runs](charts/queue-innocents.svg)

Machine time:

${table('flakes', 'seconds')}

## Conflicts

A story that git can't merge onto trunk goes back without a gate run, so more conflicts mean fewer stories to gate. Machine
time:

${table('conflicts', 'seconds')}

Minutes until the median story had landed:

${table('conflicts', 'wait')}

## How fast stories come

Load 1 is what one by one can just land. "All at once" is a burst of 300. Minutes until the median story had landed:

${table('arrivals', 'wait')}

![Waiting by how fast stories come](charts/queue-waiting.svg)

Machine time:

${table('arrivals', 'seconds')}

Bursts of different sizes, machine time:

${table('burst', 'seconds')}

## Where stories change something

Machine time where all stories change applications (mostly disjoint), where they are mixed, and where all change a core
library (nearly everything overlaps):

${table('touch', 'seconds')}

Gate runs:

${table('touch', 'runs', 2)}

## Red together, and mended by another

10 % failures. "Red together": of stories made at the same time that affect a project together, 2 % of the pairs are red only
together. "Mended": every fifth red story is mended by one that comes two places later. Red commits that came onto trunk, in
3,000 stories:

${table('together', 'redCommits', 0)}

## How large a batch

\`batch-tip\`, all 300 stories there from the start, machine time:

${renderOutcome(results.sizes, { measure: 'seconds', decimals: 1 })}

![Machine time by batch size](charts/queue-batch-size.svg)

The best fixed size is close to ln 2 / p, where half of the batches are red. Storygate estimates p from its last 50 landings
and never takes more than 16: more would save a little at 2 %, and make every story of a red batch wait for the search. With
\`every-commit\` the size hardly matters, since a run ends where stories overlap.

## All combinations

Failures of 2, 5, 10 and 20 %, flakes of 0, 1 and 5 %, conflicts of 0, 3 and 5 %; bursts of 1, 8, 64 and 1,000 stories, and
streams at load 0.8 and 1.2: ${results.grid.length / outcomes.failures.rows.length} combinations. The median of them; for innocents the mean, for red commits all.

${renderGrid(results.grid)}
`;
}
