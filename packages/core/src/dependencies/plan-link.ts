import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** A symbolic link, and what stands in it. */
export interface SymbolicLink {
  readonly path: string;
  readonly target: string;
}

/** Where a link is taken from and to: a folder in each checkout, and the checkouts' top folders. */
export interface LinkPlaces {
  readonly from: string;
  readonly to: string;
  readonly source: string;
  readonly target: string;
}

/**
 * What a link has to hold in the other checkout; null: what it holds. A link into the one checkout leads to the same
 * place in the other; one that leads elsewhere still leads there, wherever the other checkout is.
 */
export function planLink(link: SymbolicLink, places: LinkPlaces): string | null {
  const meant = resolve(join(places.from, dirname(link.path)), link.target);
  const inside = meant === places.source || meant.startsWith(places.source + sep);
  if (inside && !isAbsolute(link.target)) return null;
  if (!inside) return meant === link.target ? null : meant;
  const own = join(places.target, relative(places.source, meant));
  return relative(join(places.to, dirname(link.path)), own);
}
