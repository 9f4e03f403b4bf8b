import { planLanding, type ChainFacts, type ChainRun } from '@storygate/core/landing/plan-landing';
import type { Verdict } from '../gate';
import type { Queue } from '../queue';
import type { Tree } from '../tree';
import type { Story } from '../workload';
import { chainOf } from './batch-then-singles';
import type { Strategy } from './strategy';

/** What can be chosen. */
export interface StorygateOptions {
  readonly verify: 'every-commit' | 'batch-tip';
  /** How many stories at once, by how the last ones went. */
  readonly size: (history: { readonly landed: number; readonly ejected: number }) => number;
}

type Reach = NonNullable<ChainFacts['chain'][number]['reach']>;

/** So many of the newest endings count, as in core's `countLandings`. */
const RECENT = 50;

/** Storygate's own planner, worked as `workQueue` in core does. */
export function storygate({ verify, size }: StorygateOptions): Strategy {
  let runs: ChainRun[] = [];
  const reaches = new Map<Story, Reach>();
  return {
    next(queue) {
      for (;;) {
        queue.returnConflicted();
        const chain = chainOf(queue, size(countEndings(queue)));
        const places = [queue.trunk, ...chain];
        const links = chain.map((tree) => {
          const story = storyOf(tree);
          const reach = reachOf(story, reaches);
          return { story: String(story.number), commit: tree.id, attested: false, reach };
        });
        const trunk = queue.trunk.id;
        const action = planLanding({ trunk, verify, upTo: 'land', chain: links, runs });
        switch (action.do) {
          case 'nothing':
            return null;
          case 'gate':
            return { from: at(places, action.from), to: at(places, action.to) };
          case 'eject': {
            const out = action.ejections.map(({ link }) => storyOf(at(chain, link)));
            for (const story of out) {
              const kept = chain.slice(
                0,
                chain.findIndex((tree) => storyOf(tree) === story),
              );
              const on = kept
                .map(storyOf)
                .filter((other) => !out.includes(other))
                .reduce((tree, other) => tree.with(other), queue.trunk);
              queue.eject(story, on);
            }
            break;
          }
          case 'land':
            queue.land(at(chain, action.proofs.length - 1));
            break;
          case 'halt':
            throw new Error('trunk is red');
        }
      }
    },
    hear(verdict) {
      runs = [...runs.slice(-100), runOf(verdict)];
    },
  };
}

function countEndings({ ends }: Queue): { landed: number; ejected: number } {
  const gated = ends.filter(({ how }) => how !== 'conflicted').slice(-RECENT);
  const landed = gated.filter(({ how }) => how === 'landed').length;
  return { landed, ejected: gated.length - landed };
}

/** What a story reaches, in the planner's words; made once, for the planner asks often. */
function reachOf(story: Story, known: Map<Story, Reach>): Reach {
  const reach = known.get(story) ?? {
    touches: new Set(story.touches.map(String)),
    affects: new Set(story.affects.map(String)),
  };
  known.set(story, reach);
  return reach;
}

function runOf({ from, to, covers, failed }: Verdict): ChainRun {
  return {
    from: from.id,
    to: to.id,
    result: failed.length === 0 ? 'passed' : 'failed',
    covers: new Set(covers.map(String)),
    blamed: failed.map(String),
    onTrunk: null,
  };
}

function storyOf(tree: Tree): Story {
  if (tree.top === null) throw new Error('trunk begins without a story');
  return tree.top.story;
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new Error(`there is no place ${index} among ${list.length}`);
  return value;
}
