import { readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import * as v from 'valibot';
import { readLife } from './list-processes';

/** The form of a process's identity in records. */
export const identitySchema = v.object({
  pid: v.number(),
  host: v.string(),
  /** Changes at each start of the machine. */
  boot: v.string(),
  /** When the process started, in the system's own ticks; null where that can't be read. */
  started: v.nullable(v.string()),
});

/** Names one process for as long as anyone may ask whether it lives: a pid alone is reused. */
export type ProcessIdentity = Readonly<v.InferOutput<typeof identitySchema>>;

/** This process. */
export function thisProcess(): ProcessIdentity {
  const { pid } = process;
  return { pid, host: hostname(), boot: bootId(), started: readLife(pid)?.started ?? null };
}

/**
 * Whether the process is known to have ended. A process on another host is never known to have; a stopped one
 * (SIGSTOP, a suspended laptop) lives.
 */
export function hasEnded(other: ProcessIdentity): boolean {
  if (!isOnThisHost(other)) return false;
  if (!isSameBoot(other.boot, bootId())) return true;
  if (!isRunning(other.pid)) return true;
  const life = readLife(other.pid);
  // One that was killed keeps its pid until its parent looks, and the first process of a container may never do.
  if (life?.hasEnded === true) return true;
  const started = life?.started ?? null;
  return other.started !== null && started !== null && started !== other.started;
}

/** Whether the process was started here, and not before the machine's last start: only then do pids of its time mean anything. */
export function isOfThisBoot({ host, boot }: Pick<ProcessIdentity, 'host' | 'boot'>): boolean {
  return isOnThisHost({ host }) && isSameBoot(boot, bootId());
}

/** Whether it can be asked here whether the process lives; a container that is built anew has another name. */
export function isOnThisHost({ host }: Pick<ProcessIdentity, 'host'>): boolean {
  return host === hostname();
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Prefix of a boot that is known only by its time. */
const SINCE = 'since-';
/** Clocks are corrected, and uptime is rounded; a machine that started again is further off than this. */
const CLOCK_TOLERANCE_SECONDS = 120;

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // Not Linux: the time of the start is the nearest thing.
    return `${SINCE}${Math.round(Date.now() / 1000 - uptime())}`;
  }
}

/** Whether two boot ids mean the same start of the machine; in doubt they do, since a live owner's lock must hold. */
function isSameBoot(a: string, b: string): boolean {
  if (!a.startsWith(SINCE) || !b.startsWith(SINCE)) return a === b;
  const apart = Number(a.slice(SINCE.length)) - Number(b.slice(SINCE.length));
  return Math.abs(apart) <= CLOCK_TOLERANCE_SECONDS;
}
