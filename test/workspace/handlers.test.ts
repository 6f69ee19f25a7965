import { describe, expect, it } from '@jest/globals'
import { handlersOf } from '../../scripts/workspace/handlers.ts'

describe('handlersOf', () => {
  it.each<[string, string[]]>([
    ['async function onTrack(event, settings) {}\nfunction onPage() {}', ['onTrack', 'onPage']],
    ['var onGroup = async () => {}; onAlias = onGroup', ['onGroup', 'onAlias']],
    ['function helper() { function onTrack() {} }', []],
    ['// function onTrack() {}\nconst text = "function onPage() {}"', []],
    ['onTrack(); if (true) onPage = 1', []],
    ['function onBatch() {} function onBatch() {}', ['onBatch']],
    ['function onIdentify( { // cut off', ['onIdentify']],
    ['', []]
  ])('%s', (code, handlers) => {
    expect(handlersOf(code)).toEqual(handlers)
  })
})
