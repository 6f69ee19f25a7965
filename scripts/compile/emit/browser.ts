/**
 * What is written for the page: the module that joins a browser definition, its subscriptions and the runtime, and the
 * types of what the script leaves in the page.
 */
import path from 'node:path'
import type { GlobalSetting } from '@segment/actions-core'
import type { ResolvedBrowser } from '../types.ts'
import { runtimeFolder } from '../runtime-modules.ts'
import { emitCondition } from './condition.ts'
import { literal } from './literal.ts'
import { emitMapping } from './mapping.ts'

/**
 * @param name - the function's name in segment.config.json
 * @returns a JavaScript module for esbuild
 */
export function emitBrowserEntry(name: string, version: string, browser: ResolvedBrowser): string {
  const { entry, definition, subscriptions, defaults } = browser
  const specs = subscriptions.map(({ action, condition, mapping }) => {
    // Most of what enriches has no fields; the helpers of mappings then stay out.
    const map = mapping === undefined ? '() => ({})' : emitMapping(mapping).code
    return `{ action: ${literal(action)}, matches: (event) => ${emitCondition(condition)}, map: ${map} }`
  })
  const facts = [name, definition.name, version].map((fact) => literal(fact)).join(', ')
  return [
    `import definition from ${literal(entry)}`,
    `import { install } from ${literal(path.join(runtimeFolder, 'browser/install.ts'))}`,
    `import * as $map from ${literal(path.join(runtimeFolder, 'emitted/mapping.ts'))}`,
    `install(${facts}, definition, [${specs.join(', ')}], ${literal(defaults)})`
  ].join('\n')
}

/** @returns the text of browser.d.ts, which needs no other package */
export function emitBrowserTypes(name: string, { definition }: ResolvedBrowser): string {
  const settings = Object.entries(definition.settings ?? {}).map(
    ([key, setting]) =>
      `    /** ${setting.description}${setting.default === undefined ? '' : ` ${JSON.stringify(setting.default)} when left out.`} */\n    ${key}?: ${typeOf(setting)}`
  )
  const type = `${definition.name.replace(/[^A-Za-z0-9]/g, '')}InPage`
  return `/**
 * ${definition.name} in the page. Import browser.js for what it does (\`import './browser.js'\`), or load it as a script; it finds
 * \`window.analytics\` by itself. What it can be told, and what can be called, is \`window.segmentFunctions${accessor(name)}\`.
 */
export {}

declare global {
  interface ${type} {
    /**
     * Asked before anything is read, kept or sent, each time. Anything but \`true\` is a no. Left out: no consent is needed.
     */
    consent?: () => boolean
${settings.map((setting) => `${setting}\n`).join('')}    /** For \`analytics.register\`, or the \`plugins\` of \`AnalyticsBrowser.load\`. There when the script has run. */
    plugin?: {
      name: string
      type: 'enrichment'
      version: string
      isLoaded(): boolean
      load(context: unknown, analytics: unknown): Promise<void>
    }
    /** Registers the plugin, once for each \`analytics\`: the SDK's, or the snippet's array. There when the script has run. */
    install?(analytics: unknown, options?: Omit<${type}, 'plugin' | 'install'>): void
  }

  interface SegmentFunctions {
    ${isName(name) ? name : `'${name}'`}?: ${type}
  }

  interface Window {
    segmentFunctions?: SegmentFunctions
  }
}
`
}

const isName = (text: string): boolean => /^[A-Za-z_$][\w$]*$/.test(text)

const accessor = (name: string): string => (isName(name) ? `.${name}` : `['${name}']`)

const typeOf = ({ type }: GlobalSetting): string =>
  type === 'number' || type === 'boolean' ? type : 'string'
