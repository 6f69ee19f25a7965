import { describe, expect, it } from '@jest/globals'
import { fitTables, paint } from '../../scripts/cli/terminal.ts'
import { table } from '../../scripts/shared/table.ts'

const wide = `${table([
  ['kind', 'what', 'events'],
  ['field', 'POST /track/sale amount: 49.99 -> 4999', '1,204'],
  ['outcome', 'discarded -> delivered', '3']
])}\n\nbelow\n`

describe('a terminal', () => {
  it('keeps tables to its width', () => {
    expect(fitTables(wide, 40)).toBe(
      [
        'kind     what                     events',
        '-------  -----------------------  ------',
        'field    POST /track/sale         1,204',
        '         amount: 49.99 -> 4999',
        'outcome  discarded -> delivered   3',
        '',
        'below',
        ''
      ].join('\n')
    )
  })

  it('leaves alone what fits', () => {
    expect(fitTables(wide, 100)).toBe(wide)
  })

  it.each([
    ['+  mode: "wait"', '\u001b[32m+  mode: "wait"\u001b[39m'],
    ['    -  mode: "async"', '\u001b[31m    -  mode: "async"\u001b[39m'],
    ['delivered in 3 ms', '\u001b[32mdelivered in 3 ms\u001b[39m'],
    ['  -5,', '  -5,'],
    ['-----  ----', '-----  ----'],
    ['POST https://api.dub.co', 'POST https://api.dub.co']
  ])('shows %j in its colour', (line, painted) => {
    expect(paint(line)).toBe(painted)
  })
})
