import { runScript } from './script-run.ts';

/** Runs a whole script through the built CLI; gives what it handed to `out`, in order. */
export async function runOutputs(script: string, env: Record<string, string> = {}): Promise<unknown[]> {
  const { outputs, stderr } = await runScript(`${HEAD}\n${script}`, { env });
  if (outputs.length === 0) throw new Error(`the script told nothing:\n${stderr}`);
  return outputs;
}

/** The same for the body of a default function that has the page as `doc`. */
export const pageOutputs = (page: string, body: string): Promise<unknown[]> =>
  runOutputs(`export default function () { const doc = parseHTML(${JSON.stringify(page)});\n${body}\n}`);

const HEAD = `import { parseHTML } from 'k6/html'; import http from 'k6/http';`;
