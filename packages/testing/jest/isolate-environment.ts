/** A jest setup file: the tests' own process sees the isolated environment too. */
import { isolatedEnvironment } from '../src/process/environment';

/** What jest sets for its tests, and how thorough these are asked to be; what they start sees none of it. */
const OWN = /^(JEST_|NODE_ENV$|STORYGATE_(THOROUGH|RUNS|SEED)$)/;

const isolated = isolatedEnvironment(process.env);
for (const name of Object.keys(process.env)) {
  if (!(name in isolated) && !OWN.test(name)) delete process.env[name];
}
Object.assign(process.env, isolated);
