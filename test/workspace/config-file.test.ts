import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  writeFile
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { writeFunctionId } from '../../scripts/workspace/config-file.ts'

const id = 'dfn_5f7dd6d21ad74f3842b1fc47'
const other = 'dfn_000000000000000000000001'
const entry = { file: 'segment.config.json', environment: 'dev', name: 'dub', id }

let root: string
let pauses: number[]
const sleep = async (ms: number) => void pauses.push(ms)
const write = (text: string) => writeFile(path.join(root, 'segment.config.json'), text)
const read = () => readFile(path.join(root, 'segment.config.json'), 'utf8')

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'config-file-'))
  pauses = []
})
afterEach(() => rm(root, { recursive: true }))

describe('writeFunctionId', () => {
  it('adds the id and leaves order, formatting and comments as they are', async () => {
    const config = (ids: string) => `{
    // ours
    "functions": { "dub": { "presets": { "b": true,  "a": true } } },
    "environments": {
        "prod": { "region": "eu", "token": "T" },
        "dev": {
            "functions": {
                "impact": { "id": "${other}" }${ids} // more to come
            },
            "region":   "us"
        }
    }
}
`
    await write(config(''))
    await writeFunctionId(root, entry, sleep)
    expect(await read()).toBe(config(`,\n                "dub": { "id": "${id}" }`))
    expect(await readdir(root)).toEqual(['segment.config.json'])
  })

  it('spreads out an environment that stood on one line, and nothing else', async () => {
    const config = (dev: string) =>
      `{\n  "functions": { "dub": {} },\n  "environments": {\n    "prod": { "region": "eu" },\n    "dev": ${dev}\n  }\n}\n`
    await write(config('{ "region": "us", "functions": {}, "token": "T" }'))
    await writeFunctionId(root, entry, sleep)
    expect(await read()).toBe(
      config(`{
      "region": "us",
      "functions": {
        "dub": {
          "id": "${id}"
        }
      },
      "token": "T"
    }`)
    )
  })

  it('makes the environment a "functions" when it has none', async () => {
    await write('{\n  "environments": {\n    "dev": {\n      "region": "us"\n    }\n  }\n}\n')
    await writeFunctionId(root, entry, sleep)
    expect(JSON.parse(await read())).toEqual({
      environments: { dev: { region: 'us', functions: { dub: { id } } } }
    })
  })

  it('fills in an entry that has no id yet', async () => {
    await write('{"environments": {"dev": {"functions": {"dub": {}}}}}')
    await writeFunctionId(root, entry, sleep)
    expect(JSON.parse(await read())).toEqual({ environments: { dev: { functions: { dub: { id } } } } })
  })

  it('says so and changes nothing when somebody else wrote another id meanwhile', async () => {
    const theirs = `{"environments": {"dev": {"functions": {"dub": {"id": "${other}"}}}}}`
    await write(theirs)
    await expect(writeFunctionId(root, entry, sleep)).rejects.toThrow(
      `segment.config.json: environments.dev.functions.dub.id is now ${other}; it was empty when the upload began.`
    )
    expect(await read()).toBe(theirs)
    expect(await readdir(root)).toEqual(['segment.config.json'])
  })

  it('leaves a file alone that is no JSON any more', async () => {
    await write('{"environments": ')
    await expect(writeFunctionId(root, entry, sleep)).rejects.toThrow('no valid JSON any more')
    expect(await read()).toBe('{"environments": ')
  })

  it('waits while another upload is writing, and loses neither id', async () => {
    await write('{"environments": {"dev": {}, "prod": {}}}')
    await Promise.all([
      writeFunctionId(root, entry, () => new Promise(setImmediate)),
      writeFunctionId(root, { ...entry, environment: 'prod', id: other }, () => new Promise(setImmediate))
    ])
    expect(JSON.parse(await read())).toEqual({
      environments: { dev: { functions: { dub: { id } } }, prod: { functions: { dub: { id: other } } } }
    })
  })

  it('gives up on a lock that was left behind', async () => {
    await write('{}')
    await writeFile(path.join(root, 'segment.config.json.lock'), '')
    await expect(writeFunctionId(root, entry, sleep)).rejects.toThrow('segment.config.json.lock exists')
    expect(pauses).toEqual(Array(19).fill(100))
    expect(await read()).toBe('{}')
  })
})

describe('writeFunctionId keeps the file what it is', () => {
  const file = () => path.join(root, 'segment.config.json')
  const config = (ids: string) =>
    `{\r\n\t"environments": {\r\n\t\t"dev": {\r\n\t\t\t"functions": {\r\n\t\t\t\t"impact": { "id": "${other}" }${ids}\r\n\t\t\t}\r\n\t\t}\r\n\t}\r\n}\r\n`

  it('with a byte order mark, tabs and line ends of Windows', async () => {
    await write(`\uFEFF${config('')}`)
    await writeFunctionId(root, entry, sleep)
    expect(await read()).toBe(`\uFEFF${config(`,\r\n\t\t\t\t"dub": { "id": "${id}" }`)}`)
  })

  it('with tabs where an environment is spread out', async () => {
    await write('{\n\t"environments": {\n\t\t"dev": { "region": "us" }\n\t}\n}\n')
    await writeFunctionId(root, entry, sleep)
    expect(await read()).toBe(
      `{\n\t"environments": {\n\t\t"dev": {\n\t\t\t"region": "us",\n\t\t\t"functions": {\n\t\t\t\t"dub": {\n\t\t\t\t\t"id": "${id}"\n\t\t\t\t}\n\t\t\t}\n\t\t}\n\t}\n}\n`
    )
  })

  it('with its mode', async () => {
    await write(config(''))
    await chmod(file(), 0o640)
    await writeFunctionId(root, entry, sleep)
    expect((await stat(file())).mode & 0o777).toBe(0o640)
  })

  it('with the link that it is', async () => {
    await mkdir(path.join(root, 'shared'))
    const target = path.join(root, 'shared', 'config.json')
    await writeFile(target, config(''))
    await symlink(path.join('shared', 'config.json'), file())
    await writeFunctionId(root, entry, sleep)
    expect((await lstat(file())).isSymbolicLink()).toBe(true)
    expect(await readFile(target, 'utf8')).toContain(id)
    expect(await readdir(path.join(root, 'shared'))).toEqual(['config.json'])
  })

  it('makes a file that does not exist, with its folder', async () => {
    await writeFunctionId(root, { ...entry, file: '.segment/local.json' }, sleep)
    expect(JSON.parse(await readFile(path.join(root, '.segment/local.json'), 'utf8'))).toEqual({
      environments: { dev: { functions: { dub: { id } } } }
    })
  })

  it('says which id to write down when the file system refuses', async () => {
    await mkdir(path.join(root, 'segment.config.json'))
    await expect(writeFunctionId(root, entry, sleep)).rejects.toMatchObject({
      code: 'file',
      message: 'segment.config.json could not be written (EISDIR).',
      hint: `Write environments.dev.functions.dub.id = "${id}" into it by hand.`
    })
  })
})
