import { parse } from 'acorn';
import { describe, expect, it } from 'vitest';
import { bundleScenario } from '../../build/bundle.ts';
import { findScenario, scenarioNames } from '../../src/plan/find-scenario.ts';

describe('every scenario that comes with the harness', () => {
  it.each(scenarioNames())(
    '%s is one plain k6 script: one file, imports of k6 names only, no Node API',
    async (name) => {
      const { code } = await bundleScenario(findScenario(name, '/'), '/');
      const { body } = parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
      const sources = body.flatMap((statement) =>
        statement.type === 'ImportDeclaration' ? [String(statement.source.value)] : [],
      );
      expect(sources.length).toBeGreaterThan(0);
      expect(sources.filter((source) => !/^k6(\/|$)/.test(source))).toEqual([]);
      expect(code).not.toMatch(/\b(process|Buffer|require|globalThis|__dirname|performance|fetch)\b\s*[.([]/);
    },
  );

  // A metric that is declared and never filled is a line without data.
  it.each([
    ['chain', /rate_limited|page_latency|api_latency/],
    ['websocket', /rate_limited|page_latency|api_latency/],
    ['frontend', /api_latency|server_errors/],
    ['api', /page_latency|chain_latency/],
  ])('%s declares metrics of what it loads alone', async (name, others) => {
    const { code } = await bundleScenario(findScenario(name, '/'), '/');
    expect(code).not.toMatch(others);
  });

  it('are those that the documentation has', () => {
    expect(scenarioNames()).toEqual([
      ...['api', 'api-write', 'chain', 'frontend', 'journeys', 'mixed', 'smoke', 'websocket'],
    ]);
  });
});
