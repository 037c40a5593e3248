import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { gradeProbe } from '../../src/verdict/grade-probes.ts';
import { SLOS } from '../../thresholds.ts';
import { factsOf, failureOf, figureOf, http, look } from './looking.ts';

const folder = mkdtempSync(join(tmpdir(), 'backup-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
const HOUR = 3_600_000;
const at = (backup: string, deadlineMs?: number) => look('backup', { backup }, deadlineMs);

function file(name: string, hoursAgo: number, size = 1000): void {
  const time = new Date(Date.now() - hoursAgo * HOUR);
  writeFileSync(join(folder, name), 'x'.repeat(size));
  utimesSync(join(folder, name), time, time);
}

describe('the backup probe', () => {
  it('takes the newest file that is not empty, and judges its age by the daily task', async () => {
    file('a.dump', 50);
    file('b.dump', 25);
    file('c.dump', 1, 0);
    file('d.log', 1);
    const result = await at(join(folder, '*.dump'));
    const facts = factsOf(result);
    expect(figureOf(facts, 'age.seconds')).toBeCloseTo(25 * 3600, -2);
    expect(facts.values[0]?.note).toBe('b.dump; 1 of no size left out');
    expect(figureOf(facts, 'count')).toBe(2);
    const level = gradeProbe([result], SLOS).find(({ id }) => id === 'backup_age');
    expect(level).toMatchObject({ level: 'WARN', remedy: 'Daily Tasks' });
    file('b.dump', 3, 400);
    const again = factsOf(await at(join(folder, '*.dump')));
    expect(again.values.find(({ id }) => id === 'size.bytes')).toMatchObject({
      value: 400,
      note: expect.stringContaining('less than half'),
    });
    expect(figureOf(factsOf(await at(folder)), 'count')).toBe(3);
  });

  it('says what is missing', async () => {
    expect(failureOf(await at(join(folder, '*.none')))).toMatchObject({ stage: 'assert', code: 'NO_BACKUP' });
    expect(failureOf(await at(join(folder, 'no/such/*')))).toMatchObject({ stage: 'query', code: 'ENOENT' });
    for (const backup of ['', 'relative/path', 'ftp://x/y'])
      expect(failureOf(await at(backup)).code).toBe('INVALID_BACKUP');
  });

  it('reads an S3-like listing page after page, signature and all', async () => {
    const asked: string[] = [];
    const entry = (key: string, hoursAgo: number, size: number) =>
      `<Contents><Key>${key}</Key><LastModified>${new Date(Date.now() - hoursAgo * HOUR).toISOString()}</LastModified><Size>${size}</Size></Contents>`;
    const url = await http((request, response) => {
      asked.push(request.url ?? '');
      const second = request.url?.includes('continuation-token=t%2Bo%3D');
      const rest = second
        ? '<IsTruncated>false</IsTruncated>'
        : '<IsTruncated>true</IsTruncated><NextContinuationToken>t+o=</NextContinuationToken>';
      const entries = second ? entry('backups/new&amp;best.gz', 2, 50) : entry('backups/old.gz', 30, 60);
      response.end(`<?xml version="1.0"?><ListBucketResult>${entries}${rest}</ListBucketResult>`);
    });
    const result = await at(`${url}/bucket?list-type=2&prefix=backups%2F&X-Amz-Signature=S3same`);
    const facts = factsOf(result);
    expect(facts.values[0]).toMatchObject({ value: expect.closeTo(7200, -2), note: 'backups/new&best.gz' });
    expect(figureOf(facts, 'count')).toBe(2);
    expect(asked[0]).toBe('/bucket?list-type=2&prefix=backups%2F&X-Amz-Signature=S3same');
    expect(JSON.stringify(result)).not.toContain('S3same');
  });

  it('takes one object by its header, and tells a refusal and what is no backup apart', async () => {
    const modified = new Date(Date.now() - 5 * HOUR).toUTCString();
    const object = await http((_, response) =>
      response.writeHead(200, { 'last-modified': modified }).end('dump'),
    );
    expect(figureOf(factsOf(await at(`${object}/db.dump`)), 'age.seconds')).toBeCloseTo(5 * 3600, -2);
    const refused = await http((_, response) =>
      response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>'),
    );
    expect(failureOf(await at(refused))).toMatchObject({
      stage: 'authenticate',
      message: 'the listing answered 403 AccessDenied',
    });
    const page = await http((_, response) => response.end('<html></html>'));
    expect(failureOf(await at(page))).toMatchObject({ stage: 'assert', code: 'BODY' });
  });

  it.each([
    ['echo 2020-01-01T00:00:00Z; echo "done: $(date -u -d "-3 hours" +%Y-%m-%dT%H:%M:%SZ) db.dump"', 3],
    ['date -u -d "-4 hours" "+%Y-%m-%d %H:%M:%S UTC"', 4],
    ['date -d "-5 hours" +%s', 5],
  ])('reads the times that a command prints: %s', async (command, hours) => {
    expect(figureOf(factsOf(await at(`!${command}`)), 'age.seconds')).toBeCloseTo(hours * 3600, -2);
  });

  it('is no green for a time in the future, and forgives a clock that is a little ahead', async () => {
    const result = await at('!echo 2999-01-01T00:00:00Z');
    expect(factsOf(result).values[0]).toMatchObject({
      value: null,
      note: expect.stringContaining('time zone'),
    });
    expect(gradeProbe([result], SLOS).find(({ id }) => id === 'backup_age')?.level).toBe('NO-DATA');
    const ahead = factsOf(await at('!date -u -d "+30 seconds" +%Y-%m-%dT%H:%M:%SZ'));
    expect(figureOf(ahead, 'age.seconds')).toBeCloseTo(-30, -1);
  });

  it('tells how a command failed, and ends it with all of its children at the deadline', async () => {
    expect(failureOf(await at('!echo S3same; echo "no such bucket" >&2; exit 4'))).toMatchObject({
      code: 'EXIT_4',
      message: expect.stringContaining('no such bucket'),
    });
    expect(failureOf(await at('!echo nothing here'))).toMatchObject({ stage: 'assert', code: 'BODY' });
    const marker = join(folder, 'alive');
    expect(failureOf(await at(`!(sleep 1; touch ${marker}) | cat`, 150))).toMatchObject({
      stage: 'deadline',
    });
    await new Promise((later) => setTimeout(later, 1300));
    expect(failureOf(await at(marker))).toMatchObject({ code: 'ENOENT' });
  });
});
