const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** The version of is-number that the site starts with, and the one that it can be raised to. */
export const IS_NUMBER = { before: '6.0.0', after: '7.0.0' };

const TEST = `const { version } = require('is-number/package.json');
require('node:assert').equal(version, '${IS_NUMBER.before}');
`;

const SERVE = `// Answers with whose server it is, and what it was given.
const { createServer } = require('node:http');
const { PORT, STORYGATE_STORY } = process.env;
const { version } = require('is-number/package.json');
createServer((_, response) => {
  response.end(JSON.stringify({ story: STORYGATE_STORY, isNumber: version }));
}).listen(Number(PORT), '127.0.0.1', () => console.log(\`listening on \${PORT}\`));
`;

/** An application beside the lean libraries: a server on the port that it is told, and one dependency. */
export function siteFiles(linked: string): Record<string, string> {
  return {
    'packages/site/package.json': json({
      name: '@acme/site',
      version: '0.0.1',
      private: true,
      dependencies: { '@acme/money': linked, 'is-number': IS_NUMBER.before },
      nx: {
        targets: {
          serve: {
            executor: 'nx:run-commands',
            options: { command: 'node packages/site/serve.js' },
            continuous: true,
          },
          test: {
            executor: 'nx:run-commands',
            options: { command: 'node packages/site/site.test.js' },
            cache: true,
            inputs: ['default', '^default'],
          },
        },
      },
    }),
    'packages/site/serve.js': SERVE,
    'packages/site/site.test.js': TEST,
  };
}
