/** `npx segment-functions init`: lays out a project of a team's own, in which this package is a dependency. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../shared/errors.ts'
import { packageRoot } from '../shared/package.ts'
import type { Made } from './made.ts'

const templates = path.join(import.meta.dirname, 'templates', 'project')

/** Files by path in the project, with their names among the templates: npm packs no file that begins with a dot so well. */
const files = {
  'segment.config.json': 'segment.config.json',
  'tsconfig.json': 'tsconfig.json',
  '.prettierrc': 'prettierrc.json',
  '.gitignore': 'gitignore.txt',
  '.vscode/settings.json': 'vscode-settings.json',
  '.vscode/extensions.json': 'vscode-extensions.json',
  'test/functions.test.js': 'test/functions.test.js'
} as const
const folders = ['destinations', 'fixtures']

/**
 * @param root - the folder; it may hold a package.json, as after `npm install ./segment-functions-0.1.0.tgz`
 * @returns what was made; what was there already stays as it is, and package.json keeps what it says
 * @throws {UserError} when the folder is a project already, or its package.json cannot be read; then nothing is written
 */
export async function initProject(root: string): Promise<Made> {
  if (existsSync(path.join(root, 'segment.config.json')))
    throw new UserError(
      'usage',
      `${root} is a project already: it has a segment.config.json.`,
      'Add to it: npm run new -- destination acme.'
    )
  const packageText = await packageJson(root)
  await mkdir(root, { recursive: true })
  const missing = Object.entries(files).filter(([file]) => !existsSync(path.join(root, file)))
  const texts = await Promise.all(missing.map(([, name]) => readFile(path.join(templates, name), 'utf8')))
  for (const [index, [file]] of missing.entries()) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true })
    await writeFile(path.join(root, file), texts[index]!, { flag: 'wx' })
  }
  for (const folder of folders) {
    await mkdir(path.join(root, folder), { recursive: true })
    await writeFile(path.join(root, folder, '.gitkeep'), '')
  }
  await writeFile(path.join(root, 'package.json'), packageText)
  return {
    files: [...missing.map(([file]) => file), ...folders.map((folder) => `${folder}/`), 'package.json'],
    next: [
      'npm install',
      'npm run new -- destination acme',
      'npm run replay',
      `A vendor of the package is used as it is, "destination": "segment-functions/destinations/dub" in segment.config.json, or made your own: npm run new -- copy dub.`
    ]
  }
}

interface PackageJson extends Record<string, unknown> {
  scripts?: Record<string, string>
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

async function packageJson(root: string): Promise<string> {
  const own = JSON.parse(await readFile(path.join(packageRoot, 'package.json'), 'utf8')) as PackageJson
  const there = await readPackage(root)
  const { devDependencies: development = {}, dependencies: used = {} } = own
  const { dependencies = {}, devDependencies = {} } = there
  const isDependency = 'segment-functions' in dependencies || 'segment-functions' in devDependencies
  return `${JSON.stringify(
    {
      name: path.basename(root).toLowerCase(),
      private: true,
      ...there,
      type: 'module',
      scripts: {
        ...Object.fromEntries(verbsOf(own).map((verb) => [verb, `segment-functions ${verb}`])),
        types: 'tsc',
        test: 'tsc && node --test',
        ...usedScripts(there.scripts)
      },
      dependencies: isDependency
        ? dependencies
        : { ...dependencies, 'segment-functions': whereToGet(own, root) },
      // The versions that this version was tried with.
      devDependencies: {
        '@types/node': development['@types/node'],
        typescript: used.typescript,
        ...devDependencies
      }
    },
    null,
    2
  )}\n`
}

/** A clone is used where it lies: the package is in no registry but perhaps one of the team's, from which it was run then. */
const whereToGet = ({ version }: PackageJson, root: string): string =>
  packageRoot.includes(`${path.sep}node_modules${path.sep}`)
    ? String(version)
    : `file:${path.relative(root, packageRoot).split(path.sep).join('/')}`

/** They lay out, measure and prove this package, not what a team makes with it. */
const ownVerbs = ['init', 'bench', 'prove']

/** The package has a script for each verb. */
const verbsOf = ({ scripts = {} }: PackageJson): string[] =>
  Object.keys(scripts).filter(
    (name) => scripts[name] === `node scripts/cli/start.js ${name}` && !ownVerbs.includes(name)
  )

async function readPackage(root: string): Promise<PackageJson> {
  const file = path.join(root, 'package.json')
  if (!existsSync(file)) return {}
  try {
    return JSON.parse(await readFile(file, 'utf8')) as PackageJson
  } catch (cause) {
    throw new UserError(
      'file',
      `package.json cannot be read: ${(cause as Error).message}.`,
      'Mend it, and try again.',
      { cause }
    )
  }
}

/** `npm init` writes a test that only fails. */
const usedScripts = (scripts: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(scripts).filter(([, command]) => !command.includes('no test specified')))
