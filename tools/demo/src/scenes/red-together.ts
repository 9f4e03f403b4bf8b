import { DemoFailed, requireSame } from '../demo-failed';
import { edit, type, typeTogether, type Demo } from '../type';

const MONEY = 'packages/money/index.js';
const CART = 'packages/cart/index.js';

/** Two stories, green alone, red together: what no check of a branch can see. */
export async function refuseRedTogether(demo: Demo): Promise<void> {
  const { stage, acme } = demo;
  const [rename, receipt] = [acme.story('rename'), acme.story('receipt')];
  stage.scene('Green alone, red together');
  stage.say('Two more stories. One renames a function; the other calls it by the old name.');
  const shows = [/^story \w+ is ready/];
  await typeTogether(demo, [
    { where: acme, line: 'npx nx g story rename', exitCode: 0, shows },
    { where: acme, line: 'npx nx g story receipt', exitCode: 0, shows },
  ]);
  await edit(demo, rename, () => {
    for (const file of [MONEY, 'packages/money/index.test.js', CART]) {
      rename.write({ [file]: rename.read(file).replaceAll(/\bformat\b/g, 'formatCents') });
    }
  });
  await edit(demo, receipt, () => {
    receipt.write({
      'packages/cart/receipt.js':
        "const { format } = require('@acme/money');\n\nexports.receipt = (cents) => 'Total ' + format(cents);\n",
      'packages/cart/index.test.js':
        receipt.read('packages/cart/index.test.js') +
        "require('node:assert').equal(require('./receipt.js').receipt(1250), 'Total 12.50');\n",
    });
  });
  await rename.git('commit', '--quiet', '-am', 'Say what format formats');
  await receipt.git('commit', '--quiet', '-am', 'Print receipts');
  stage.say('Both are committed. Git merges them without a conflict, and each gate is green:');
  const green = [/Successfully ran target gate/];
  await typeTogether(demo, [
    { where: rename, line: 'npx nx affected -t gate', exitCode: 0, shows: green },
    { where: receipt, line: 'npx nx affected -t gate', exitCode: 0, shows: green },
  ]);
  const clean = await acme.tryGit('merge-tree', '--write-tree', 'story/rename', 'story/receipt');
  if (clean.exitCode !== 0) throw new DemoFailed('the two stories conflict', clean.output);
  await land(demo);
}

async function land(demo: Demo): Promise<void> {
  const { stage, acme } = demo;
  const before = await acme.git('rev-parse', 'main');
  stage.say('Land them, one after the other:');
  await type(demo, {
    where: acme,
    line: 'npx nx merge trunk --story=rename,receipt',
    exitCode: 1,
    shows: [
      /^merged story\/rename to main/,
      /^error: cannot merge story\/receipt: .*@acme\/cart:test.* on the merged tree \[GATE_FAILED\]/,
      /TypeError: format is not a function/,
      /^hint: /,
      /^main is where it was/,
    ],
  });
  requireSame('the parent of trunk', await acme.git('rev-parse', 'main^'), before);
  stage.found(
    'the first landed; the second was refused on the merged tree, and trunk stayed green',
  );
  stage.found('the hint names the story that it does not go together with');
}
