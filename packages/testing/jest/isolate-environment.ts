/** A jest setup file: the tests' own process sees the isolated environment too. */
import { isolatedEnvironment } from '../src/process/environment';

const isolated = isolatedEnvironment(process.env);
for (const name of Object.keys(process.env)) {
  if (!(name in isolated) && !/^(JEST_|NODE_ENV$)/.test(name)) delete process.env[name];
}
Object.assign(process.env, isolated);
