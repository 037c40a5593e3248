import { REPORTS } from './chunk-2GQ3MPDR.js';
import { FAULTS } from './chunk-KUX4BDDB.js';
import { PACKAGE_ROOT, PROBES, scenarioNames } from './chunk-OEZMWNQM.js';
import './chunk-T7JPV3JC.js';

// src/commands/list.ts
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// scenarios/profiles.ts
var ramp = (startLevel, ...stages) => ({
  kind: 'ramp',
  startLevel,
  stages: stages.map(([seconds, level]) => ({ seconds, level })),
});
var PROFILES = {
  smoke: {
    title: 'one request a second for a minute',
    answers: 'Does every route work at all?',
    shape: { kind: 'fixed', perSecond: 1, seconds: 60 },
    warmUpSeconds: 0,
    judgedOn: 'slo',
  },
  gate: {
    title: 'the base rate for two minutes',
    answers: 'May this build be deployed?',
    shape: ramp(0.2, [10, 1], [120, 1]),
    warmUpSeconds: 15,
    judgedOn: 'slo',
  },
  load: {
    title: 'an average day, then its peak (twice the base rate)',
    answers: 'Are the SLOs met on an ordinary day?',
    shape: ramp(0, [60, 1], [300, 1], [60, 2], [240, 2], [60, 0]),
    warmUpSeconds: 60,
    judgedOn: 'slo',
  },
  stress: {
    title: 'up to twice the peak, then back to the base rate',
    answers: 'What happens beyond the peak, and does it recover?',
    shape: ramp(0, [60, 1], [120, 2], [180, 4], [180, 4], [60, 1], [180, 1]),
    warmUpSeconds: 60,
    judgedOn: 'recovery',
  },
  spike: {
    title: 'ten times the base rate for 30 seconds, then the base rate again',
    answers: 'Does it survive a sudden crowd, and how soon is it well again?',
    shape: ramp(1, [60, 1], [5, 10], [30, 10], [5, 1], [120, 1]),
    warmUpSeconds: 30,
    judgedOn: 'recovery',
  },
  soak: {
    title: 'the base rate for an hour',
    answers: 'Does anything leak, fill up or fall silent with time?',
    shape: { kind: 'constant', level: 1, seconds: 3600 },
    warmUpSeconds: 60,
    judgedOn: 'slo',
  },
  breakpoint: {
    title: 'a steady climb to twenty times the base rate',
    answers: 'At which rate does which part give way first?',
    shape: ramp(0, [1200, 20]),
    warmUpSeconds: 30,
    judgedOn: 'capacity',
  },
};

// src/commands/list.ts
function listCommand(host, format) {
  const lists = {
    scenarios: scenarioNames().map((name) => ({ name, about: scenarioTitle(name) })),
    profiles: Object.entries(PROFILES).map(([name, { title, answers }]) => ({
      name,
      about: `${title}: ${answers}`,
    })),
    probes: Object.keys(PROBES).map((name) => ({ name, about: '' })),
    reports: Object.keys(REPORTS).map((name) => ({ name, about: '' })),
    faults: Object.entries(FAULTS).map(([name, { argument, effect }]) => ({
      name: argument === null ? name : `${name}=${argument}`,
      about: effect,
    })),
  };
  if (format === 'json') {
    host.out.write(`${JSON.stringify(lists, null, 2)}
`);
    return;
  }
  for (const [title, items] of Object.entries(lists)) {
    host.out.write(`${title}
`);
    for (const { name, about } of items)
      host.out.write(`  ${name.padEnd(24)} ${about}`.trimEnd().concat('\n'));
  }
}
function scenarioTitle(name) {
  const source = readFileSync(join(PACKAGE_ROOT, 'scenarios', `${name}.ts`), 'utf8');
  return /export const r3mes = \{[^}]*?title: '([^']*)'/s.exec(source)?.[1] ?? '';
}

export { listCommand };
//# sourceMappingURL=chunk-FHHKGTKP.js.map
