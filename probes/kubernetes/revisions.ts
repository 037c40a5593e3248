import type { V1Deployment, V1StatefulSet } from '@kubernetes/client-node';
import type { ProbeMark } from '../probe.ts';
import type { Listed } from './values.ts';

/** What is deployed: each workload's revision and images. Undefined when workloads could not be listed. */
export function revisionMarks(workloads: Listed<V1Deployment | V1StatefulSet>): ProbeMark[] | undefined {
  if (typeof workloads === 'string') return undefined;
  return workloads.map(({ metadata, spec, status }) => {
    const name = metadata?.name ?? '';
    const counted = metadata?.annotations?.['deployment.kubernetes.io/revision'];
    const hash = status !== undefined && 'updateRevision' in status ? status.updateRevision : undefined;
    const revision = counted ?? hash?.replace(`${name}-`, '') ?? String(metadata?.generation ?? 'unknown');
    const images = (spec?.template.spec?.containers ?? []).map(({ image = '' }) => shortImage(image));
    return { kind: 'deploy', of: name, now: `revision ${revision} (${images.join(', ')})` };
  });
}

/** Without the registry's path; of a digest, what people compare by eye. */
const shortImage = (image: string): string =>
  image.slice(image.lastIndexOf('/') + 1).replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+/, '$1');
