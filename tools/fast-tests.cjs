// What `npm run test:fast` runs: the specs that neither make a repository nor start a program of ours, told by what they
// import. jest asks with the paths of all (`--filter`).
const { readFileSync } = require('node:fs');

const NOT_FAST = /from '@storygate\/testing'|from '[^']*\.fixture'|from '\.\.?\/[^']*repository'/;

module.exports = (paths) => ({
  filtered: paths.filter((path) => !NOT_FAST.test(readFileSync(path, 'utf8'))),
});
