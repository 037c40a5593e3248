import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Finding } from './finding.ts';

/** The script to check and where the types of k6 are. */
export interface TypeCheck {
  entryPath: string;
  showPath(path: string): string;
}

/** What every k6 has and @types/k6 leaves out. */
const GLOBALS = `declare const console: Record<'log' | 'info' | 'debug' | 'warn' | 'error', (...values: unknown[]) => void>;
declare function setTimeout(task: () => void, delayMs?: number): number;
declare function setInterval(task: () => void, delayMs: number): number;
declare function clearTimeout(id: number): void;
declare function clearInterval(id: number): void;
declare class TextEncoder { encode(text?: string): Uint8Array; }
declare class TextDecoder { constructor(label?: string); decode(bytes?: ArrayBuffer | ArrayBufferView): string; }
declare const crypto: { getRandomValues<T>(into: T): T; randomUUID(): string; subtle: Record<string, (...values: any[]) => Promise<any>> };
declare module '*.csv' { const text: string; export default text; }
declare module '*.txt' { const text: string; export default text; }
declare module '*.html' { const text: string; export default text; }
`;
const MOST = 50;
/** Of JavaScript only what cannot be right in any reading: names that are not there, and calls that do not fit. */
const SURE_IN_JAVASCRIPT = new Set([2304, 2305, 2307, 2339, 2345, 2551, 2552, 2554, 2555, 2614]);

/** Checks a script against @types/k6. Errors of TypeScript are errors; in JavaScript they are warnings. */
export async function typeCheck({ entryPath, showPath }: TypeCheck): Promise<Finding[]> {
  // The compiler takes a quarter of a second to load: only this command pays for it.
  const { default: ts } = await import('typescript');
  const k6Types = dirname(createRequire(import.meta.url).resolve('@types/k6/package.json'));
  const globalsPath = join(dirname(entryPath), '__k6-globals.d.ts');
  const options = {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
    paths: { k6: [k6Types], 'k6/*': [`${k6Types}/*`] },
    strict: /\.[cm]?ts$/.test(entryPath),
    allowJs: true,
    checkJs: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
  };
  const plain = ts.createCompilerHost(options);
  const host = {
    ...plain,
    fileExists: (path: string) => path === globalsPath || plain.fileExists(path),
    readFile: (path: string) => (path === globalsPath ? GLOBALS : plain.readFile(path)),
    getSourceFile: (path: string, languageVersion: Parameters<typeof plain.getSourceFile>[1]) =>
      path === globalsPath
        ? ts.createSourceFile(path, GLOBALS, languageVersion)
        : plain.getSourceFile(path, languageVersion),
  };
  const program = ts.createProgram([entryPath, join(k6Types, 'global.d.ts'), globalsPath], options, host);
  const diagnostics = [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()];
  const findings = diagnostics.flatMap((diagnostic): Finding[] => {
    const { file, start = 0, code, messageText } = diagnostic;
    if (file === undefined || file.fileName.includes('/node_modules/')) return [];
    const isTypeScript = /\.[cm]?tsx?$/.test(file.fileName);
    if (!isTypeScript && !SURE_IN_JAVASCRIPT.has(code)) return [];
    const { line } = file.getLineAndCharacterOfPosition(start);
    return [
      {
        rule: `TS${code}`,
        level: isTypeScript ? 'error' : 'warning',
        text: ts.flattenDiagnosticMessageText(messageText, ' ').replace(/ (Do you need|Try) .*$/s, ''),
        hint: '',
        place: `${showPath(file.fileName)}:${line + 1}`,
      },
    ];
  });
  return findings.slice(0, MOST);
}
