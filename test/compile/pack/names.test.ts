import { describe, expect, it } from '@jest/globals'
import { edit } from '../../../scripts/compile/edit.ts'
import { clearNames } from '../../../scripts/compile/pack/names.ts'
import { readSyntax } from '../../../scripts/compile/syntax.ts'

const bundle = (...lines: string[]): string => ['var f;', '(() => {', ...lines, '})();', ''].join('\n')

const clear = (code: string, source = '') => edit(code, clearNames(readSyntax(code), [source]))

describe('names in a bundle', () => {
  it('at the top of a module get its name in front', () => {
    expect(
      clear(
        bundle(
          '// destinations/shop/trackLead/index.ts',
          'var action = { perform: 1 };',
          '// destinations/shop/trackSale/index.ts',
          'var action2 = { perform: 2 };',
          '// destinations/shop/text-form.ts',
          'function action3() {}',
          '// subscriptions.js',
          'f = { action, action2, third: action3, x: y.action2 };'
        )
      )
    ).toBe(
      bundle(
        '// destinations/shop/trackLead/index.ts',
        'var action = { perform: 1 };',
        '// destinations/shop/trackSale/index.ts',
        'var trackSaleAction = { perform: 2 };',
        '// destinations/shop/text-form.ts',
        'function textFormAction() {}',
        '// subscriptions.js',
        'f = { action, action2: trackSaleAction, third: textFormAction, x: y.action2 };'
      )
    )
  })

  it('inside a function lose the number when nothing there means the other name', () => {
    expect(
      clear(
        bundle(
          '// a.ts',
          'var known = 1;',
          '// b.ts',
          'function one(text) { const known2 = text; return { known: known2, ...known2.known2 }; }',
          'function other({ known: known2 }) { return known + known2; }'
        )
      )
    ).toBe(
      bundle(
        '// a.ts',
        'var known = 1;',
        '// b.ts',
        'function one(text) { const known = text; return { known, ...known.known2 }; }',
        'function other({ known: known2 }) { return known + known2; }'
      )
    )
  })

  it('inside a function are judged from the outside in', () => {
    expect(
      clear(
        bundle(
          '// a.ts',
          'function text() {}',
          '// b.ts',
          'function shown(x) { if (x) { const text2 = x; return text2; } const text3 = y; return text3; }'
        )
      )
    ).toContain('{ if (x) { const text = x; return text; } const text = y; return text; }')
  })

  it.each([
    [
      'that bear a number themselves',
      'var sha256 = 1; var base = 2; function f1(base64) { return base64 + sha256; }'
    ],
    ['of code that is made of texts', 'var a = 1; function g(a2) { return eval("a2"); }']
  ])('%s stay', (_, line) => {
    expect(clear(bundle('// a.ts', line), line)).toBe(bundle('// a.ts', line))
  })
})
