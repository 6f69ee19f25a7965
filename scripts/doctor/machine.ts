/** What of this machine the tool needs. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { packageRoot } from '../shared/package.ts'
import type { Check } from './check.ts'

/** @param version - `20.11.0` */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const ok = major > 20 || (major === 20 && minor >= 11)
  return { name: 'Node', ok, hint: ok ? `${version}.` : `${version}; install 20.11 or later.` }
}

/** Packages of exactly the versions that the tool was tried with. */
export async function checkPackages(): Promise<Check> {
  const read = async (file: string): Promise<{ version: string; dependencies: Record<string, string> }> =>
    JSON.parse(await readFile(file, 'utf8')) as { version: string; dependencies: Record<string, string> }
  const { dependencies } = await read(path.join(packageRoot, 'package.json'))
  const places = createRequire(path.join(packageRoot, 'package.json')).resolve.paths('any') ?? []
  const wrong: string[] = []
  for (const [name, wanted] of Object.entries(dependencies)) {
    const file = places.map((place) => path.join(place, name, 'package.json')).find(existsSync)
    const found = file === undefined ? 'missing' : (await read(file)).version
    if (found !== wanted) wrong.push(`${name} is ${found}, wanted is ${wanted}`)
  }
  return {
    name: 'packages',
    ok: wrong.length === 0,
    hint:
      wrong.length === 0
        ? `${Object.keys(dependencies).length} installed.`
        : `${wrong.join('; ')}. Run npm ci.`
  }
}
