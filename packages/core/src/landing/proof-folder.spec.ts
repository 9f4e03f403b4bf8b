import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, writeFiles } from '@storygate/testing';
import { IN_TOTO, type Envelope } from '../ledger/envelope';
import type { StoredRun } from '../gate/run-record';
import { writeProofFolder } from './proof-folder';

let folder: string;
let run: StoredRun;
beforeEach(() => {
  folder = temporaryFolder('proof');
  writeFiles(folder, { 'runs/1/run.json': '{}', 'runs/1/a.test.log': 'said\n' });
  run = { folder: join(folder, 'runs/1'), run: {} as StoredRun['run'] };
});

const envelope: Envelope = {
  payloadType: IN_TOTO,
  payload: 'e30=',
  signatures: [{ keyid: 'k', sig: 's' }],
};

it('copies a green run and its envelope', async () => {
  const out = join(folder, 'new/out');
  await writeProofFolder(out, { kind: 'proven', envelope, run });
  expect(readdirSync(out).sort()).toEqual(['attestation.json', 'run']);
  expect(readFileSync(join(out, 'run/a.test.log'), 'utf8')).toBe('said\n');
  expect(JSON.parse(readFileSync(join(out, 'attestation.json'), 'utf8'))).toEqual(envelope);
});

it('leaves no attestation beside a red run, whoever put one there while it ran', async () => {
  const out = join(folder, 'out');
  writeFiles(out, { 'attestation.json': 'forged' });
  await writeProofFolder(out, { kind: 'rejected', run });
  expect(readdirSync(out)).toEqual(['run']);
});
