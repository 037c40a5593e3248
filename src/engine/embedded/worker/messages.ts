import type { ProbeName } from '../../../../probes/probe.ts';
