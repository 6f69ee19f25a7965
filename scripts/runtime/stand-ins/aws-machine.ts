/**
 * The machine on which AWS's own SDK for JavaScript (version 3) looks for what it was not told, as it is in a Function: one
 * without files, metadata or processes. It finds credentials in the environment alone, and reaches AWS by `https`
 * (amazon-eventbridge, aws-s3, s3). pack/aws-sdk.ts says which module has which of these.
 */
import { hostCrypto } from '../core/host-globals.ts'

/** Of what a Function has not at all: nothing is an instance of it, and using it fails. */
export const absent = (name: string) =>
  function (): never {
    throw Object.assign(new Error(`${name} does not exist in Functions`), { code: 'ENOENT' })
  }

/** Of ~/.aws/config and ~/.aws/credentials. */
export const readFile = (file: string): Promise<never> =>
  Promise.reject(
    Object.assign(new Error(`ENOENT: no such file or directory, open '${file}'`), { code: 'ENOENT' })
  )

export const sep = '/'
export const join = (...parts: string[]): string => parts.join(sep)
export const homedir = (): string => sep

/** Functions run in AWS Lambda; which kernel it has, and which Node, nothing in them says. */
export const platform = (): string => 'linux'
export const release = (): string => ''
export const versions: Record<string, string> = {}

/** The build puts the function's own environment in the place of these words. */
export const env = process.env
export const machineProcess = { env, emitWarning: (message: string) => console.warn(message) }

/** Node has it since 22.2; the SDK asks first, and brings its own. */
export const crc32 = undefined

/** For requests to the machine's metadata, which nobody answers, and for streams of browsers: nothing here is one. */
export const MachineSignal = { timeout: absent('AbortSignal') }
export const MachineStream = absent('ReadableStream')

/** What a `Buffer` is an instance of; in a Function, which gets its Buffer from outside, `Uint8Array` is another class. */
export const MachineBytes = /* @__PURE__ */ (() => Object.getPrototypeOf(Buffer) as Uint8ArrayConstructor)()

/** Node's own: crypto's Sign extends its Writable (https://nodejs.org/api/crypto.html#class-sign), and that extends it. */
export const stream = /* @__PURE__ */ (() =>
  Object.getPrototypeOf(Object.getPrototypeOf(hostCrypto().Sign)) as Record<string, unknown>)()

/** Each other place where the SDK looks for credentials says that there are none. */
const fromNowhere = () => (): Promise<never> =>
  Promise.reject(Object.assign(new Error('no credentials'), { tryNextLink: true }))
export {
  fromNowhere as fromContainerMetadata,
  fromNowhere as fromHttp,
  fromNowhere as fromIni,
  fromNowhere as fromInstanceMetadata,
  fromNowhere as fromProcess,
  fromNowhere as fromSSO,
  fromNowhere as fromTokenFile
}
export const ENV_CMDS_FULL_URI = 'AWS_CONTAINER_CREDENTIALS_FULL_URI'
export const ENV_CMDS_RELATIVE_URI = 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'
