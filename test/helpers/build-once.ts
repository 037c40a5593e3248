import { execFileSync } from 'node:child_process';

/** Builds the product before any test: worker threads and end-to-end tests run what is in build/out. */
export function setup(): void {
  execFileSync(process.execPath, ['build/build-product.mjs'], { stdio: 'inherit' });
}
