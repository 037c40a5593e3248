import type { K6Binary } from './find-k6.ts';

/** A program with its arguments and environment. */
export interface Command {
  file: string;
  args: string[];
  env: Readonly<Record<string, string | undefined>>;
}

/** The command that gives k6 these arguments: k6 itself, or its image with the same folders, network and user. */
export function commandOf(
  { file, image }: K6Binary,
  wanted: {
    args: readonly string[];
    env: Readonly<Record<string, string | undefined>>;
    cwd: string;
    /** Folders that k6 reads or writes beside the working one. */
    folders: readonly string[];
  },
): Command {
  const { args, env, cwd, folders } = wanted;
  if (image === null) return { file, args: [...args], env };
  const mounts = [...new Set([cwd, ...folders])].flatMap((folder) => ['--volume', `${folder}:${folder}`]);
  // Names only: docker takes their values from its environment, so that no secret stands among the arguments.
  const names = Object.keys(env)
    .filter((name) => !HOST_ONLY.has(name))
    .flatMap((name) => ['--env', name]);
  const box = [
    'run',
    '--rm',
    '--interactive',
    '--network=host',
    '--user=0',
    ...mounts,
    `--workdir=${cwd}`,
    ...names,
  ];
  return { file, args: [...box, image, ...args], env };
}

/** Of this machine, and wrong inside an image. */
const HOST_ONLY = new Set([
  'PATH',
  'HOME',
  'USER',
  'SHELL',
  'PWD',
  'OLDPWD',
  'TMPDIR',
  'LD_LIBRARY_PATH',
  'HOSTNAME',
]);
