const PREFIX = 'scheduled:';

/**
 * The name of a duration's companion: the same values, from the planned start of their iterations (coordinated omission
 * corrected). No script can declare it, and no output of k6's shows it.
 */
export const scheduledName = (metric: string): string => PREFIX + metric;

export const isScheduledName = (metric: string): boolean => metric.startsWith(PREFIX);

/** `scheduled:http_req_duration`, for the place that every request passes. */
export const SCHEDULED_REQUEST = scheduledName('http_req_duration');
