import type { Answer } from './answer.ts';
import type { Route } from './routes.ts';

/** A route's checks in the form of k6's `check`: each name has the route in front; the first is the status. */
export function checksOf(route: Route): Record<string, (answer: Answer) => boolean> {
  const isJson = route.format === 'json';
  const first = `${route.name}: answers ${route.statuses.join(' or ')}${isJson ? ' with JSON' : ''}`;
  const checks: Record<string, (answer: Answer) => boolean> = {
    [first]: (answer) => route.statuses.includes(answer.status) && (!isJson || hasJson(answer)),
  };
  for (const [name, holds] of Object.entries(route.bodyChecks)) checks[`${route.name}: ${name}`] = holds;
  return checks;
}

function hasJson({ contentType, body }: Answer): boolean {
  return contentType.startsWith('application/json') && body !== undefined;
}
