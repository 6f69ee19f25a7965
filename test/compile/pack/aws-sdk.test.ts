/** What a package of AWS's SDK finds in a Function, and that no other package finds it. */
import { expect, it } from '@jest/globals'
import { compileFunction, resolveFunction } from '../../../scripts/compile/index.ts'
import { createHost } from '../../../scripts/host/index.ts'
import { temporaryFolder } from '../../temporary.ts'
import { definition } from '../definition.ts'

/** A client as AWS writes them, as far as it looks at its machine. */
const client = `
import { lstatSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { env } from 'node:process'
import { NodeHttp2Handler as RequestHandler } from './handlers.js'

class Collector extends Writable {
  _write(chunk, encoding, callback) { this.bytes = chunk; callback() }
}

export async function look() {
  const collector = new Collector()
  collector.end(Buffer.from('a'))
  return {
    key: env.AWS_ACCESS_KEY_ID,
    region: process.env['AWS_REGION'],
    home: process.geteuid === undefined,
    file: await readFile('/root/.aws/config').catch(({ code }) => code),
    collected: collector.bytes instanceof Uint8Array,
    handler: new RequestHandler().protocol(),
    sends: typeof lstatSync
  }
}
`
const handlers = `
import http2 from 'node:http2'
export class NodeHttp2Handler { protocol() { return http2.connect('https://api.example.com') } }
export class NodeHttpHandler { protocol() { return 'https' } }
`

const compile = async (name: string) => {
  const folder = `destinations/node_modules/${name}`
  const root = await temporaryFolder({
    'package.json': { version: '1.2.3', type: 'module' },
    [`${folder}/package.json`]: { name, version: '1.0.0', main: 'main.cjs', module: 'index.js' },
    [`${folder}/main.cjs`]: 'exports.look = () => Promise.resolve({})',
    [`${folder}/index.js`]: client,
    [`${folder}/handlers.js`]: handlers,
    'destinations/acme/index.ts': definition({
      imports: `import { look } from '${name}'`,
      perform: `async (request) => request('https://api.example.com/', { method: 'post', json: await look() })`
    })
  })
  const env = { AWS_ACCESS_KEY_ID: { setting: true as const }, AWS_REGION: 'eu-west-1' }
  const entry = { destination: 'destinations/acme', displayName: 'Acme', env }
  return compileFunction(root, await resolveFunction(root, 'acme', entry))
}

it('finds its environment, the streams and bytes of Node, no files, and https', async () => {
  const host = await createHost({ code: (await compile('@aws-sdk/client-acme')).code })
  try {
    const event = { type: 'track', event: 'Seen', userId: 'u1', messageId: 'm1' }
    const settings = { apiKey: 'fake_api', AWS_ACCESS_KEY_ID: 'fake_key' }
    const { requests } = await host.invoke(event, settings, { kind: 'ok' })
    expect(JSON.parse(requests[0]!.body!)).toEqual({
      key: 'fake_key',
      region: 'eu-west-1',
      home: true,
      file: 'ENOENT',
      collected: true,
      handler: 'https',
      sends: 'function'
    })
  } finally {
    await host.close()
  }
})

it('is for AWS alone: another package is refused', async () => {
  await expect(compile('client-acme')).rejects.toThrow('does not exist in Functions')
})
