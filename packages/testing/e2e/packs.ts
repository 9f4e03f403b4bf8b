import { readPacks } from '../src/index';

/** The tarballs that jest's global set-up packed from this checkout. */
export const packs = readPacks(process.env['E2E_PACKS'] ?? '');
