import { describe, expect, it } from 'vitest';
import type { MetricTotals } from '../../src/metrics/metric-totals.ts';
import { MetricRegistry } from '../../src/metrics/registry.ts';
import type { MetricDefinition, MetricKind } from '../../src/metrics/sample.ts';
import { createSink, type Sink } from '../../src/metrics/sinks.ts';
import { TrendSink } from '../../src/metrics/trend-sink.ts';
import { gradeThresholds } from '../../src/verdict/grade-thresholds.ts';
import { holds, type MetricThresholds, readThresholds } from '../../src/verdict/threshold.ts';
import { parseSelector, parseThreshold } from '../../src/verdict/threshold-grammar.ts';

const METRICS: MetricDefinition[] = (['counter', 'gauge', 'rate', 'trend'] as const).map((kind) => ({
  name: `a_${kind}`,
  kind,
  contains: 'default',
}));

describe('a threshold expression', () => {
  it.each<[MetricKind, string]>([
    ['counter', 'count==10'],
    ['counter', 'count === 10'],
    ['counter', ' rate>=.25 '],
    ['counter', 'count!=-1'],
    ['gauge', 'value<1e3'],
    ['gauge', 'value>Inf'],
    ['gauge', 'value<-infinity'],
    ['gauge', 'value==NaN'],
    ['rate', 'rate>0.9'],
    ['rate', 'rate<+1.'],
    ['trend', 'p(95)<200'],
    ['trend', 'p(99.99)<=200'],
    ['trend', 'p(0)>=0'],
    ['trend', 'p(100)<1E+3'],
    ['trend', 'avg<1'],
    ['trend', 'min<1'],
    ['trend', 'max<1'],
    ['trend', 'med<1'],
  ])('on a %s may be %s', (kind, source) => {
    expect(parseThreshold(source, 'm', kind)).toMatchObject({ ok: true, value: { source } });
  });

  it.each<[MetricKind, string, RegExp]>([
    ['trend', 'p(101)<1', /0 to 100/],
    ['trend', 'p(-1)<1', /0 to 100/],
    ['trend', 'p(NaN)<1', /0 to 100/],
    ['trend', 'p(+Inf)<1', /0 to 100/],
    ['trend', 'p()<1', /0 to 100/],
    ['trend', 'p(99<1', /no aggregation method/],
    ['trend', 'p 95<1', /no aggregation method/],
    ['counter', 'count!20', /malformed threshold expression/],
    ['counter', 'count>', /malformed threshold expression/],
    ['counter', 'count 20', /malformed threshold expression/],
    ['counter', '', /malformed threshold expression/],
    ['counter', 'foo>20', /"foo" is no aggregation method/],
    ['counter', 'COUNT>20', /no aggregation method/],
    ['counter', 'count>20 && count<30', /no aggregation method/],
    ['trend', 'avg<200ms', /"200ms" is no number/],
    ['trend', 'avg<0x10', /is no number/],
    ['trend', 'avg<1,5', /is no number/],
    ['trend', 'count>1', /count for metric of type trend.*avg, min, max, med, p\(N\)/],
    ['counter', 'value>1', /supported.* are: count, rate/],
    ['gauge', 'rate>1', /supported.* are: value/],
    ['rate', 'p(95)>1', /supported.* are: rate/],
  ])('on a %s may not be %s', (kind, source, problem) => {
    expect(parseThreshold(source, 'm', kind)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });
});

describe('a selector', () => {
  it.each<[string, Record<string, string>]>([
    ['m', {}],
    [' m ', {}],
    ['m{a:1}', { a: '1' }],
    ['m{a:1,b:2}', { a: '1', b: '2' }],
    ['m{ a : 1 , b : x y }', { a: '1', b: 'x y' }],
    [`m{"a":'1'}`, { a: '1' }],
    ['m{url:http://h:80/x?a={id}}', { url: 'http://h:80/x?a={id}' }],
    ['m{group:::outer::inner}', { group: '::outer::inner' }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: names of http.url have them
    ['m{name:http://h/${}}', { name: 'http://h/${}' }],
    ['m{expected_response:true}', { expected_response: 'true' }],
    ['m{check:naïve ✓}', { check: 'naïve ✓' }],
  ])('%s selects %j', (key, tags) => {
    expect(parseSelector(key)).toEqual({ ok: true, value: { metric: 'm', tags } });
  });

  it.each<[string, RegExp]>([
    ['m{}', /metric "" tag expression is malformed$/],
    ['m{a}', /metric "a" tag expression is malformed/],
    ['m{a:}', /metric "a:" tag expression is malformed/],
    ['m{a:1,}', /metric "" tag expression is malformed/],
    ['m{url:http://h/?q=1,2}', /"2" tag expression.*cannot hold a comma.*`name` tag/],
    ['m{a:1', /unmatched brace/],
    ['m}', /unmatched brace/],
    ['m{a:1}x', /unmatched brace/],
  ])('%s is refused', (key, problem) => {
    expect(parseSelector(key)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });
});

describe('the option thresholds', () => {
  it('names all problems, unknown metrics and thresholds that cannot match', () => {
    const read = readThresholds(
      {
        a_trend: ['count>1', 'p(95)<200ms'],
        a_counte: ['count>1'],
        'a_rate{': ['rate>1'],
        'a_counter{vu:1}': ['count>1', 'count<Inf'],
        'a_gauge{x:1}': [{ threshold: 'value<1', abortOnFail: true, delayAbortEval: '1m' }],
      },
      METRICS,
    );
    expect(read.problems).toHaveLength(4);
    expect(read.unknownMetrics).toEqual(['a_counte']);
    expect(read.warnings).toEqual([
      expect.stringContaining('vu is no tag'),
      expect.stringContaining('Infinity'),
    ]);
    expect(read.thresholds.at(-1)?.expressions).toEqual([
      {
        source: 'value<1',
        statistic: 'value',
        operator: '<',
        limit: 1,
        abortOnFail: true,
        delayAbortEvalMs: 60_000,
      },
    ]);
  });

  // Without samples: counters, gauges and trends are 0, a rate holds whatever is asked.
  it.each<[MetricKind, string, boolean]>([
    ['counter', 'count>500', false],
    ['counter', 'count<10', true],
    ['counter', 'rate>0', true], // no time has passed: no rate
    ['gauge', 'value==0', true],
    ['gauge', 'value>5', false],
    ['rate', 'rate>0.5', true],
    ['rate', 'rate==1', true],
    ['trend', 'p(95)<200', true],
    ['trend', 'avg>0', false],
    ['trend', 'max>5', false],
  ])('on a %s without samples, %s is %s', (kind, source, expected) => {
    expect(held(createSink(kind), source)).toBe(expected);
  });

  it.each<[string, boolean]>([
    ['med==5.5', true],
    ['p(90)==9.1', true],
    ['p(95)<=9.55', true],
    ['p(99)<9.91', false],
    ['p(0)==1', true],
    ['p(100)==10', true],
    ['avg!=5.5', false],
    ['max>=10', true],
    ['max<NaN', false],
  ])('on 1..10, %s is %s', (source, expected) => {
    const sink = new TrendSink();
    for (let value = 1; value <= 10; value++) sink.add(value);
    expect(held(sink, source)).toBe(expected);
  });
});

function held(sink: Sink, source: string): boolean {
  const parsed = parseThreshold(source, 'm', sink.kind);
  if (!parsed.ok) throw new Error(parsed.problem);
  return holds(parsed.value, sink);
}

describe('the line of a threshold', () => {
  it.each([
    ['http_req_duration', 'p(95)<150', 'ms', 'p(95) is 301.25 ms, the script wants p(95)<150'],
    ['a_trend', 'avg<5', '', 'avg is 301.25, the script wants avg<5'],
  ])('of %s: %s has the unit "%s"', (metric, source, unit, reason) => {
    const registry = new MetricRegistry();
    for (const each of METRICS) registry.declare(each);
    const sink = new TrendSink();
    sink.add(301.25);
    const totals = { registry, metric: () => sink } as unknown as MetricTotals;
    const parsed = parseThreshold(source, metric, 'trend');
    if (!parsed.ok) throw new Error('not parsed');
    const threshold = { key: metric, metric, tags: {}, expressions: [parsed.value] };
    expect(gradeThresholds([threshold as unknown as MetricThresholds], totals)).toMatchObject([
      { unit, reason },
    ]);
  });
});
