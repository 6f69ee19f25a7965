/** What `npm run new` writes is a project that replays, is covered and lints as it is. */
import { describe, expect, it } from '@jest/globals'
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { ESLint } from 'eslint'
import { check } from 'prettier'
import { replayFixtures } from '../../scripts/replay/index.ts'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'

const config =
  '{\n  // ours\n  "functions": {\n    "other": { "destination": "destinations/other", "displayName": "Other" }\n  }\n}\n'

const emptyProject = () =>
  temporaryFolder({
    'package.json': { name: 'project', version: '1.0.0', type: 'module' },
    '.prettierrc': { printWidth: 110, semi: false, singleQuote: true, trailingComma: 'none' },
    'segment.config.json': { functions: {} }
  })

async function expectGreen(root: string, slug: string): Promise<void> {
  const { failed, passed, fixtures, coverage } = await replayFixtures({
    root,
    functions: [slug],
    fixturesDir: 'fixtures'
  })
  expect(fixtures.flatMap(({ problems }) => problems)).toEqual([])
  expect({ failed, some: passed > 4 }).toEqual({ failed: 0, some: true })
  for (const { handlers, presets, fields, outcomes } of coverage)
    expect([handlers, presets, fields, outcomes].flatMap(({ missing }) => missing)).toEqual([])
  const eslint = new ESLint()
  const folder = join(root, 'destinations', slug)
  const modules = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'))
  for (const name of modules) {
    const text = await readFile(join(folder, name), 'utf8')
    expect(
      await check(text, {
        parser: 'typescript',
        printWidth: 110,
        semi: false,
        singleQuote: true,
        trailingComma: 'none'
      })
    ).toBe(true)
    const [result] = await eslint.lintText(text, { filePath: `destinations/${slug}/${name}` })
    expect(result!.messages).toEqual([])
  }
}

describe('a new destination', () => {
  it.each([
    ['by default', []],
    ['for identify calls, with a key in a header', ['--call', 'identify', '--auth', 'header']],
    ['for one event, in batches', ['--event', "It's `${odd}` */", '--batch', '--auth', 'basic']],
    [
      'with a key and a parameter in the address',
      ['--url', 'https://api.acme.example/v1/users/:id?x=1', '--auth', 'query']
    ],
    ['without authentication', ['--auth', 'none', '--call', 'group', '--title', "O'Neil & Co"]]
  ])('replays %s', async (_what, flags) => {
    const root = await emptyProject()

    const { code, stdout } = await call(root, ['new', 'destination', 'acme', '--yes', '--json', ...flags])

    expect(code).toBe(0)
    const { files } = JSON.parse(stdout) as { files: string[] }
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
    expect(files).toContain('destinations/acme/README.md')
    await expectGreen(root, 'acme')
  })

  it('is made of a curl command with a form and a key of its own', async () => {
    const root = await emptyProject()
    const command =
      '$ curl https://api.pay.example/v1/charges \\\n  -u sk_live_1: -d amount=2000 -d "customer=cus_1" --data-urlencode \'note=a & b\''

    const { code } = await call(
      root,
      ['new', 'destination', 'pay', '--from-curl', '-', '--event', 'Order Completed'],
      {
        stdin: Readable.from([command])
      }
    )

    expect(code).toBe(0)
    const made = await readFile(join(root, 'fixtures/pay/track-event.json'), 'utf8')
    const { exchanges } = JSON.parse(made) as { exchanges: { request: object }[] }
    expect(exchanges[0]!.request).toEqual({
      method: 'POST',
      url: 'https://api.pay.example/v1/charges',
      headers: { authorization: 'Basic cGF5X3Rlc3RfdXNlcjpwYXlfdGVzdF9rZXk=' },
      form: { amount: '2000', customer: 'user_1', note: 'a & b' }
    })
    await expectGreen(root, 'pay')
  })

  it('is made of an OpenAPI document in YAML whose schema contains itself', async () => {
    const root = await emptyProject()
    const { writeFile } = await import('node:fs/promises')
    await writeFile(join(root, 'api.yaml'), openApi)

    const { code, stderr } = await call(root, [
      'new',
      'destination',
      'lists',
      '--from-openapi',
      'api.yaml',
      '--yes'
    ])

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const made = await readFile(join(root, 'destinations/lists/addMember/index.ts'), 'utf8')
    expect(made).toContain(
      "  kind: {\n    label: 'Kind',\n    description: 'What is sent as `kind`.',\n    type: 'string',\n    required: true,"
    )
    expect(made).toContain('    minimum: 3,\n    maximum: 10,')
    await expectGreen(root, 'lists')
  })

  it('gets a second action, and its preset where the function names them', async () => {
    const root = await emptyProject()
    await call(root, ['new', 'destination', 'acme', '--yes'])

    const { code } = await call(root, [
      'new',
      'action',
      'acme',
      'savePerson',
      '--call',
      'identify',
      '--url',
      'https://api.acme.example/people'
    ])

    expect(code).toBe(0)
    expect(await readFile(join(root, 'destinations/acme/index.ts'), 'utf8')).toContain(
      'actions: { trackEvent, savePerson }'
    )
    await expectGreen(root, 'acme')
  })
})

describe('what cannot be made', () => {
  it.each([
    [['destination', 'My Vendor'], /Write "my-vendor"/],
    [['destination', 'class'], /reserved/],
    [['destination', 'events'], /reserved/],
    [['destination', 'other'], /has a function "other" already/],
    [['destination', 'taken'], /The folder destinations\/taken exists already/],
    [['destination', 'acme', '--auth', 'barer'], /Did you mean "bearer"/],
    [['destination', 'acme', '--call', 'page', '--event', 'X'], /--event names a track call/],
    [['destination', 'acme', '--url', 'ftp://acme'], /no web address/],
    [['destination', 'acme', '--from-openapi', 'two.json'], /version 2\.0 \(Swagger\)/],
    [['destination', 'acme', '--from-openapi', 'none.json'], /There is no file none\.json/],
    [
      ['destination', 'acme', '--from-openapi', 'words.txt'],
      /^words\.txt cannot be read.* neither an object/
    ],
    [['destination', 'acme', '--from-openapi', 'split.json'], /^split\.json refers to other\.yaml#\/Person/],
    [['destination', 'äcme'], /Write "acme"/],
    [['destination', 'acme', '--from-curl', 'none.sh'], /There is no file none\.sh/],
    [['action', 'nobody', 'saveIt'], /There is no destination "nobody"/],
    [['action', 'other', 'delete'], /reserved/],
    [['action', 'other', 'save it'], /Write "saveIt"/],
    [['vendor', 'acme'], /nothing new of the kind "vendor"/]
  ])('%j is refused, and nothing is written', async (argv, message) => {
    const root = await temporaryFolder({
      'segment.config.json': config.replace('  // ours\n', ''),
      'destinations/taken/x.txt': '',
      'two.json': { swagger: '2.0', paths: {} },
      'words.txt': 'hello',
      'split.json': splitOpenApi
    })
    const before = await readdir(root, { recursive: false })

    const { code, stdout, stderr } = await call(root, ['new', ...argv])

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(await readdir(root)).toEqual(before)
    expect(await readFile(join(root, 'segment.config.json'), 'utf8')).toBe(config.replace('  // ours\n', ''))
  })

  it.each([
    ['curl https://a.example -d @body.json', /reads its body from the file body\.json/],
    ['curl https://a.example -H "Authorization: Bearer $TOKEN"', /shell variable \$TOKEN/],
    ['curl https://a.example -d \'{"a": 1}', /single quote in line 1 that does not end/],
    ["curl -d '{\"a\": }' -H 'content-type: application/json' https://a.example", /is not JSON/],
    ['curl https://a.example --frobnicate', /option --frobnicate/],
    ['curl https://a.example https://b.example', /2 addresses/],
    ['wget https://a.example', /no curl command/],
    ['curl https://a.example', /nothing that an event could fill in/],
    ['curl https://a.example -F file=@x', /uploads files/]
  ])('curl: %s', async (command, message) => {
    const root = await emptyProject()

    const { code, stderr } = await call(root, ['new', 'destination', 'acme', '--from-curl', '-'], {
      stdin: Readable.from([command])
    })

    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(existsSync(join(root, 'destinations'))).toBe(false)
  })
})

/** A document whose schema stands in another file. */
const splitOpenApi = {
  openapi: '3.0.3',
  info: { title: 'Acme', version: '1' },
  servers: [{ url: 'https://api.acme.example' }],
  paths: {
    '/people': {
      post: {
        requestBody: { content: { 'application/json': { schema: { $ref: 'other.yaml#/Person' } } } },
        responses: {}
      }
    }
  }
}

const openApi = `
openapi: 3.0.3
info: { title: Lists, version: '1' }
servers: [{ url: 'https://api.lists.example/v3' }]
security: [{ key: [] }]
components:
  securitySchemes: { key: { type: apiKey, in: query, name: token } }
  schemas:
    Member:
      type: object
      required: [email, kind]
      properties:
        email: { type: string, format: email, description: 'The address.' }
        kind: { type: string, enum: [lead, customer] }
        score: { type: integer, minimum: 3, maximum: 10 }
        parent: { $ref: '#/components/schemas/Member' }
paths:
  /lists/{list_id}/members:
    post:
      operationId: addMember
      parameters:
        - { name: list_id, in: path, required: true, schema: { type: string } }
        - { name: notify, in: query, schema: { type: boolean } }
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Member' } } } }
      responses: { '200': { description: ok } }
`
