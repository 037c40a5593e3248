// src/host.ts
import process from 'node:process';

function createHost() {
  return {
    args: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    out: sink(process.stdout),
    err: sink(process.stderr),
    execPath: process.execPath,
    pid: process.pid,
    nodeVersion: process.version,
    now: () => Date.now(),
    onSignal(listener) {
      const signals = ['SIGINT', 'SIGTERM'];
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    onInputEnd(listener) {
      process.stdin.once('close', listener).resume();
    },
    setExitCode(code) {
      process.exitCode = code;
    },
    exitNow: (code) => process.exit(code),
  };
}
function processUsage() {
  const cpu = process.cpuUsage();
  return { cpuMicros: cpu.user + cpu.system, rssBytes: process.memoryUsage.rss() };
}
function killProcess(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
function sink(stream) {
  stream.on('error', () => {});
  return {
    write: (text) => void stream.write(text),
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns || 100;
    },
  };
}
function onUnhandledRejection(listener) {
  process.on('unhandledRejection', listener);
}

export { createHost, killProcess, onUnhandledRejection, processUsage };
//# sourceMappingURL=chunk-S3WPPWT3.js.map
