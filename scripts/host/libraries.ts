/**
 * The npm packages that Segment provides to functions as globals (Segment: destination functions, Dependencies). They
 * are here so that a clash of names is noticed; a compiled function needs none of them. One that is not installed in this
 * project stands as a placeholder that says so when it is used.
 */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

export interface Library {
  /** The global, or the path to it: `google.cloud.storage`. */
  global: string
  package: string
  /** The version Segment documents, absent when it documents none. */
  version?: string
}

export const libraries: Library[] = [
  { global: '_', package: 'lodash', version: '4.17.19' },
  { global: 'moment', package: 'moment-timezone', version: '0.5.31' },
  { global: 'atob', package: 'atob', version: '2.1.2' },
  { global: 'btoa', package: 'btoa', version: '1.2.1' },
  { global: 'FormData', package: 'form-data', version: '2.4.0' },
  { global: 'uuidv5.uuidv5', package: 'uuidv5', version: '1.0.0' },
  { global: 'jsonwebtoken', package: 'jsonwebtoken', version: '8.5.1' },
  { global: 'xml', package: 'xml', version: '1.0.1' },
  { global: 'xml2js', package: 'xml2js', version: '0.4.23' },
  { global: 'OAuth', package: 'oauth', version: '0.9.15' },
  { global: 'AWS', package: 'aws-sdk', version: '2.488.0' },
  { global: 'stripe', package: 'stripe', version: '8.115.0' },
  { global: 'twilio', package: 'twilio', version: '3.68.0' },
  { global: 'sendgrid.client', package: '@sendgrid/client', version: '7.4.7' },
  { global: 'sendgrid.mail', package: '@sendgrid/mail', version: '7.4.7' },
  { global: 'jsforce', package: 'jsforce', version: '1.11.0' },
  { global: 'google.cloud.automl', package: '@google-cloud/automl', version: '2.2.0' },
  { global: 'google.cloud.bigquery', package: '@google-cloud/bigquery', version: '5.3.0' },
  { global: 'google.cloud.datastore', package: '@google-cloud/datastore', version: '6.2.0' },
  { global: 'google.cloud.firestore', package: '@google-cloud/firestore', version: '4.4.0' },
  { global: 'google.cloud.functions', package: '@google-cloud/functions', version: '1.1.0' },
  { global: 'google.cloud.pubsub', package: '@google-cloud/pubsub', version: '2.6.0' },
  { global: 'google.cloud.storage', package: '@google-cloud/storage', version: '5.3.0' },
  { global: 'google.cloud.tasks', package: '@google-cloud/tasks', version: '2.6.0' },
  { global: 'winstonlib.winston', package: 'winston', version: '2.4.6' },
  { global: 'fetchretrylib.fetchretry', package: 'fetch-retry' },
  { global: 'hubspotlib.hubspot', package: '@hubspot/api-client' },
  { global: 'libphonenumberjslib.libphonenumberjs', package: 'libphonenumber-js' },
  { global: 'mailchimplib.mailchimp', package: '@mailchimp/mailchimp_marketing' },
  { global: 'nodemailjet.nodemailjet', package: 'node-mailjet' },
  { global: 'skyflowlib.skyflow', package: 'skyflow-node' }
]

/** The globals of {@link libraries}, those with a dot in their name as nested objects. */
export function provideLibraries(): Record<string, unknown> {
  const globals: Record<string, unknown> = {}
  for (const library of libraries) {
    const path = library.global.split('.')
    const name = path.pop()!
    let parent = globals
    for (const key of path) parent = (parent[key] ??= {}) as Record<string, unknown>
    parent[name] = provide(library)
  }
  return globals
}

const provided = new Map<string, unknown>()

/**
 * Only the documented version counts as installed: another one may lie in node_modules for the sake of some other package,
 * and would show a function that works here and not in Segment.
 */
function provide(library: Library): unknown {
  if (!provided.has(library.package)) {
    const installed = installedVersion(library.package)
    const usable = installed !== undefined && (library.version === undefined || library.version === installed)
    provided.set(library.package, usable ? require(library.package) : placeholder(library, installed))
  }
  return provided.get(library.package)
}

function installedVersion(name: string): string | undefined {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return (require(`${folder}/${name}/package.json`) as { version: string }).version
    } catch {
      // Not in this folder; the next one further up may have it.
    }
  }
  return undefined
}

/** `typeof` and passing it on work; reading a property, calling it or constructing it throws. */
function placeholder(library: Library, installed: string | undefined): unknown {
  const wanted = library.version === undefined ? library.package : `${library.package}@${library.version}`
  const refuse = (): never => {
    throw new Error(
      `${library.global} is ${wanted} in Segment, ${installed ? `but ${installed} is installed here` : 'and not installed here'}. ` +
        `To use it in the local host: npm install --save-dev ${wanted}`
    )
  }
  return new Proxy(Object, {
    get: refuse,
    set: refuse,
    has: refuse,
    apply: refuse,
    construct: refuse
  })
}
