/** The types beside a script, as code of a shop that is compiled against them sees them. */
import path from 'node:path'
import { expect, it } from '@jest/globals'
import ts from 'typescript'
import { compileBrowser } from '../../scripts/compile/browser.ts'
import { temporaryFolder } from '../temporary.ts'

const root = process.cwd()
const vendors = ['dub', 'impact', 'saasquatch', 'product-fruits']

const head = `${vendors.map((name) => `import './${name}/browser.js'`).join('\n')}
import { AnalyticsBrowser } from '@segment/analytics-next'
const analytics = AnalyticsBrowser.load({ writeKey: 'key' })
const functions = window.segmentFunctions!
`

/** What tsc says about an app beside the built scripts of all vendors. */
async function problemsOf(code: string): Promise<string[]> {
  const files: Record<string, string> = { 'app.ts': head + code }
  for (const name of vendors) {
    const folder = path.join(root, 'destinations', name)
    const made = await compileBrowser(root, { name, folder }, '1.0.0')
    files[`${name}/browser.d.ts`] = made!.browser.types
  }
  const project = await temporaryFolder(files)
  const program = ts.createProgram([path.join(project, 'app.ts')], {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    types: []
  })
  const app = program.getSourceFile(path.join(project, 'app.ts'))
  const ours = program
    .getSourceFiles()
    .filter((file) => file === app || file.fileName.endsWith('browser.d.ts'))
  return ours
    .flatMap((file) => ts.getPreEmitDiagnostics(program, file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

it('know the settings, the consent and the plugin of every vendor', async () => {
  const problems = await problemsOf(`
    window.segmentFunctions = { ...functions, dub: { days: 30 }, impact: { parameter: 'irclickid', consent: () => true } }
    functions.dub!.install!(analytics, { consent: () => true, days: 7 })
    functions['product-fruits']?.install?.(analytics)
    void analytics.register(functions.saasquatch!.plugin!)
    AnalyticsBrowser.load({ writeKey: 'key', plugins: [functions.impact!.plugin!] })
  `)

  expect(problems).toEqual([])
}, 120_000)

it('refuse what does not exist, and a consent that is a promise', async () => {
  const problems = await problemsOf(`
    functions.dub!.days = '30'
    functions.dub!.day = 30
    functions.impact!.consent = async () => true
    functions.dubb
  `)

  expect(problems.map((problem) => problem.split('\n')[0])).toEqual([
    "Type 'string' is not assignable to type 'number'.",
    "Property 'day' does not exist on type 'DubInPage'. Did you mean 'days'?",
    "Type 'Promise<boolean>' is not assignable to type 'boolean'.",
    "Property 'dubb' does not exist on type 'SegmentFunctions'. Did you mean 'dub'?"
  ])
}, 120_000)
