import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../folders/temporary-folder';
import { must } from '../process/run';
import { writeFiles } from '../repository/repository';

/** A package that a local registry offers. */
export interface Offer {
  readonly name: string;
  readonly version: string;
  readonly files: Readonly<Record<string, string>>;
  readonly manifest?: object;
}

/** A package registry on this machine, for package managers that must not ask the real one. */
export interface LocalRegistry {
  readonly url: string;
  offer(...packages: readonly Offer[]): Promise<void>;
  close(): Promise<void>;
}

/** Starts a registry that offers nothing yet. */
export async function createRegistry(): Promise<LocalRegistry> {
  const folder = temporaryFolder('registry');
  const archives = new Map<string, Buffer>();
  const documents = new Map<string, RegistryDocument>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '').slice(1);
    const document = documents.get(path);
    const body = archives.get(path) ?? (document === undefined ? null : JSON.stringify(document));
    response.statusCode = body === null ? 404 : 200;
    response.end(body ?? '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async offer(...packages) {
      for (const one of packages) {
        const { name, version } = one;
        const archive = await pack(folder, one);
        const path = `${name}/-/${name}-${version}.tgz`;
        archives.set(path, archive);
        const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
        const known = documents.get(name)?.versions;
        const dist = { tarball: `${url}/${path}`, integrity };
        const versions = { ...known, [version]: { ...manifestOf(one), dist } };
        documents.set(name, { name, 'dist-tags': { latest: version }, versions });
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface RegistryDocument {
  readonly name: string;
  readonly 'dist-tags': { readonly latest: string };
  readonly versions: Readonly<Record<string, object>>;
}

function manifestOf({ name, version, manifest }: Offer): object {
  return { name, version, ...manifest };
}

async function pack(folder: string, offer: Offer): Promise<Buffer> {
  const content = join(folder, 'package');
  writeFiles(content, { ...offer.files, 'package.json': JSON.stringify(manifestOf(offer)) });
  await must('tar', ['-czf', 'package.tgz', 'package'], { cwd: folder });
  rmSync(content, { recursive: true });
  return readFileSync(join(folder, 'package.tgz'));
}
