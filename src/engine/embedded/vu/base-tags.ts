import type { Tags } from '../../../metrics/sample.ts';
import type { SampleFold } from '../../../metrics/sample-fold.ts';
import type { VuOptions } from '../realm/contract.ts';

/** Tags that every sample of a VU carries. The same content is the same object in a thread, so that caches hit. */
export class BaseTags {
  readonly #fold: SampleFold;
  readonly #options: Pick<VuOptions, 'systemTags'>;

  /** `options` may still be replaced in place, when the script's own have been read. */
  constructor(fold: SampleFold, options: Pick<VuOptions, 'systemTags'>) {
    this.#fold = fold;
    this.#options = options;
  }

  /** Run tags, then the scenario's, then `scenario` and `group` where these system tags are on. */
  ofScenario(runTags: Tags, scenario: { name: string; tags: Tags } | null): Tags {
    const tags: Record<string, string> = { ...runTags, ...scenario?.tags };
    if (this.#options.systemTags.has('group')) tags['group'] = '';
    if (scenario !== null && this.#options.systemTags.has('scenario')) tags['scenario'] = scenario.name;
    return this.intern(tags);
  }

  withGroup(tags: Tags, group: string): Tags {
    return this.#options.systemTags.has('group') ? this.intern({ ...tags, group }) : tags;
  }

  with(tags: Tags, name: string, value: string | undefined): Tags {
    const { [name]: _, ...rest } = tags;
    return this.intern(value === undefined ? rest : { ...rest, [name]: value });
  }

  intern(tags: Tags): Tags {
    return this.#fold.tagSet(tags).tags;
  }
}
