/** Reads a curl command, as documents of vendors show it, as a request. https://curl.se/docs/manpage.html */
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import { splitCommand } from './shell.ts'

export interface CurlRequest {
  method: string
  url: string
  /** As they stand there. */
  headers: [name: string, value: string][]
  /** Of `-u`. */
  user?: string
  /** Joined as curl joins it. */
  data?: string
  /** `--json` asks for it; else it is seen by the content type or the data itself. */
  json: boolean
  /** `-G`: the data goes into the address. */
  get: boolean
}

/** Options with a value that means nothing here. */
const passedOver = [
  '-o',
  '--output',
  '-m',
  '--max-time',
  '--connect-timeout',
  '--retry',
  '-A',
  '--user-agent',
  '-e',
  '--referer',
  '-x',
  '--proxy',
  '-w',
  '--write-out',
  '-b',
  '--cookie',
  '-c',
  '--cookie-jar',
  '--cacert'
]
const switches = [
  '-s',
  '--silent',
  '-S',
  '--show-error',
  '-v',
  '--verbose',
  '-i',
  '--include',
  '-k',
  '--insecure',
  '-L',
  '--location',
  '-f',
  '--fail',
  '--fail-with-body',
  '--compressed',
  '-g',
  '--globoff',
  '-N',
  '--no-buffer',
  '--http1.1',
  '--http2',
  '-#',
  '--progress-bar',
  '-4',
  '-6'
]
const short: Record<string, string> = {
  '-X': '--request',
  '-H': '--header',
  '-d': '--data',
  '-u': '--user',
  '-G': '--get',
  '-I': '--head',
  '-F': '--form',
  '-T': '--upload-file'
}
const withValue = [
  '--request',
  '--header',
  '--data',
  '--data-raw',
  '--data-binary',
  '--data-ascii',
  '--data-urlencode',
  '--json',
  '--user',
  '--url',
  '--oauth2-bearer',
  '--form',
  '--form-string',
  '--upload-file',
  ...passedOver
]
const known = [...withValue, ...switches, '--get', '--head', ...Object.keys(short)]

const wrong = (message: string, hint: string): never => {
  throw new UserError('usage', message, hint)
}

/** @throws {UserError} `usage` for what is no curl command, or one that needs a shell, a file or an option unknown here */
export function readCurl(command: string): CurlRequest {
  const [program, ...words] = splitCommand(command)
  if (program !== 'curl')
    wrong(
      'What was given is no curl command.',
      'Give a command that begins with "curl", as the documents of vendors show it.'
    )
  const request: CurlRequest & { method: string } = {
    method: '',
    url: '',
    headers: [],
    json: false,
    get: false
  }
  const urls: string[] = []
  const data: string[] = []
  for (const [option, value] of optionsOf(words)) {
    switch (option) {
      case '':
      case '--url':
        urls.push(value)
        break
      case '--request':
        request.method = value.toUpperCase()
        break
      case '--header':
        addHeader(request, value)
        break
      case '--user':
        request.user = value
        break
      case '--oauth2-bearer':
        request.headers.push(['Authorization', `Bearer ${value}`])
        break
      case '--json':
        request.json = true
        data.push(noFile(option, value))
        break
      case '--data-raw':
        data.push(value)
        break
      case '--data':
      case '--data-ascii':
      case '--data-binary':
        data.push(noFile(option, value))
        break
      case '--data-urlencode':
        data.push(urlEncoded(value))
        break
      case '--get':
        request.get = true
        break
      case '--head':
        request.method = 'HEAD'
        break
      case '--form':
      case '--form-string':
      case '--upload-file':
        wrong(
          `The curl command uploads files or parts (${option}), which is no call that an event can make.`,
          'Choose a call of the vendor that takes JSON or a form.'
        )
    }
  }
  if (urls.length !== 1)
    wrong(
      `The curl command has ${urls.length === 0 ? 'no address' : `${urls.length} addresses: ${urls.join(', ')}`}.`,
      'Give a command for one address, with quotes around each value that holds blanks.'
    )
  if (data.length > 0) request.data = request.json ? data.join('') : data.join('&')
  return {
    ...request,
    url: addressOf(urls[0]!),
    method: request.method || (data.length > 0 && !request.get ? 'POST' : 'GET')
  }
}

function* optionsOf(words: string[]): Generator<[option: string, value: string]> {
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    if (!/^-./.test(word)) {
      yield ['', word]
      continue
    }
    const isLong = word.startsWith('--')
    const [written = '', glued] = isLong
      ? word.split(/=(.*)/s)
      : [word.slice(0, 2), word.slice(2) || undefined]
    const option = short[written] ?? written
    if (withValue.includes(option)) {
      const value = glued ?? words[++at]
      if (value === undefined)
        wrong(`The curl command ends after ${written}, which needs a value.`, 'Copy the whole command.')
      yield [option, value!]
    } else if (switches.includes(option) || option === '--get' || option === '--head') {
      yield [option, '']
      // -sSL is three switches.
      if (!isLong && glued !== undefined) words.splice(at + 1, 0, `-${glued}`)
    } else {
      wrong(
        `The curl command has the option ${written}, which is not known here.`,
        `${suggestion(
          written,
          known.filter((one) => one.startsWith('--'))
        )} Leave it out when the request is the same without it.`
      )
    }
  }
}

function addHeader({ headers }: CurlRequest, header: string): void {
  if (header.startsWith('@'))
    wrong(
      `The curl command reads its headers from the file ${header.slice(1)}.`,
      'Write them into the command, each with its own -H.'
    )
  const colon = header.indexOf(':')
  if (colon < 1)
    wrong(
      `The curl command has the header "${header.slice(0, 40)}", which has no colon.`,
      'Write it as "Name: value".'
    )
  headers.push([header.slice(0, colon).trim(), header.slice(colon + 1).trim()])
}

function noFile(option: string, value: string): string {
  if (value.startsWith('@'))
    wrong(
      `The curl command reads its body from ${value === '@-' ? 'standard input' : `the file ${value.slice(1)}`} (${option} ${value}).`,
      'Write the content of the file into the command, in single quotes.'
    )
  return value
}

/** `name=content`, `=content` or `content`. */
function urlEncoded(value: string): string {
  const [name, content] = value.split(/=(.*)/s)
  if (content === undefined && value.includes('@')) noFile('--data-urlencode', `@${value.split('@')[1]!}`)
  return content === undefined ? encodeURIComponent(value) : `${name}=${encodeURIComponent(content)}`
}

function addressOf(url: string): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `https://${url}`
  if (!/^https?:/i.test(address) || !URL.canParse(address.replaceAll(/[{}<>[\]]/g, '')))
    wrong(
      `The curl command has "${url}" where its address is expected.`,
      'Give an address that begins with https://, and put quotes around values with blanks.'
    )
  return address
}
