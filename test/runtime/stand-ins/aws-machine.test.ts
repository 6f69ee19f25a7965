/** What AWS's SDK finds of a machine in a Function: what is there is Node's own, and the rest says that it is not. */
import stream from 'node:stream'
import { readFile } from 'node:fs/promises'
import { expect, it } from '@jest/globals'
import '../as-in-host.ts'

// The host's crypto has to be there before.
const machine = await import('../../../scripts/runtime/stand-ins/aws-machine.ts')

it('has the streams of Node itself', () => {
  expect(machine.stream).toBe(stream)
})

it('has the bytes that a Buffer of the host is made of', () => {
  expect(Buffer.from('a')).toBeInstanceOf(machine.MachineBytes)
})

it('has no file, and says so as Node does', async () => {
  const outcome = (reading: Promise<unknown>) => reading.catch(({ code, message }) => [code, message])
  const file = '/root/.aws/credentials-that-nobody-has'
  expect(await outcome(machine.readFile(file))).toEqual(await outcome(readFile(file, 'utf8')))
})

it('has nothing that is an instance of what it lacks, which fails where it is used', () => {
  expect([{} instanceof machine.MachineStream, Buffer.from('') instanceof machine.MachineStream]).toEqual([
    false,
    false
  ])
  expect(() => machine.absent('fs.lstatSync')()).toThrow('fs.lstatSync does not exist in Functions')
  expect(() => machine.MachineSignal.timeout()).toThrow('AbortSignal does not exist in Functions')
})

it('has credentials nowhere but in the environment, and lets the SDK look further', async () => {
  for (const from of [machine.fromIni, machine.fromSSO, machine.fromInstanceMetadata])
    await expect(from()()).rejects.toMatchObject({ tryNextLink: true })
})
