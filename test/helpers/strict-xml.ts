import { SaxesParser } from 'saxes';

/** A test case as a CI would see it. */
export interface SeenCase {
  suite: string;
  name: string;
  outcome: 'passed' | 'failure' | 'error' | 'skipped';
}

/** The test cases of a JUnit file; throws where it is no strict XML 1.0. */
export function casesOf(xml: string): SeenCase[] {
  const parser = new SaxesParser();
  const cases: SeenCase[] = [];
  let suite = '';
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const of = (key: string) => String(attributes[key] ?? '');
    if (name === 'testsuite') suite = of('name');
    else if (name === 'testcase') cases.push({ suite, name: of('name'), outcome: 'passed' });
    else if (name === 'failure' || name === 'error' || name === 'skipped')
      (cases.at(-1) as SeenCase).outcome = name;
  });
  parser.write(xml).close();
  return cases;
}
