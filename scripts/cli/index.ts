/**
 * The one command: `scripts/cli/index.ts <verb>`. It imports nothing before it knows that Node can load the rest.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 11)) {
  process.stderr.write(`This needs Node 20.11 or later; here runs ${process.versions.node}.\n`)
  process.exitCode = 2
} else {
  const { runCommand } = await import('./run.ts')
  const { standingIn } = await import('./session.ts')
  const { stdin, stdout, stderr, env } = process
  stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // `npm run replay | head`: whoever reads has had enough.
    if (code === 'EPIPE') process.exit()
    stderr.write(
      `What is printed cannot be written: ${message}.\n  Make room on the disk, or send it elsewhere.\n`
    )
    process.exit(2)
  })
  const cwd = standingIn(process.cwd(), env)
  // Ctrl-C, a terminal that is closed, and how CI ends a job.
  const signals = ['SIGINT', 'SIGHUP', 'SIGTERM'] as const
  const onInterrupt = (tell: () => boolean) => {
    const stop = (_signal: string, number: number): void => {
      // As shells have it.
      if (!tell()) process.exit(128 + number)
    }
    for (const signal of signals) process.once(signal, stop)
    return () => {
      for (const signal of signals) process.off(signal, stop)
    }
  }
  const surroundings = { cwd, variables: env, stdin, stdout, stderr, onInterrupt }
  process.exitCode = await runCommand(process.argv.slice(2), surroundings)
}

export {}
