import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument, type Command } from 'commander';
import { initServer } from '@storygate/core/server/init-server';
import { EXIT } from '../exit-code';
import { renderServer } from '../render/server';
import { connect, type Exit } from './command';
import { parseFolder } from './runner';

interface Options {
  readonly json?: boolean;
  readonly trunk: string;
  readonly workspace: string;
  readonly key: readonly string[];
}

/** `storygate server init <bare repository>`: makes a repository that takes onto trunk only what is attested. */
export function serverCommand(program: Command, exit: Exit): void {
  const command = program
    .command('server')
    .description('on the server: make a bare repository a guarded trunk; safe to repeat')
    .addArgument(new Argument('<action>', 'what to do').choices(['init']))
    .argument('<path>', 'the bare repository; made where there is no such folder')
    .option('--trunk <branch>', 'the branch to guard', 'main')
    .option('--workspace <folder>', "the Nx workspace's folder in the repository", '')
    .option(
      '--key <file>',
      "a public key whose attestations count where trunk's nx.json names none; repeatable",
      (file: string, files: readonly string[]) => [...files, resolve(file)],
      [],
    );
  connect<Options>(command, exit, async (output, [, repository = ''], options) => {
    const server = await initServer({
      repository: resolve(repository),
      trunk: options.trunk.replace(/^refs\/heads\//, ''),
      prefix: parseFolder(options.workspace),
      keyFiles: options.key,
      node: process.execPath,
      program: realpathSync(process.argv[1] ?? ''),
    });
    output.document(server);
    renderServer(output, server);
    return EXIT.done;
  });
}
