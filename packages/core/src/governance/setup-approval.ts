import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { refusal } from '../errors/storygate-error';
import type { Layout } from '../repository/layout';
import { readRecord, writeRecord } from '../state/record-file';

const schema = v.object({
  version: v.literal(1),
  commands: v.array(v.string()),
  approvedAt: v.string(),
});

/** Whether the user of this clone has approved exactly this list of set-up commands, once; nothing needs no approval. */
export async function isSetupApproved(
  layout: Layout,
  commands: readonly string[],
): Promise<boolean> {
  if (commands.length === 0) return true;
  const record = await readRecord(approvalFile(layout, commands), schema);
  return record !== null && JSON.stringify(record.commands) === JSON.stringify(commands);
}

/** Records the approval of a list of set-up commands, outside everything that a commit can change. */
export async function approveSetup(layout: Layout, commands: readonly string[]): Promise<void> {
  await writeRecord(approvalFile(layout, commands), {
    version: 1,
    commands: [...commands],
    approvedAt: new Date().toISOString(),
  } satisfies v.InferOutput<typeof schema>);
}

/** Refuses to run set-up commands that were never approved, or not in this text. */
export async function requireApprovedSetup(
  layout: Layout,
  commands: readonly string[],
): Promise<void> {
  if (await isSetupApproved(layout, commands)) return;
  throw refusal({
    code: 'SETUP_UNAPPROVED',
    message: `the repository's set-up commands were not approved in this text: ${commands.map((command) => `\`${command}\``).join(', ')}`,
    hints: [
      'Read them, then approve exactly these with `npx storygate approve --setup`.',
      'Or start the story without them: `--no-setup`.',
    ],
    facts: { commands, digest: digestOf(commands) },
  });
}

/** sha256 of the list as JSON: order and every character count. */
function digestOf(commands: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(commands)).digest('hex');
}

/** One file for each text, so that two processes never replace each other's approval. */
function approvalFile(layout: Layout, commands: readonly string[]): string {
  return join(layout.root, 'approved-setup', `${digestOf(commands)}.json`);
}
