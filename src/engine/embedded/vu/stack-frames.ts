import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { SuspendedScript } from '../../../../build/suspend/suspend-bundle.ts';

const FRAME = /^\s*at (?:(.*?) \()?(?:async )?(\S+?):(\d+):(\d+)\)?$/;

/** Turns V8's stack text into the script's own functions, files and lines; frames of the engine are left out. */
export function frameMapper(script: SuspendedScript, scriptName: string): (text: string) => string {
  let map: TraceMap | null = null;
  return (text) => {
    const lines = text.split('\n');
    const first = lines.findIndex((line) => FRAME.test(line));
    if (first < 0) return text;
    map ??= new TraceMap(script.map);
    const frames: string[] = [];
    for (const line of lines.slice(first)) {
      const frame = mapFrame(line, { map, scriptName });
      if (frame !== null && frame !== frames.at(-1)) frames.push(frame);
    }
    return [...lines.slice(0, first), ...frames].join('\n');
  };
}

function mapFrame(line: string, { map, scriptName }: { map: TraceMap; scriptName: string }): string | null {
  const [, name = '', file, row, column] = FRAME.exec(line) ?? [];
  if (file !== scriptName) return null;
  const at = originalPositionFor(map, { line: Number(row), column: Number(column) - 1 });
  if (at.source === null) return null;
  const label = name.replace(/^(async |Object\.)/, '') || '<anonymous>';
  return `\tat ${label} (file://${at.source}:${at.line}:${(at.column ?? 0) + 1}(0))`;
}
