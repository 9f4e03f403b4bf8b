import type { Server } from '@storygate/core/server/init-server';
import type { Output } from '../output';

/** Prints what a server guards now, and what is still missing before anything can land there. */
export function renderServer(output: Output, server: Server): void {
  output.say(`${server.path} guards ${server.trunk}: only attested commits get onto it`);
  if (server.policyKeys !== null && server.policyKeys > 0) {
    output.say(
      `who may attest: the ${server.policyKeys} keys that nx.json on ${server.trunk} names`,
    );
    return;
  }
  if (server.keys.length > 0) {
    output.say(
      `who may attest, while nx.json on ${server.trunk} names nobody: ${server.keys.join(', ')}`,
    );
    return;
  }
  output.tell('warning: no key may attest yet, so nothing can land [NO_TRUSTED_KEYS]');
  output.tell(
    `hint: add a runner's: \`storygate runner --show-key --remote <url> > runner.pub\`, then \`storygate server init ${server.path} --key runner.pub\``,
  );
}
