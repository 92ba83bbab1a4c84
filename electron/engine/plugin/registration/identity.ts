import { type ImageReference, tryParseImageReference } from '../../../../shared/image-reference.ts';
import type { RegistrationDocument } from '../../../../shared/model/registration.ts';

/**
 * One text for one registration: sorted keys, no absent values, and lists whose order means nothing sorted, since a kit
 * sends plans in the order of its folder. Equal texts mean the same registration sent again; it parses as a
 * registration document.
 */
export function canonicalRegistration(registration: RegistrationDocument): string {
  const members = Object.entries(registration)
    .filter(([, value]) => value !== undefined)
    .toSorted(byKey)
    .map(([key, value]) => `${JSON.stringify(key)}:${Array.isArray(value) ? unordered(value) : canonical(value)}`);
  return `{${members.join(',')}}`;
}

/**
 * Whether a registering container runs the image that is wished (`lifecycle.md` §1.3, mended): the same repository, tag
 * and digest, with Docker Hub's domain and `library/` optional and `latest` for a missing tag. Another registry, tag or
 * digest is another image; a digest on both sides decides without the tags. Two absent images are the same.
 */
export function sameImage(desired: string | undefined, registering: string | undefined): boolean {
  if (desired === undefined || registering === undefined) return desired === registering;
  if (desired === registering) return true;
  const [one, other] = [tryParseImageReference(desired), tryParseImageReference(registering)];
  if (typeof one === 'string' || typeof other === 'string') return false;
  if (repository(one) !== repository(other)) return false;
  if (one.digest !== undefined && other.digest !== undefined) return one.digest === other.digest;
  return one.digest === other.digest && (one.tag ?? 'latest') === (other.tag ?? 'latest');
}

const HUB: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

function repository({ domain, path }: ImageReference): string {
  if (domain !== undefined && !HUB.has(domain.toLowerCase())) return `${domain.toLowerCase()}/${path}`;
  return path.includes('/') ? `docker.io/${path}` : `docker.io/library/${path}`;
}

function unordered(values: readonly unknown[]): string {
  return `[${values.map(canonical).toSorted().join(',')}]`;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(byKey)
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : Number(a > b);
}
