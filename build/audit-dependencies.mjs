// Known weaknesses of what users get (devDependencies are left out): fails from "high" on. A registry without an audit
// service, or none at all, is said and does not fail: a gate must not depend on somebody else's server.
import { spawnSync } from 'node:child_process';

const FAILS = ['high', 'critical'];
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', timeout: 60_000 });
const report = parsed(stdout);
const counts = report?.metadata?.vulnerabilities;
if (counts === undefined) {
  const reason = report?.message ?? report?.error?.summary ?? 'no answer';
  console.log(
    `audit: not done here, because the registry has no audit service (${String(reason).split('\n')[0]})`,
  );
} else {
  const bad = Object.entries(report.vulnerabilities).filter(([, { severity }]) => FAILS.includes(severity));
  for (const [name, { severity, range }] of bad) console.log(`audit: ${name} ${range}: ${severity}`);
  console.log(`audit: ${counts.total} known weaknesses, ${bad.length} high or critical`);
  process.exitCode = bad.length > 0 ? 1 : 0;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
