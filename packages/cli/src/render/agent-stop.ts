import type { StopAction } from '@storygate/core/agents/stop-check/plan-stop';
import type { StopAnswer } from '@storygate/core/agents/stop-check/check-stop';
import { taskId } from '@storygate/core/gate/recorded-task';
import { unreachable } from '@storygate/core/errors/unreachable';

const SHOWN = 5;

/** The lines that tell an agent why it should not stop yet; none where it may. */
export function describeStop(answer: StopAnswer | null): string[] {
  if (answer === null || answer.action.do === 'let-go') return [];
  const { story, action } = answer;
  const [why, ...hints] = reasonOf(action, story);
  return [
    `error: story ${story} is not done: ${why} [NOT_DONE]`,
    ...hints.map((hint) => `hint: ${hint}`),
    'hint: if you cannot make it green, say what is in the way and what you would need',
  ];
}

function reasonOf(action: Extract<StopAction, { do: 'hold' }>, story: string): string[] {
  switch (action.why) {
    case 'uncommitted': {
      const { paths } = action;
      const others = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
      return [
        `${paths.slice(0, SHOWN).join(', ')}${others} not committed`,
        'commit with `git commit`, then run `npx storygate gate`',
      ];
    }
    case 'not-gated':
      return [
        'what it has committed was not gated',
        'run `npx storygate gate`, and mend what is red',
      ];
    case 'red': {
      const { tasks, reason } = action.evidence;
      const failed = tasks.filter(({ result }) => result === 'failed').map(taskId);
      return [
        failed.length > 0 ? `${failed.join(', ')} failed` : (reason ?? 'its gate is not green'),
        `see what broke with \`npx storygate logs ${story} --failed\`, mend it, commit, and run \`npx storygate gate\``,
      ];
    }
    default:
      return unreachable(action, 'reason');
  }
}
