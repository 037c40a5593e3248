import { setMaxListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { maskValues, redactError, redactText } from '../src/redact.ts';
import {
  type Probe,
  ProbeError,
  type ProbeFacts,
  type ProbeFailure,
  type ProbeName,
  type ProbeResult,
  type ProbeSession,
  type ProbeTarget,
} from './probe.ts';
import { codeOf, systemFailure } from './system-failure.ts';
import { passwordsOf, secretsOf } from './target-secrets.ts';

/** No good-bye takes longer. */
const CLOSE_MS = 500;

/** One look through an open session. */
export interface ProbeRun {
  name: ProbeName;
  session: ProbeSession;
  /** For its secrets, which no result may show. */
  target: ProbeTarget;
  deadlineMs: number;
  /** Milliseconds on the clock that `atMs` and `durationMs` are told in. */
  clock: () => number;
  /** Ends the look early, as the deadline does. */
  signal?: AbortSignal | undefined;
}

/** Runs one look under its deadline; whatever is thrown becomes a result. */
export async function runProbe(run: ProbeRun): Promise<ProbeResult> {
  const atMs = run.clock();
  const stopped = new AbortController();
  // A look asks many questions side by side, each of which listens.
  setMaxListeners(0, stopped.signal);
  const abort = () => stopped.abort();
  const timer = setTimeout(abort, run.deadlineMs);
  run.signal?.addEventListener('abort', abort, { once: true });
  try {
    if (run.signal?.aborted) abort();
    const facts = await firstOf(run.session.sample(stopped.signal, run.deadlineMs), stopped.signal);
    return {
      ok: true,
      probe: run.name,
      atMs,
      durationMs: run.clock() - atMs,
      facts: cleaned(facts, passwordsOf(run.target)),
    };
  } catch (error) {
    // A library that was ended says so in words of its own.
    const ended = stopped.signal.aborted && !(error instanceof ProbeError);
    const failure = toFailure(ended ? late() : error, run);
    return { ok: false, probe: run.name, atMs, durationMs: run.clock() - atMs, failure };
  } finally {
    clearTimeout(timer);
    run.signal?.removeEventListener('abort', abort);
  }
}

/** Opens a session, looks once, closes it. */
export async function probeOnce(probe: Probe, run: Omit<ProbeRun, 'session'>): Promise<ProbeResult> {
  let session: ProbeSession;
  try {
    session = probe(run.target);
  } catch (error) {
    return failedToOpen(run, error);
  }
  await session.load?.();
  const result = await runProbe({ ...run, session });
  await closeSession(session);
  return result;
}

/** The result of a probe whose target is malformed: nothing was sent. */
export function failedToOpen(run: Omit<ProbeRun, 'session'>, error: unknown): ProbeResult {
  return { ok: false, probe: run.name, atMs: run.clock(), durationMs: 0, failure: toFailure(error, run) };
}

/** Where the session itself does not say what hung. */
function late(): ProbeError {
  return new ProbeError({
    stage: 'deadline',
    code: 'TIMEOUT',
    message: 'no answer',
    hint: 'raise --timeout, or look at the network between here and there',
  });
}

/** Gives a session that obeys its signal one turn to say what hung, and leaves one that does not. */
async function firstOf(sample: Promise<ProbeFacts>, signal: AbortSignal): Promise<ProbeFacts> {
  let onAbort = () => {};
  const left = new Promise<never>((_, reject) => {
    onAbort = () => {
      void turn().then(() => reject(late()));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([sample, left]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    sample.catch(() => {});
  }
}

function toFailure(error: unknown, run: Omit<ProbeRun, 'session'>): ProbeFailure {
  const secrets = secretsOf(run.target);
  if (error instanceof ProbeError) {
    const { stage, code, message, hint } = error.failure;
    const limit = stage === 'deadline' ? ` within ${run.deadlineMs} ms` : '';
    return { stage, code, message: oneLine(message, secrets) + limit, hint };
  }
  const code = codeOf(error);
  const known = systemFailure(code);
  return {
    stage: known?.stage ?? 'query',
    code: code || 'UNKNOWN',
    message: redactError(error, secrets),
    hint: known?.hint ?? 'this failure is not known to the probe: the message is all that it can say',
  };
}

function oneLine(text: unknown, secrets: readonly string[]): string {
  return redactText(maskValues(String(text).replace(/\s+/g, ' ').trim(), secrets));
}

/** A value is a finite number or null, whatever the other side answered; its text has no line ends and no secret. */
function cleaned(facts: ProbeFacts, secrets: readonly string[]): ProbeFacts {
  const values = facts.values.map((each) => {
    const { value, note } = each;
    const text = note === undefined ? {} : { note: oneLine(note, secrets) };
    if (value === null || Number.isFinite(value)) return { ...each, ...text };
    return { ...each, value: null, note: text.note ?? 'the answer was not a number' };
  });
  const info = Object.entries(facts.info).map(([key, text]) => [key, oneLine(text, secrets)]);
  const marks = facts.marks?.map((mark) => ({ ...mark, now: oneLine(mark.now, secrets) }));
  return { values, info: Object.fromEntries(info), ...(marks === undefined ? {} : { marks }) };
}

/** Closes a session that may hang as all else may. */
export async function closeSession(session: ProbeSession): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_MS);
  });
  await Promise.race([session.close().catch(() => {}), late]);
  clearTimeout(timer);
}
