/** What k6 has as a global and @types/k6 leaves out. */
declare const console: { warn(message: string): void };
